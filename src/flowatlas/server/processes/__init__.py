"""Processes beside the server, for what would keep everybody waiting, and what they do there."""
