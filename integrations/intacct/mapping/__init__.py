"""Sage Intacct's objects become normalised records, one module per family."""
