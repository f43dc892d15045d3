"""Sage Intacct, whole and alone: no model, no view, no task."""
