"""The exam of the diagnosis: every known way to be broken, and what has to be said of it."""
