"""A session of a group: what is done in it, what that makes of it, and what comes of it."""
