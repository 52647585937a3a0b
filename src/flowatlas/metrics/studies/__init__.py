"""Studies: what the figures say of the other maps, of what could change, and of what it costs and brings."""
