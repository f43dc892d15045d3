"""The objects that the simulated gateway knows: their fields, and where their records come from."""
