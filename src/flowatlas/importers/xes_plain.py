"""The quick reader of XES: for the plain form that programs write, many thousand attributes at a time.

Nearly every XES file is written by a program and consists of ``<string key="..." value="..."/>``. There, quotes come
in fours, and what stands between one value and the next is one of a few dozen texts. These are looked at one by one;
the rest is arithmetic on arrays. Whatever is not exactly of this form is left to the strict reader, so that both
always read the same.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.importers.xes_rows import KINDS, Part, Words

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

MOST_FORMS = 5_000
"""Different texts between values in one piece; more than that is quicker to read element by element."""

LOG, TRACE, EVENT, SAME = 0, 1, 2, -1
"""Where a text between values begins and ends; ``SAME`` where it holds no tag of a trace or an event."""

SELF_CLOSED, NOT_CLOSED = -1, -2

_BLANK = r"[ \t\r\n]"
"""White space as XML has it; that of Python has further signs, which a file must not hold."""

_BETWEEN = re.compile(
    rf'(?:"{_BLANK}*(?:(?P<closed>/)>|>{_BLANK}*</(?P<end>[a-z]+){_BLANK}*>))?'
    rf"(?P<tags>(?:{_BLANK}*</?(?:trace|event){_BLANK}*>)*){_BLANK}*"
    rf'(?:<(?P<kind>[a-z]+){_BLANK}+key="(?P<key>[^"<&\x00-\x1f]*)"{_BLANK}+value=")?'
)
_TAG = re.compile(rf"<(/?)(trace|event){_BLANK}*>")
_STEPS = {
    ("", "trace"): (LOG, TRACE),
    ("", "event"): (TRACE, EVENT),
    ("/", "event"): (EVENT, TRACE),
    ("/", "trace"): (TRACE, LOG),
}
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")


class NotPlainError(Exception):
    """This piece is not of the plain form; the strict reader has to read it."""


class Between(NamedTuple):
    """What a text between two values says.

    ``end`` is how the value before was closed: the number of its kind, ``SELF_CLOSED``, or ``NOT_CLOSED`` for the very
    first text. ``kind`` is the kind of the value that begins, or -1. ``event_line`` counts lines up to the event.
    """

    end: int
    kind: int
    key: str
    begins: int
    ends: int
    traces: int
    events: int
    signs: int
    lines: int
    blanks: int
    event_line: int


class PlainPart(NamedTuple):
    """A part, with the numbers of traces and lines that it has."""

    part: Part
    traces: int
    lines: int


def plain_part(data: bytes, first_trace: int, first_line: int) -> PlainPart:
    """What stands in a piece of a file that begins and ends between traces.

    Raises:
        NotPlainError: it is not of the plain form, or perhaps not well-formed.
    """
    array = np.frombuffer(data, np.uint8)
    _check_characters(data)
    quotes = np.flatnonzero(array == ord('"'))
    if len(quotes) % 4 or not len(quotes):
        raise NotPlainError
    texts = _texts(data, quotes)
    forms, form = _forms(texts)
    facts = {name: np.array([getattr(one, name) for one in forms])[form] for name in _NUMBERS}
    owner = _owners(facts)[:-1]
    if int(np.count_nonzero(array == ord("<"))) != int(facts["signs"].sum()):
        raise NotPlainError
    has_blanks = int(np.count_nonzero(array < ord(" "))) != int(facts["blanks"].sum())
    trace, event = np.cumsum(facts["traces"]), np.cumsum(facts["events"])
    opening = np.flatnonzero(facts["events"])
    line = first_line + facts["event_line"][opening]
    if has_blanks:
        newlines = np.flatnonzero(array == ord("\n"))
        line += np.searchsorted(newlines, np.concatenate([[0], quotes[3::4]])[opening])
    else:
        line += (np.cumsum(facts["lines"]) - facts["lines"])[opening]
    values = _Values(texts, [one.key if one.kind >= 0 else None for one in forms], form[:-1])
    values.are_clean = not has_blanks and b"&" not in data
    part = Part(
        trace[opening] - 1 + first_trace,
        line,
        values.words(owner == EVENT, event - 1, len(opening)),
        values.words(owner == TRACE, trace - 1 + first_trace, -1),
    )
    part.twice = values.twice
    values.check(owner == LOG)
    return PlainPart(part, int(trace[-1]), data.count(b"\n"))


class _Values:
    """The values of all attributes of a piece."""

    def __init__(self, texts: "pa.Array", keys: list[str | None], form: "Places") -> None:
        self._texts = texts
        self._keys = [key for key in dict.fromkeys(keys) if key is not None]
        number = {key: place for place, key in enumerate(self._keys)}
        self._key = np.array([-1 if key is None else number[key] for key in keys], np.int16)[form]
        self.are_clean = True
        self.twice = 0

    def words(self, chosen: "NDArray[np.bool_]", counted: "Places", every: int) -> dict[str, Words]:
        """The values that are chosen, by key; ``counted`` says which event or trace each belongs to, of ``every``."""
        import pyarrow as pa

        found = {}
        for key, found_at in self._by_key(chosen):
            places = counted[found_at]
            is_last = np.append(places[1:] != places[:-1], True)
            self.twice += len(places) - int(is_last.sum())
            texts = self._at(found_at)
            if not is_last.all():
                places, texts = places[is_last], texts.filter(pa.array(is_last))
            found[key] = Words(None if len(places) == every else places, texts)
        return found

    def check(self, chosen: "NDArray[np.bool_]") -> None:
        """Look at values that nobody wants to have: they must be well-formed all the same."""
        self._at(np.flatnonzero(chosen))

    def _at(self, places: "Places") -> "pa.Array":
        import pyarrow as pa

        texts = self._texts.take(pa.array(2 * places + 1))
        return texts if self.are_clean else _cleaned(texts)

    def _by_key(self, chosen: "NDArray[np.bool_]") -> "Iterator[tuple[str, Places]]":
        """The attributes that are chosen, one key after the other, each in the order of the file."""
        at = np.flatnonzero(chosen)
        keys = self._key[at]
        order = np.argsort(keys, kind="stable")
        cuts = np.searchsorted(keys[order], np.arange(len(self._keys) + 1))
        for number, key in enumerate(self._keys):
            if cuts[number] < cuts[number + 1]:
                yield key, at[order[cuts[number] : cuts[number + 1]]]


_NUMBERS = ("end", "kind", "begins", "ends", "traces", "events", "signs", "lines", "blanks", "event_line")


def _check_characters(data: bytes) -> None:
    """Leave to the strict reader what is no text, and lines that only old programs take for such."""
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        raise NotPlainError
    if data.isascii():
        return
    try:
        data.decode()
    except UnicodeDecodeError:
        raise NotPlainError from None
    if any(sign in data for sign in _NO_CHARACTERS):
        raise NotPlainError


def _texts(data: bytes, quotes: "Places") -> "pa.Array":
    """The piece cut into what stands between values and the values, in turn, without a copy."""
    import pyarrow as pa

    count = len(quotes) // 4
    cuts = np.empty(2 * count + 2, np.int32)
    cuts[0], cuts[-1] = 0, len(data)
    cuts[1:-1:2] = quotes[2::4] + 1
    cuts[2:-1:2] = quotes[3::4]
    return pa.Array.from_buffers(pa.string(), 2 * count + 1, [None, pa.py_buffer(cuts), pa.py_buffer(data)])


def _forms(texts: "pa.Array") -> "tuple[list[Between], Places]":
    """What the texts between values say, and which of these each one is."""
    import pyarrow as pa

    coded = texts.take(pa.array(np.arange(0, len(texts), 2))).dictionary_encode()
    if len(coded.dictionary) > MOST_FORMS:
        raise NotPlainError
    return [_between(text) for text in coded.dictionary.to_pylist()], coded.indices.to_numpy()


def _between(text: str) -> Between:
    """What one text between two values says."""
    match = _BETWEEN.fullmatch(text)
    if match is None or (match["end"] or "string") not in KINDS or (match["kind"] or "string") not in KINDS:
        raise NotPlainError
    begins = here = SAME
    traces = events = event_line = 0
    for tag in _TAG.finditer(match["tags"]):
        before, after = _STEPS[tag[1], tag[2]]
        begins = before if begins == SAME else begins
        here = before if here == SAME else here
        # Here attributes tell where events and traces are, so that those without any are left to the strict reader.
        is_empty = (events and (before, after) == (EVENT, TRACE)) or (traces and (before, after) == (TRACE, LOG))
        if here != before or is_empty:
            raise NotPlainError
        here = after
        traces += (before, after) == (LOG, TRACE)
        if after == EVENT:
            events += 1
            event_line = text.count("\n", 0, match.start("tags") + tag.start())
    return Between(
        end=SELF_CLOSED if match["closed"] else KINDS.index(match["end"]) if match["end"] else NOT_CLOSED,
        kind=KINDS.index(match["kind"]) if match["kind"] else -1,
        key=match["key"] or "",
        begins=begins,
        ends=here,
        traces=traces,
        events=events,
        signs=text.count("<"),
        lines=text.count("\n"),
        blanks=sum(sign < " " for sign in text),
        event_line=event_line,
    )


def _owners(facts: "dict[str, NDArray[np.int64]]") -> "Places":
    """Whether each value that begins belongs to the log, a trace or an event, if all of it fits together."""
    begins, ends = facts["begins"], facts["ends"]
    told = np.where(ends != SAME, np.arange(len(ends)), -1)
    latest = np.maximum.accumulate(told)
    here = np.where(latest >= 0, ends[np.maximum(latest, 0)], LOG)
    before = np.concatenate([[LOG], here[:-1]])
    kinds, closed = facts["kind"], facts["end"]
    fits = (
        np.all((begins == SAME) | (begins == before))
        and here[-1] == LOG
        and closed[0] == NOT_CLOSED
        and np.all((closed[1:] == SELF_CLOSED) | (closed[1:] == kinds[:-1]))
        and np.all(kinds[:-1] >= 0)
        and kinds[-1] == -1
    )
    if not fits:
        raise NotPlainError
    return here


def _cleaned(words: "pa.Array") -> "pa.Array":
    """The words as XML means them: white space is a blank, and references stand for a character."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = words.dictionary_encode()
    odd = pc.match_substring_regex(coded.dictionary, r"[&\x00-\x1f]").to_numpy(zero_copy_only=False)
    if not odd.any():
        return words
    texts = coded.dictionary.to_pylist()
    for place in np.flatnonzero(odd):
        texts[place] = _meant(texts[place])
    return pa.array(texts, pa.string()).take(coded.indices)


def _meant(text: str) -> str:
    if any(sign < " " and sign not in "\t\r\n" for sign in text):
        raise NotPlainError
    text = text.replace("\r\n", " ").translate({9: " ", 10: " ", 13: " "})
    if text.count("&") != len(_REFERENCE.findall(text)):
        raise NotPlainError
    return _REFERENCE.sub(_character, text)


def _character(match: "re.Match[str]") -> str:
    if match[1]:
        return _SIGNS[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    is_one = code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    if not is_one:
        raise NotPlainError
    return chr(code)
