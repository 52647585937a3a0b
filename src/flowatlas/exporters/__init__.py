"""Exporters: one file format per module."""
