"""Random streams are shared with the tests of metrics, which are no package."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent.parent / "metrics")]
