"""Text as HTML holds it."""

import re
import unicodedata
from html import escape


def escaped(text: str) -> str:
    """Text between tags."""
    return escape(text, quote=False)


def quoted(text: str) -> str:
    """Text as an attribute."""
    return f'"{escape(text)}"'


def without_controls(text: str) -> str:
    """Text in its lines; control characters, which HTML cannot hold, are shown as �."""
    return "".join(
        "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" else sign
        for sign in text.replace("\r\n", "\n")
    )


def kept_together(text: str) -> str:
    """Figures that stay on a line with their unit."""
    return re.sub(r"(?<=\d) (?=[a-z])| (?=·)", "\u00a0", text)
