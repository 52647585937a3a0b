"""The session of a group in a room: what is done in it, and what each may see of it."""
