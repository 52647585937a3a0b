"""What the practice view is put together from; no view of its own."""
