"""Figures as ratios: against peers, and against the limit."""
