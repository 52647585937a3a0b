"""Exporters: one file format per module, named after its suffix.

`exporter` says what a format gets to write; `beside` what a before-and-after picture says of a comparison.
"""
