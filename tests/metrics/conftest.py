"""Tests are no package, so what those of metrics share is found here by its file name."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
