"""How maps are drawn: one view per module."""
