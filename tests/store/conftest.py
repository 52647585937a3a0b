"""Random maps and edits are shared with other tests, which are no package."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parent.parent / folder) for folder in ("metrics", "views")]
