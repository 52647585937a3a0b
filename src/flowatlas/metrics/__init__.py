"""Figures of a map: one metric in a file."""
