"""Forms of moments: how dates and times are written, as patterns."""

import re

from flowatlas.model.errors import FlowAtlasError

NOTHING_WRITTEN = (
    "",
    "null",
    "none",
    "nan",
    "nat",
    "n/a",
    "na",
    "#n/a",
    "\\n",
    "-",
    "0000-00-00",
    "0000-00-00 00:00:00",
)
"""Words, in small letters, that stand where there is no moment."""

_YEAR_FIRST = r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
_COMPACT = r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
_DOTTED = r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})"
EITHER = r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4}|\d{2})"
_DAY_WORD = r"(?P<d>\d{1,2})(?:\.|er|º)?[ /-]?(?:de )?(?P<word>\p{L}{3,})\.?[ ,/-]+(?:de )?(?P<y>\d{4}|\d{2})"
_WORD_DAY = r"(?P<word>\p{L}{3,})\.?[ -]+(?P<d>\d{1,2})(?:st|nd|rd|th)?[ ,-]+(?P<y>\d{4})"
WEEKDAY = r"(?:\p{L}{2,}\.?,?\s+)?"
_CLOCK = (
    r"(?P<H>\d{1,2})[:.h](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,:](?P<f>\d+))?)?"
    r"(?:\s*(?P<p>[AaPp])\.?\s?[Mm]\.?|\s?Uhr)?"
)
_ZONE = (
    r"(?:\s*(?P<z>[Zz]|[+-]\d{1,2}:?(?:\d{2})?|[A-Z]{3,4}(?:[+-]\d{1,2}(?::\d{2})?)?))?(?:\s+UTC|\s*[\[(][^\])]*[\])])?"
)
_TIME = rf"(?:(?:[T_ ,:-]+|,?\s+(?:at|um|à|klo|kl\.?)\s+){_CLOCK}{_ZONE})?"
_CJK_DAY = (
    r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]"
    r"(?:\s*(?:[\[((].[\]))]|\p{L}曜日|星期\p{L}|\p{L}요일))?"
)
_CJK_CLOCK = (
    r"(?:\s*(?P<H>\d{1,2})\s?[:時时点시]\s?(?:(?P<M>\d{1,2})\s?[分분]?)?"
    r"(?:\s?:?(?P<S>\d{1,2})(?:[.,](?P<f>\d+))?\s?[秒초]?)?(?:\s(?P<p>[AaPp])M)?)?"
)

FORMS = (
    rf"^{_YEAR_FIRST}{_TIME}$",
    rf"^{WEEKDAY}{EITHER}{_TIME}$",
    rf"^{WEEKDAY}{_DOTTED}{_TIME}$",
    rf"^{WEEKDAY}{_DAY_WORD}{_TIME}$",
    rf"^{WEEKDAY}{_WORD_DAY}{_TIME}$",
    rf"^(?P<y>\d{{4}})[ /-](?P<word>\p{{L}}{{3,}})[ /-](?P<d>\d{{1,2}}){_TIME}$",
    rf"^\p{{L}}+ (?P<word>\p{{L}}{{3,}}) +(?P<d>\d{{1,2}}) {_CLOCK}{_ZONE} (?P<y>\d{{4}})$",
    rf"^\p{{L}}+ (?P<word>\p{{L}}{{3,}}) +(?P<d>\d{{1,2}}) (?P<y>\d{{4}}) {_CLOCK} GMT(?P<z>[+-]\d{{4}})(?: \(.*\))?$",
    rf"^{_CJK_DAY}{_CJK_CLOCK}$",
    rf"^{_COMPACT}(?:[T_ -]?(?P<H>\d{{2}}):?(?P<M>\d{{2}})(?::?(?P<S>\d{{2}})(?:[.,]?(?P<f>\d+))?)?{_ZONE})?$",
)
"""How moments are written, as patterns whose groups are the parts of a moment; the most usual comes first."""

REWRITTEN = (
    ("[\u00a0\u202f]", " "),
    (r"(?:上午|午前|오전)\s?(\S+)", r"\1 AM"),
    (r"(?:下午|午後|오후)\s?(\S+)", r"\1 PM"),
)
"""What is written differently before the forms are tried: blanks that do not break, and halves of days in front."""

NUMBER = r"^(?:\d{9,19}(?:\.\d+)?|\d[.,]\d+[Ee]\+?\d{1,2})$"
EXCEL_NUMBER = r"^[2-7]\d{4}(?:[.,]\d{1,12})?$"

MONTHS = {
    1: "jan ene gen sty oca янв",
    2: "feb fév fev lut şub фев",
    3: "mar mär mrz mrt mår мар",
    4: "apr avr abr kwi nis апр",
    5: "may mai mag mei maj май мая",
    6: "jun juin giu cze haz июн",
    7: "jul juil lug lip tem июл",
    8: "aug aoû aou ago sie ağu авг",
    9: "sep set wrz eyl сен",
    10: "oct okt ott out paź eki окт",
    11: "nov lis kas ноя",
    12: "dec dez déc dic gru ara дек",
}

NAMED_ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("CET", "MEZ", "BST", "WEST"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET"), 120),
    "EEST": 180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "JST": 540,
}
"""Minutes east of Greenwich of the abbreviations that are seen in exports."""

_DIRECTIVES = {
    "Y": r"(?P<y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "e": r"\s?(?P<d>\d{1,2})",
    "b": r"(?P<word>\p{L}+)\.?",
    "B": r"(?P<word>\p{L}+)",
    "a": r"\p{L}+\.?",
    "A": r"\p{L}+",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<H>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d+)",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "z": r"(?P<z>[Zz]|[+-]\d{2}:?\d{2})",
    "Z": r"(?P<z>[A-Z]{1,4})",
    "%": "%",
    "T": r"(?P<H>\d{1,2}):(?P<M>\d{2}):(?P<S>\d{2})",
    "F": r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
}


def pattern_as_expression(pattern: str) -> str:
    """A pattern such as %d.%m.%Y %H:%M as a regular expression with the parts of a moment as groups.

    Raises:
        FlowAtlasError: it has a directive that is not known, or one twice.
    """
    made, used = "", set[str]()
    for literal, directive in re.findall(r"([^%]+)|%(.?)", pattern):
        if literal:
            made += re.escape(literal).replace("\\ ", r"\s+")
        elif directive not in _DIRECTIVES or directive in used:
            known = ", ".join(f"%{one}" for one in _DIRECTIVES)
            raise FlowAtlasError(f'date pattern "{pattern}": %{directive} cannot stand there; known are {known}')
        else:
            made += _DIRECTIVES[directive]
            used.add(directive)
    if "(?P<y>" not in made:
        raise FlowAtlasError(f'date pattern "{pattern}" names no year; write one such as %d.%m.%Y %H:%M')
    return f"^{made}$"
