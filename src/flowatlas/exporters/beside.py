"""What a before-and-after picture says of a comparison: the steps that changed, and the totals in words."""

from flowatlas.metrics.compare import Comparison, Difference, change_in_words
from flowatlas.metrics.pairs import told
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.quantity import Share
from flowatlas.views.before_after import Change, Figure

SHOWN = ("lead_time_with_rework", "process_time", "wait_time", "flow_efficiency", "rolled_percent_complete_accurate")
"""The totals of the table."""


def changes(found: Comparison) -> list[Change]:
    """Every step that is not kept, with what became of it."""
    return [Change(one.kind, one.name, told(one), one.ids, one.new_ids) for one in found.steps if one.kind != "kept"]


def figures(found: Comparison, calendar: Calendar, labels: Labels) -> list[Figure]:
    """The totals before and after; the lead time stands for itself where nothing is done again."""
    shown = [name for name in SHOWN if name in found.differences]
    if shown[:1] == ["lead_time_with_rework"] and found.headline == "lead_time":
        shown[0] = "lead_time"
    return [_figure(found.differences[name], calendar, labels) for name in shown]


def _figure(one: Difference, calendar: Calendar, labels: Labels) -> Figure:
    change = change_in_words(one)
    if not change and one.middle:
        sign, size = "−" if one.middle < 0 else "+", abs(one.middle)
        is_share = one.kind is Share
        change = sign + (
            f"{round(size * 100)} {'point' if round(size * 100) == 1 else 'points'}"
            if is_share
            else one.kind.say(size, calendar, is_rough=True)
        )
    label = labels.applied(one.title.partition(" (")[0])
    return Figure(label, one.before.text, one.after.text, change or "no change")
