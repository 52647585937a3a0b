"""Quantities in a plain sentence; texts that people type are tested where they are typed, in the page's server."""

import pytest

from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.quantity import Count, Duration, Money, Rate, Share
from flowatlas.model.read_back import read_back


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (Duration, "1d", "1 working day, as stated."),
        (Duration, "2h..1d", "Most items between 2 hours and 1 working day."),
        (Duration, "2d..5d elapsed", "Most items between 1.43 and 3.57 working days. That is the working time in 2 to 5 days by the calendar."),
        (Duration, {"p50": "1h", "p85": "3h"}, "Half under 60 minutes, 85% under 3 hours, measured."),
        (Share, "~80%", "About 80%, a guess."),
        (Share, "<20%", "Mostly under 20%."),
        (Share, "60..70..80%", "Mostly between 60% and 80%, usually 70%."),
        (Rate, "5..10/d", "Mostly between 5 and 10 a day."),
        (Count, ">4", "Mostly over 4."),
        (Money, "1..2k EUR", "Mostly between 1,000 and 2,000 EUR."),
        (Money, "5000 EUR observed", "5,000 EUR, observed."),
    ],
)  # fmt: skip
def test_each_form_of_each_kind_has_its_sentence(kind, typed, sentence):
    """What is usual of the figure, its unit once, and where it comes from."""
    assert read_back(kind.read(typed), Calendar()) == sentence


def test_elapsed_time_is_no_news_where_all_time_is_elapsed():
    """On a calendar of whole days nothing has to be converted."""
    assert read_back(Duration.read("3d elapsed", ELAPSED), ELAPSED) == "3 days, as stated."
