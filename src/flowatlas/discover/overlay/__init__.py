"""A log beside a map that is there: which activities are which steps, and what is laid over them."""
