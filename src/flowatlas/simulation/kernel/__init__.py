"""The kernel: one compiled loop over plain arrays."""
