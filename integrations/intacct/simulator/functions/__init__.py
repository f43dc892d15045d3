"""The functions of the API, family by family."""
