"""Painters: a picture as SVG."""
