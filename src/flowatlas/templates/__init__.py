"""Templates: atlases to start from, with the likely size of what is unknown."""

from importlib.resources import files
from typing import NamedTuple

from flowatlas.model.path import Change
from flowatlas.store.text import Text


class Template(NamedTuple):
    """A template: its name, what it is for in one line, and its text."""

    name: str
    summary: str
    text: str


def templates() -> dict[str, Template]:
    """All templates by name, the blank one first; the first comment line of each says what it is for."""
    found = []
    for file in files(__name__).iterdir():
        if file.name.endswith(".yaml"):
            text = file.read_text(encoding="utf-8")
            found.append(Template(file.name.removesuffix(".yaml"), text.partition("\n")[0].lstrip("# "), text))
    found.sort(key=lambda template: (template.name != "blank", template.name))
    return {template.name: template for template in found}


def started(template: str, *, title: str = "", first_guess: str = "") -> str:
    """The text of a new atlas, without the line that says what its template is for."""
    text = Text(templates()[template].text.partition("\n")[2].lstrip("\n"))
    changes = [("title", title), ("outcome/first_guess", first_guess)]
    return text.changed(Change(path, value) for path, value in changes if value).text
