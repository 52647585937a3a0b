"""An atlas at rest: text, files, and the way from plain values to records."""
