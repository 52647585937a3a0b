"""What the offline page is put together from: its frame, its words, and its sections in turn."""
