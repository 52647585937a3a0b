"""Templates: atlases to start from, with the likely size of what is unknown."""

from importlib.resources import files
from typing import NamedTuple

from flowatlas.model.path import Change
from flowatlas.store.text import Text

GROUPS = {
    "Anything": ("blank", "any-process", "toil"),
    "Software": ("software-delivery", "delivery-pipeline", "testing-pipeline", "environment"),
    "Operations": ("incident", "failure-recovery", "support-triage", "support-request"),
    "Data": ("data-pipeline", "analytics-pipeline", "logging-pipeline"),
    "People and customers": ("developer-onboarding", "customer-onboarding", "customer-success"),
    "Business": ("marketing-campaign", "sales-deal", "project", "design"),
}
"""The templates by what they are about, in the order in which they are listed."""


class Template(NamedTuple):
    """A template: its name, what it is for in one line, what it is about in a word or two, and its text."""

    name: str
    summary: str
    group: str
    text: str


def templates() -> dict[str, Template]:
    """All templates by name, the blank one first; the first comment line of each says what it is for."""
    folder = files(__name__)
    found = {}
    for group, names in GROUPS.items():
        for name in names:
            text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
            found[name] = Template(name, text.partition("\n")[0].lstrip("# "), group, text)
    return found


def started(template: str, *, title: str = "", first_guess: str = "") -> str:
    """The text of a new atlas, without the line that says what its template is for."""
    return filled(templates()[template].text.partition("\n")[2].lstrip("\n"), title=title, first_guess=first_guess)


def filled(text: str, *, title: str = "", first_guess: str = "") -> str:
    """The text of an atlas with a title and a first guess filled in."""
    changes = [("title", title), ("outcome/first_guess", first_guess)]
    return Text(text).changed(Change(path, value) for path, value in changes if value).text
