"""The frame of a page that is one file: its head, what it may load, and its colours."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from flowatlas import __version__
from flowatlas.drawing.style import PALETTE, Theme
from flowatlas.exporters.exporter import MARK
from flowatlas.exporters.page.escaping import escaped


def framed(title: str, style: str, policy: str, content: str, script: str = "", *, theme: Theme) -> str:
    """A page that is one file: its title, its style, what it may load, and the content of its body.

    Light is what a page is by default, but a reader who works in the dark is asked by the browser, not by us.
    """
    dark = ' data-theme="dark"' if theme is Theme.DARK else ""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="en"{dark}>',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta name="generator" content="{MARK} {__version__}">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escaped(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            content,
            *([f"<script>{script}</script>"] if script else []),
            "</body>",
            "</html>",
            "",
        ]
    )


def fingerprint(text: str) -> str:
    """What the page's own policy knows its style and its script by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


@cache
def colours() -> str:
    """The palette as variables: light, dark where the browser or the reader asks for it, always light on paper."""
    light, dark = (";".join(f"--fa-{name}:{pair[index]}" for name, pair in PALETTE.items()) for index in (0, 1))
    dark = f"{{color-scheme:dark;{dark}}}"
    return "\n".join(
        [
            f":root{{color-scheme:light;{light}}}",
            f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){dark}}}",
            f"@media screen{{:root[data-theme=dark]{dark}}}",
        ]
    )
