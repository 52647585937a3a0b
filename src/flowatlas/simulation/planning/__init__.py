"""Planning: from a map to a plan, the stream in numbers."""
