"""Tests are no package, so what those of simulation share, also with those of metrics, is found here by file name."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "metrics")]
