"""What the pages about sessions tell people to choose is what the page calls it."""

import re
from pathlib import Path

import pytest

from flowatlas.exporters import session
from flowatlas.meeting.agenda import title_of

ROOT = Path(__file__).resolve().parent.parent
TEXT = re.compile(r'"([^"\n]+)"|`([^`\n]+)`')
FENCE = re.compile(r"```.*?```", re.DOTALL)
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")


@pytest.mark.parametrize("name", ["tutorial/first-group-session", "how-to/lead-a-session"])
def test_names_in_bold_are_names_of_the_page(name):
    """Whoever follows the words finds a button, a field or a choice that is called so, or begins so."""
    sources = "\n".join(file.read_text(encoding="utf-8") for file in ROOT.glob("web/src/texts/*.ts"))
    known = {one or other for one, other in TEXT.findall(sources)} | {title_of("current")}
    told = BOLD.findall(FENCE.sub("", (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")))

    assert told
    assert [words for words in told if not any(one == words or one.startswith(f"{words} ${{") for one in known)] == []


def test_the_summary_in_the_tutorial_has_the_headings_of_a_summary():
    """What is shown of it is what people get."""
    shown = (ROOT / "docs/tutorial/first-group-session.md").read_text(encoding="utf-8")
    source = Path(session.__file__).read_text(encoding="utf-8")
    headings = re.findall(r"^## ([^:\n]+)", shown.split("```markdown")[1].split("```")[0], re.MULTILINE)

    assert "What was estimated" in headings
    assert [one for one in headings if f'"{one}' not in source] == []
