"""Encodings: in which one a file of text is written, told by its first bytes."""

import re
from pathlib import Path

from flowatlas.model.errors import FileUnreadableError


def encoding_of(head: bytes, path: Path) -> str:
    """How text is encoded, judged by its first bytes.

    Raises:
        FileUnreadableError: these are no text.
    """
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = max(1, min(len(head), 2000) // 2)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    strange = sum(head.count(byte) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if (head.count(0) + strange) > len(head) * 0.02:
        raise FileUnreadableError(f"{path} is not text; a CSV file is")
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 4:
            return "utf-8"
        return "cp932" if _is_japanese(head) else "cp1252"
    return "utf-8"


def _is_japanese(head: bytes) -> bool:
    """Whether these are words as Windows writes them in Japan: all can be read so, and none as signs that are rare."""
    import codecs

    try:
        text = codecs.getincrementaldecoder("cp932")().decode(head)
    except UnicodeDecodeError:
        return False
    strange = [sign for sign in text if sign > "\x7f"]
    # Kana and the signs of every day; other encodings read as this one give narrow kana, private and rare signs.
    usual = sum("\u3000" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" for sign in strange)
    # A letter with an accent and the plain one after it would be one sign, so that there would be ever so few in a row.
    together = len(re.findall(r"[\u3000-\u30ff\u4e00-\u9fff]{2,}", text))
    return usual > 0.95 * len(strange) and together * 8 > len(strange)
