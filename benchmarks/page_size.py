"""How much the page weighs, gzipped and without its fonts, beside what it may."""

import gzip
import sys
from importlib.resources import files

LIMIT = 200_000
KINDS = (".html", ".js", ".css", ".svg")


def main() -> int:
    """Print the size of each file and of all; 1 if that is over the limit."""
    static = files("flowatlas.server") / "static"
    found = [static / "index.html", *(static / "assets").iterdir()]
    sizes = {file.name: len(gzip.compress(file.read_bytes())) for file in found if file.name.endswith(KINDS)}
    for name, size in sorted(sizes.items(), key=lambda one: -one[1]):
        print(f"{size / 1000:7.1f} kB  {name}")
    total = sum(sizes.values())
    print(f"{total / 1000:7.1f} kB  in all, of {LIMIT / 1000:.0f} kB")
    return int(total > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
