"""One file for each kind of map: its records and its checks."""
