"""The server: an atlas in the browser, on this machine alone."""
