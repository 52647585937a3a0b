"""Splitting: plain lines of a long table of text, read by compiled code where that is kept or worth compiling."""
