"""Wording: how numbers and what was typed appear in sentences for people."""

import math
from collections.abc import Sequence
from typing import Any

LONGEST_SHOWN = 60


def rounded(number: float, *, is_rough: bool = False) -> str:
    """A number for people: whole from 100, one decimal from 10, two from 1, else two digits, as all rough ones.

    >>> rounded(24.125), rounded(1234.5), rounded(0.0123)
    ('24.1', '1,234', '0.012')
    """
    size = abs(number)
    if is_rough and size:
        number = round(number, 1 - math.floor(math.log10(size)))
        size = abs(number)
    if size >= 99.95:
        return f"{number:,.0f}"
    text = f"{number:.1f}" if size >= 9.995 else f"{number:.2f}" if size >= 1 else f"{number:.2g}"
    if "e" in text:
        return text
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number: int, noun: str) -> str:
    """So many of something.

    >>> counted(1, "item"), counted(1434, "item")
    ('1 item', '1,434 items')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def capital(words: str) -> str:
    """Words that begin with a capital; the rest is as it was.

    >>> capital("the wait before Legal"), capital("")
    ('The wait before Legal', '')
    """
    return f"{words[:1].upper()}{words[1:]}"


def listed(words: Sequence[str]) -> str:
    """Several things as a sentence lists them; '' for none.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def sentences(*parts: str) -> str:
    """Parts one after the other, each with its own end or a full stop.

    >>> sentences("What will be true?", "", "At most 3 d", "Now 5 d.")
    'What will be true? At most 3 d. Now 5 d.'
    """
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)


def shown(value: Any) -> str:
    """A value as messages show it: texts in quotes, on one line, cut to 60 characters.

    >>> shown("3 banana"), shown(True)
    ('"3 banana"', 'true')
    """
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    except (ValueError, RecursionError):  # Python prints no whole number of more than 4,300 digits.
        return "what is given"
    text = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return f'"{text}"' if isinstance(value, str) else text
