"""Measurements: what data says about a map."""

from functools import cached_property
from typing import Any

from flowatlas.maps.step import Note
from flowatlas.model.overlay import Overlay
from flowatlas.model.path import split
from flowatlas.model.quantity import Count, Duration, Share
from flowatlas.model.record import Record, described


class Period(Record):
    """A month or a quarter of the data: how much was finished in it, and how long that took."""

    finished: Count | None = described("Finished", "How many items were finished.")
    lead_time: Duration | None = described("Lead time", "The measured lead time of these items.")
    signal: str | None = described("Signal", "What is special about it, if anything.")


class Limits(Record):
    """The natural limits of an XmR chart of lead times: what a stream that does not change stays between."""

    centre: Duration | None = described("Centre", "The mean of the periods.")
    lower: Duration | None = described("Lower", "The lower natural limit.")
    upper: Duration | None = described("Upper", "The upper natural limit.")


class Measurement(Overlay):
    """What the data says about the map."""

    source: str | None = described("Source", "Where the data comes from.")
    from_: str | None = described("From", "First day of the data.", file_name="from")
    to: str | None = described("To", "Last day of the data.")
    items: Count | None = described("Items", "How many items were seen.")
    lead_time: Duration | None = described("Lead time", "The measured lead time itself.")
    reason: str | None = described("Reason", "Why it differs from what the parts add up to, as far as the data says.")
    without_steps: Share | None = described(
        "Without steps", "Which share of the items reached its end without any step of the map."
    )
    activities: dict[str, Any] = described(
        "Activities", "Names in the data with the step of the map that each one is.", default=dict
    )
    unmatched: list[str] = described("Not on the map", "Names in the data that are no step of the map.", default=list)
    periods: dict[str, Period] = described("Periods", "Months or quarters of the data, in turn.", default=dict)
    limits: Limits | None = described("Limits", "What the periods stay between, as long as nothing changes.")
    notes: dict[str, Note] = described("Notes", "What to know about the data.", default=dict)

    @cached_property
    def seen(self) -> set[str]:
        """The steps of the map that the data knows: those that it names, and those that it has figures of."""
        keys = [split(path) for path in self.changes]
        return {
            *(str(step_id) for step_id in self.activities.values()),
            *(one[1] for one in keys if len(one) > 1 and one[0] == "steps"),
        }
