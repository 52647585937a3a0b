"""Who comes in, by which name of the server and with which link, and what they may do."""
