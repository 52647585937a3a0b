"""Role dots: the colour and the letters by which a role is known on the wall."""

from collections.abc import Mapping
from typing import NamedTuple

from flowatlas.drawing.canvas import text
from flowatlas.drawing.style import ROLES
from flowatlas.drawing.text import safe, text_width
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.picture import Dot, Shape


class RoleDots(NamedTuple):
    """The colour and the letters of every role, in map order."""

    numbers: Mapping[str, int]
    letters: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, stream: ValueStreamMap) -> "RoleDots":
        """Dots for all roles that the stream names, and for those that only steps name."""
        ids = list(dict.fromkeys([*stream.roles, *(role for step in stream.steps.values() for role in step.roles)]))
        names = {role: (stream.roles[role].name if role in stream.roles else None) or role for role in ids}
        letters: dict[str, str] = {}
        for role, name in names.items():
            letters[role] = next(
                (few for few in _initials(safe(name)) if few not in letters.values() and _fits_dot(few)), ""
            )
        return cls({role: number % ROLES for number, role in enumerate(ids)}, letters, names)

    def dot(self, role: str, x: float, y: float) -> list[Shape]:
        """The dot of a role around a point."""
        return role_dot(self.numbers[role], self.letters[role], x, y)


def role_dot(number: int, letters: str, x: float, y: float) -> list[Shape]:
    """The dot of a role around a point, by the number of its colour and its letters."""
    words = text("role-text", x, y + 3.4, letters, 9.5, anchor="middle", is_bold=True)
    return [Dot(f"role-{number}", x, y, 9.5), words]


def _fits_dot(letters: str) -> bool:
    return text_width(letters, 9.5, is_bold=True) <= 17


def _initials(name: str) -> list[str]:
    """Letters that may stand for a name, best first."""
    words = [word for word in name.replace("-", " ").replace("/", " ").split() if word[0].isalnum()] or ["?"]
    first = words[0]
    several = "".join(word[0] for word in words[:2]).upper()
    tries = [several] if len(words) > 1 else [first[0].upper()]
    tries += [first[0].upper() + sign.lower() for sign in first[1:] if sign.isalnum()]
    return [*tries, *(f"{first[0].upper()}{number}" for number in range(2, 10)), *map(str, range(10, 100))]
