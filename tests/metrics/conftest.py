"""Tests are no package, so what those of metrics share is found here by its file name."""

import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
# Threads of linear algebra only get in each other's way on the small systems that tests solve.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
