"""Deterministic accounting data of any size: computed when asked for, never stored."""
