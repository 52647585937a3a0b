"""Random streams are shared with the tests of metrics, which are no package."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent.parent / "metrics")]

collect_ignore = ["risk_map.py"]
"""Imported once, by the tests that make this kind of map known."""
