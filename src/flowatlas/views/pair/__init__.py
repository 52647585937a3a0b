"""What the picture of two maps, one below the other, is put together from; no view of its own."""
