"""Importers: one source per file; each reads what a tool wrote down into an event log."""
