"""Quantities: every form that people type, what it means, and what is refused."""

import math
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowatlas.model.basis import Basis
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.notation import Form, QuantityError
from flowatlas.model.quantity import Count, Duration, Money, Quantity, Rate, Share
from flowatlas.model.wording import rounded

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 8 * HOUR
WEEK = 5 * DAY
KINDS = [Duration, Share, Rate, Money, Count]
KIND = st.sampled_from(KINDS)

PIECES = st.sampled_from(
    [
        "2",
        "0",
        "1.5",
        "1,000",
        "60",
        "140",
        "%",
        "h",
        "d",
        "wk",
        "days",
        "..",
        "-",
        "–",
        "to",
        "~",
        "<",
        ">",
        "?",
        "/",
        "per",
        "EUR",
        "$",
        "€",
        "k",
        "M",
        "elapsed",
        "working",
        "measured",
        "guess",
        "2026-09-01",
        "n/a",
        "never",
        " ",
        "about",
        "and",
    ]
)
LIKE_A_QUANTITY = st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=8).map("".join)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | LIKE_A_QUANTITY
UNITS = {Duration: "h", Share: "%", Rate: "/d", Money: " EUR", Count: ""}
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "p50", "p85", "p9", "basis", "by", "on", "n", "x"]) | st.integers(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("2h", 2 * HOUR),
        ("3 days", 3 * DAY),
        ("1wk 2d", 7 * DAY),
        ("1h30m", 1.5 * HOUR),
        ("1 hour and 30 minutes", 1.5 * HOUR),
        ("1d, 4h", 1.5 * DAY),
        ("90m", 90 * MINUTE),
        ("90 min", 90 * MINUTE),
        ("30s", 30.0),
        ("1mo", 52 / 12 * WEEK),
        ("2 months", 52 / 6 * WEEK),
        ("1y", 52 * WEEK),
        ("1.5d", 1.5 * DAY),
        ("1,5 d", 1.5 * DAY),
        (".5h", HOUR / 2),
        ("1,000h", 1000 * HOUR),
        ("0", 0.0),
        (0, 0.0),
        (0.0, 0.0),
        ("2 working days", 2 * DAY),
        ("3D", 3 * DAY),
    ],
)
def test_a_time_is_working_time_of_the_calendar(typed, seconds):
    """A day is as long as the atlas's working day."""
    assert Duration.read(typed).middle == pytest.approx(seconds)
    assert Duration.read(typed).is_single


def test_a_calendar_says_how_long_days_and_weeks_are():
    """Days and weeks follow the calendar, hours do not; with 24 hours and 7 days all time is elapsed time."""
    short = Calendar(hours_per_day=6, days_per_week=4)

    assert Duration.read("1wk 1d 1h", short).middle == (24 + 6 + 1) * HOUR
    assert Duration.read("1wk", ELAPSED).middle == 168 * HOUR


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a week", "1wk"),
        ("An hour", "1h"),
        ("half a day", "4h"),
        ("half  an hour", "30m"),
        ("about six weeks", "~6wk"),
        ("two to three days", "2..3d"),
        ("six..eight weeks", "6..8wk"),
        ("one week and two days", "1wk 2d"),
        ("up to twelve weeks", "<12wk"),
        ("an elapsed week", "1wk elapsed"),
        ("? a week", "? 1wk"),
        ("a day or two", "1-2d"),
    ],
)
def test_small_numbers_may_be_words(typed, meant):
    """Whoever says six weeks may type it so."""
    read, other = Duration.read(typed), Duration.read(meant)

    assert (read.form, read.points) == (other.form, other.points)
    assert (read.prior is None) == (other.prior is None)


@pytest.mark.parametrize("typed", ["a", "six", "a couple of weeks", "half"])
def test_a_number_in_words_is_no_time_alone(typed):
    """Without a unit nobody knows what six is."""
    with pytest.raises(QuantityError):
        Duration.read(typed)


def test_elapsed_time_counts_the_working_time_in_it():
    """Elapsed time times (hours per day x days per week) / 168; months and years likewise."""
    assert Duration.read("3d elapsed").middle == pytest.approx(72 * HOUR * 40 / 168)
    assert Duration.read("1 calendar week").middle == pytest.approx(40 * HOUR)
    assert Duration.read("7 elapsed days", Calendar(6, 5)).middle == pytest.approx(30 * HOUR)
    assert Duration.read("3d elapsed", ELAPSED).middle == 72 * HOUR
    assert Duration.read("1d..3d elapsed").points == (
        (10.0, pytest.approx(24 / 4.2 * HOUR)),
        (90.0, pytest.approx(72 / 4.2 * HOUR)),
    )


@pytest.mark.parametrize(
    "typed",
    [
        *("2d..5d", "2-5 d", "2 - 5 d", "2 to 5 days", "2–5d", "2d — 5d", "2…5 days", "2d-5d", "2 d to 1 wk"),
        *("2 or 5 days", "between 2 and 5 days", "Between two days and one week"),
    ],
)
def test_a_range_is_where_items_usually_are(typed):
    """The 10th and the 90th percentile of items; a unit at the end counts for both."""
    quantity = Duration.read(typed)

    assert quantity.form is Form.RANGE
    assert quantity.basis is Basis.ESTIMATED
    assert quantity.points == ((10.0, 2 * DAY), (90.0, 5 * DAY))


def test_three_figures_are_low_typical_and_high():
    """The 10th, the 50th and the 90th percentile of items."""
    assert Duration.read("1h..4h..2d").points == ((10.0, HOUR), (50.0, 4 * HOUR), (90.0, 2 * DAY))
    assert Duration.read("1..4..16h").points == ((10.0, HOUR), (50.0, 4 * HOUR), (90.0, 16 * HOUR))


@pytest.mark.parametrize(
    "typed", ["~3d", "~ 3 d", "about 3 days", "ca. 3d", "approx 3d", "around 3 days", "Roughly three days"]
)
def test_about_is_a_guess(typed):
    """One figure, with the doubt of a guess."""
    quantity = Duration.read(typed)

    assert (quantity.form, quantity.basis, quantity.middle) == (Form.ABOUT, Basis.GUESSED, 3 * DAY)
    assert not quantity.is_single
    assert quantity.low_end == 1.5 * DAY


@pytest.mark.parametrize(
    "typed", ["<2d", "<= 2 d", "≤2d", "up to 2d", "at most 2 days", "less than 2d", "under two days"]
)
def test_at_most_is_the_90th_percentile(typed):
    """Nobody said how low it can be."""
    quantity = Duration.read(typed)

    assert quantity.form is Form.AT_MOST
    assert quantity.percentile(90) == 2 * DAY
    assert quantity.low_end == 0


@pytest.mark.parametrize("typed", [">1wk", ">= 1 wk", "≥1wk", "at least 1 week", "more than a week", "over 5 days"])
def test_at_least_is_the_10th_percentile(typed):
    """Nobody said how high it can be."""
    quantity = Duration.read(typed)

    assert quantity.form is Form.AT_LEAST
    assert quantity.percentile(10) == quantity.low_end == WEEK


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["unknown", "Not known", "TBD", "t.b.d.", "don't know", "don’t know", "no idea"])
def test_that_nobody_knows_may_be_said_in_words(kind, typed):
    """Lists and spreadsheets hold such words where a question mark is meant."""
    assert kind.read(typed).is_unknown
    assert kind.read(f" {typed} ").form is Form.UNKNOWN


def test_three_nothings_stay_apart():
    """Zero is a figure, unknown is none, and what does not apply is none either and not missing."""
    zero, unknown, none = (Duration.read(typed) for typed in ("0", "?", "n/a"))

    assert [one.form for one in (zero, unknown, none)] == [Form.EXACT, Form.UNKNOWN, Form.NOT_APPLICABLE]
    assert [one.middle for one in (zero, unknown, none)] == [0, 0, 0]
    assert [one.is_unknown for one in (zero, unknown, none)] == [False, True, False]
    assert len({(one.form, one.basis) for one in (zero, unknown, none)}) == 3


@pytest.mark.parametrize("kind", [Share, Rate, Money, Count])
@pytest.mark.parametrize("typed", ["never", "Never guess", {"value": "never"}])
def test_only_a_time_can_be_never(kind, typed):
    """A share, a rate, a sum or a count without end makes no sense; the message says what does."""
    with pytest.raises(QuantityError, match=r"is for times without end; for .* write n/a where it does not apply, or"):
        kind.read(typed)


def test_never_is_unbounded():
    """Infinite in every percentile, and a word instead of NaN."""
    never = Duration.read("never")

    assert never.form is Form.UNBOUNDED
    assert never.middle == never.percentile(1) == never.low_end == math.inf
    assert Duration.say(never.middle, Calendar()) == "unbounded"


@pytest.mark.parametrize("typed", ["? 1d..2wk", "?: 1d..2wk", "?1d..2wk"])
def test_an_unknown_may_say_what_it_is_likely_to_be(typed):
    """It stays unknown, and carries its prior."""
    unknown = Duration.read(typed)

    assert unknown.is_unknown
    assert unknown.basis is Basis.UNKNOWN
    assert unknown.middle == unknown.low_end == 0
    assert unknown.prior == Duration.read("1d..2wk")


@pytest.mark.parametrize("typed", ["? n/a", "? never", "? ? 3d", "? ?", "??"])
def test_what_an_unknown_is_likely_to_be_is_a_figure(typed):
    """Nothing else would help."""
    with pytest.raises(QuantityError):
        Duration.read(typed)


@pytest.mark.parametrize(
    ("kind", "typed", "amount"),
    [
        (Share, "80%", 0.8),
        (Share, "80 %", 0.8),
        (Share, 0.8, 0.8),
        (Share, "1", 1.0),
        (Share, "100%", 1.0),
        (Share, "62.5%", 0.625),
        (Share, "~80%", 0.8),
        (Share, 0, 0.0),
        (Rate, "8/wk", 8 / WEEK),
        (Rate, "8 per wk", 8 / WEEK),
        (Rate, "8 Per week", 8 / WEEK),
        (Rate, "1/2d", 1 / (2 * DAY)),
        (Rate, "3/h", 3 / HOUR),
        (Rate, "100 / mo", 100 / (52 / 12 * WEEK)),
        (Rate, "0", 0.0),
        (Money, "5000 EUR", 5000.0),
        (Money, "€5k", 5000.0),
        (Money, "5k€", 5000.0),
        (Money, "USD 1.2M", 1_200_000.0),
        (Money, "$1,250.50", 1250.5),
        (Money, 0, 0.0),
        (Count, "50", 50.0),
        (Count, 50, 50.0),
        (Count, 2.5, 2.5),
        (Count, "1'000", 1000.0),
        (Count, "10 000", 10_000.0),
    ],
)
def test_shares_rates_money_and_counts_are_read_alike(kind, typed, amount):
    """Shares are 0 to 1, rates are items per second of working time."""
    assert kind.read(typed).middle == pytest.approx(amount)


@pytest.mark.parametrize(
    ("kind", "typed", "low", "high"),
    [
        (Share, "60..80%", 0.6, 0.8),
        (Share, "0.6..0.8", 0.6, 0.8),
        (Share, "60% to 80%", 0.6, 0.8),
        (Rate, "5..10/d", 5 / DAY, 10 / DAY),
        (Money, "1..2k EUR", 1000, 2000),
        (Money, "€1000 - €2000", 1000, 2000),
        (Money, "0..500 EUR", 0, 500),
        (Count, "3-5", 3, 5),
    ],
)
def test_ranges_work_for_every_kind(kind, typed, low, high):
    """The same forms as for times."""
    assert kind.read(typed).points == ((10.0, pytest.approx(low)), (90.0, pytest.approx(high)))


@pytest.mark.parametrize(
    ("typed", "amounts"),
    [
        ("1..2k EUR", [1000, 2000]),
        ("1.5-2k EUR", [1500, 2000]),
        ("€1..2k", [1000, 2000]),
        ("1..2..5k EUR", [1000, 2000, 5000]),
        ("0..2k EUR", [0, 2000]),
        ("500..2k EUR", [500, 2000]),
        ("€500-2k", [500, 2000]),
        ("500..1.2M USD", [500, 1_200_000]),
        ("5..500..2k EUR", [5, 500, 2000]),
        ("500k..2M EUR", [500_000, 2_000_000]),
        ("1k..2000 EUR", [1000, 2000]),
        ("1 EUR..2k EUR", [1, 2000]),
    ],
)
def test_thousands_at_the_end_count_for_the_whole_range_where_it_rises_then(typed, amounts):
    """1..2k is 1000 to 2000 and 500..2k is 500 to 2000; figures that each name their currency stand as typed."""
    assert [amount for _, amount in Money.read(typed).points] == pytest.approx(amounts)


def test_money_knows_its_currency():
    """Signs and codes mean the same; two currencies are never added."""
    assert {Money.read(typed).currency for typed in ("5 EUR", "€5", "EUR 5", "5€")} == {"EUR"}
    assert Money.read({"p50": 0, "p90": "5 USD"}).currency == "USD"
    with pytest.raises(QuantityError, match="mixes EUR and USD; write one currency"):
        Money.read("5 EUR..7 USD")
    with pytest.raises(QuantityError, match="mixes EUR and USD"):
        Money.read({"p50": "5 EUR", "p90": "7 USD"})


def test_measured_percentiles_say_how_many_were_measured():
    """The points as stated, however they are ordered in the file."""
    quantity = Duration.read({"p85": "11d", "p50": "4d", "n": 396})

    assert quantity.points == ((50.0, 4 * DAY), (85.0, 11 * DAY))
    assert (quantity.basis, quantity.form, quantity.sample_size) == (Basis.MEASURED, Form.PERCENTILES, 396)
    assert quantity.middle == 4 * DAY
    assert quantity.percentile(85) == 11 * DAY


def test_one_percentile_alone_is_the_median():
    """What half of all items stay under is typical; any other percentile needs it beside itself, or another one."""
    assert Duration.read({"p50": "4d", "n": 3}).middle == 4 * DAY
    assert Duration.read({"p10": "1d", "p90": "4d"}).middle == pytest.approx(2 * DAY)
    with pytest.raises(QuantityError, match=r"^p85 alone does not say what is typical; write p50 and p85$"):
        Duration.read({"p85": "11d", "n": 396})


@pytest.mark.parametrize(
    ("typed", "basis", "on"),
    [
        ("2h guess", Basis.GUESSED, ""),
        ("2h (guessed)", Basis.GUESSED, ""),
        ("2h estimate", Basis.ESTIMATED, ""),
        ("3d measured 2026-09-01", Basis.MEASURED, "2026-09-01"),
        ("3d measured on 2026-09-01", Basis.MEASURED, "2026-09-01"),
        ("2d..5d observed", Basis.OBSERVED, ""),
        ("~3d Measured", Basis.MEASURED, ""),
        ("n/a observed", Basis.OBSERVED, ""),
        ("never guessed", Basis.GUESSED, ""),
        ({"value": "3d", "basis": "Observed", "on": "2026-09-01"}, Basis.OBSERVED, "2026-09-01"),
        ({"value": "3d measured 2026-09-01"}, Basis.MEASURED, "2026-09-01"),
        ({"value": "3d", "on": date(2026, 9, 1)}, Basis.STATED, "2026-09-01"),
        ({"value": "?", "basis": "measured"}, Basis.UNKNOWN, ""),
    ],
)
def test_a_quantity_says_where_it_comes_from(typed, basis, on):
    """Basis and date, behind the figure or in a mapping; what is unknown has no other basis."""
    quantity = Duration.read(typed)

    assert (quantity.basis, quantity.on) == (basis, on)


def test_a_mapping_says_who_gave_the_figure():
    """Basis, person and date beside the value."""
    quantity = Duration.read({"value": "3d", "basis": "observed", "by": "Ana", "on": "2026-09-01", "n": 12})

    assert (quantity.middle, quantity.by, quantity.sample_size) == (3 * DAY, "Ana", 12)


@pytest.mark.parametrize("typed", [" 2 h ", "2d..5d guess", 0, 2.5, {"p50": "4d", "n": 3}, {"value": "?"}])
def test_what_was_typed_is_given_back(typed):
    """Figures are stored as people wrote them."""
    kind = Count if isinstance(typed, float) else Duration

    assert kind.read(typed).typed == typed


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (Duration, "3 banana", '"3 banana": "banana" is no unit of time; use s, m, h, d, wk, mo or y'),
        (Duration, "a couple of days", '"a couple of days" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "banana", '"banana" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "5", '"5" has no unit; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "", '"" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "~", '"~" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "3d..", '"3d.." is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "elapsed", '"elapsed" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "1h 2", '"1h 2" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "1h..2h..3h..4h", '"1h..2h..3h..4h" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "~1h..2h", '"~1h..2h" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "-3d", '"-3d" is negative; a time is 0 or more, such as 2h'),
        (Duration, "< -3d", '"-3d" is negative; a time is 0 or more, such as 2h'),
        (Duration, -3, '"-3" is negative; a time is 0 or more, such as 2h'),
        (Duration, "5d..2d", '"5d..2d" falls from 5d to 2d; write the low end first'),
        (Duration, "3 working days elapsed", "is said to be both elapsed and working time; keep one"),
        (Duration, "3d measured 2026-02-30", '"2026-02-30" is not a date; write it as 2026-09-01'),
        (Duration, True, "true is not a time; write a time such as 2h, 3d, 1h..4h or ?"),
        (Duration, None, "None is not a time; write a time such as 2h, 3d, 1h..4h or ?"),
        (Duration, ["3d"], "['3d'] is not a time; write a time such as 2h, 3d, 1h..4h or ?"),
        (Duration, "9" * 60 + "y", '…" is too large; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, "x" * 500, '…" is too long to be a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Duration, math.nan, '"nan" is not a time; write a time such as 2h, 3d, 1h..4h or ?'),
        (Share, "140%", '"140%" is more than the whole; a share lies between 0% and 100%'),
        (Share, 140, '"140" is more than the whole; a share lies between 0% and 100%'),
        (Share, "80..140%", "is more than the whole; a share lies between 0% and 100%"),
        (Share, ">140%", "is more than the whole; a share lies between 0% and 100%"),
        (Share, 80, '"80" has no % sign; write 80% or a number from 0 to 1'),
        (Share, "-5%", '"-5%" is negative; a share is 0 or more, such as 80%'),
        (Rate, "8", '"8" has no unit; write a rate such as 8/wk, 5..10/d or ?'),
        (Rate, "8/", '"8/" is not a rate; write a rate such as 8/wk, 5..10/d or ?'),
        (Rate, "8/0d", '"8/0d" is not a rate; write a rate such as 8/wk, 5..10/d or ?'),
        (Rate, "8/2", '"8/2" is not a rate; write a rate such as 8/wk, 5..10/d or ?'),
        (Rate, "/wk", '"" is not a rate; write a rate such as 8/wk, 5..10/d or ?'),
        (Money, "5000", '"5000" has no currency; write 5000 EUR'),
        (Money, "€5 EUR", '"€5 EUR" is not a sum of money; write 5000 EUR or ?'),
        (Money, "lots", '"lots" is not a sum of money; write 5000 EUR or ?'),
        (Count, "many", '"many" is not a number; write 50 or ?'),
        (Duration, {}, "value is missing; write {value: 2h} or {p50: 2h}"),
        (Duration, {"by": "Ana"}, "value is missing; write {value: 2h} or {p50: 2h}"),
        (
            Duration,
            {"value": "3d", "colour": 1},
            '"colour" is no part of a time; write value, basis, by, on, n, p50, p85 …',
        ),
        (Duration, {"value": "3d", "p50": "3d"}, "both a value and percentiles are given; write one of them"),
        (Duration, {"value": {"value": "3d"}}, "value is a mapping; write a time such as 2h, 3d, 1h..4h or ?"),
        (Duration, {"p50": {"value": "3d"}}, "is not a single figure; write a percentile as one, such as 2h"),
        (Duration, {"p50": "2d..5d"}, '"2d..5d" is not a single figure; write a percentile as one, such as 2h'),
        (Duration, {"p50": "5d", "p85": "2d"}, "the percentiles fall; write a higher percentile with a higher figure"),
        (
            Duration,
            {"value": "3d", "basis": "rumour"},
            'basis is "rumour"; write measured, observed, stated, estimated,',
        ),
        (Duration, {"value": "3d", "basis": 7}, "basis is 7; write measured"),
        (Duration, {"value": "3d", "on": "yesterday"}, '"yesterday" is not a date; write it as 2026-09-01'),
        (Duration, {"value": "3d", "on": 2026}, "2026 is not a date; write it as 2026-09-01"),
        (Duration, {"value": "3d", "by": ["Ana"]}, "by is ['Ana']; write a name or a role"),
        (Duration, {"value": "3d", "n": 0}, "n is 0; write how many were measured, such as 396"),
        (Duration, {"value": "3d", "n": 10**400}, "write how many were measured, such as 396"),
        (Duration, {"value": "3d", "n": True}, "n is true; write how many were measured, such as 396"),
        (Duration, {"value": "3d", "n": math.nan}, "n is nan; write how many were measured, such as 396"),
    ],
)
def test_what_is_no_quantity_is_told_with_what_would_be_right(kind, typed, message):
    """The message shows the value, and ends with what to write."""
    with pytest.raises(QuantityError) as caught:
        kind.read(typed)

    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_number_too_long_to_print_is_refused_like_any_other():
    """Python does not print whole numbers of more than 4,300 digits."""
    with pytest.raises(QuantityError, match="is too large; write a time"):
        Duration.read(10**5000)
    with pytest.raises(QuantityError, match="is no part of a time; write value"):
        Duration.read({10**5000: "3d"})
    with pytest.raises(QuantityError, match="is not a time; write a time"):
        Duration.read([10**5000])


def test_a_quantity_is_read_as_itself():
    """Reading twice is reading once; another kind is refused."""
    time = Duration.read("3d")

    assert Duration.read(time) is time
    with pytest.raises(QuantityError):
        Share.read(time)


@given(KIND, ANYTHING)
@example(Duration, "ſix weeks")
@example(Duration, "fıve days")
@example(Money, "5 EUR meaſured")
@settings(max_examples=300)
def test_reading_raises_nothing_but_quantity_errors(kind, typed):
    """Whatever somebody typed, there is an answer or a message with what would be right; letters that only look alike, too."""
    try:
        quantity = kind.read(typed)
    except QuantityError as error:
        message, _, advice = str(error).rpartition("; ")
        assert message
        assert advice
    else:
        # Equal, not the same: a text that was read before is not read again.
        assert (type(quantity.typed), quantity.typed) == (type(typed), typed)


def test_deeply_nested_values_are_refused_like_any_other():
    """Nothing that is read can exhaust the stack."""
    nested: object = "3d"
    for _ in range(100_000):
        nested = {"value": nested}
    with pytest.raises(QuantityError):
        Duration.read(nested)

    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(QuantityError):
        Duration.read(nested)


@st.composite
def figures(draw):
    """A kind, and a text of it with one to three figures or percentiles."""
    kind = draw(KIND)
    amounts = sorted(draw(st.lists(st.integers(0, 100), min_size=1, max_size=3)))
    if draw(st.booleans()):
        percents = sorted(draw(st.lists(st.integers(1, 99), min_size=3, max_size=3, unique=True)))
        percents = percents if len(amounts) > 1 else [50]
        return kind, {
            f"p{percent}": f"{amount}{UNITS[kind]}" for percent, amount in zip(percents, amounts, strict=False)
        }
    prefix = draw(st.sampled_from(["", "~", "<", ">"])) if len(amounts) == 1 else ""
    return kind, prefix + "..".join(map(str, amounts)) + UNITS[kind]


@given(figures(), st.floats(0.1, 99.9), st.floats(0.1, 99.9))
@example((Duration, "0..10m..4h"), 20.0, 60.0)
@example((Share, "0..100%"), 20.0, 60.0)
@example((Share, ">80%"), 20.0, 60.0)
@settings(deadline=None, max_examples=150)
def test_percentiles_rise_from_0_and_meet_the_stated_points(stated, one, other):
    """Through the stated points, never falling; shares stay between 0 and 1."""
    kind, typed = stated
    quantity = kind.read(typed)
    low, high = sorted((one, other))

    assert 0 <= quantity.percentile(low) <= quantity.percentile(high) * (1 + 1e-9)
    assert quantity.percentile(99.9) <= (1 if kind is Share else math.inf)
    for percent, amount in quantity.points:
        assert quantity.percentile(percent) == amount


def test_between_the_ends_of_a_range_lies_the_geometric_middle():
    """Times are split lognormal; shares the same on the logit scale."""
    assert Duration.read("1h..4h").middle == pytest.approx(2 * HOUR)
    assert Share.read("20..80%").middle == pytest.approx(0.5)


def test_beyond_the_ends_the_line_goes_on():
    """A tenth of items are under the low end, and a tenth over the high end."""
    time = Duration.read("1h..2h..8h")

    assert 0 < time.percentile(2) < HOUR
    assert 2 * HOUR < time.percentile(70) < 8 * HOUR
    assert time.percentile(98) > 8 * HOUR


def test_a_low_end_of_0_puts_a_tenth_of_items_at_zero():
    """The rest is spread as if the low end were a tenth of the next figure."""
    time = Duration.read("0..4h")

    assert time.percentile(5) == time.percentile(10) == 0
    assert time.percentile(11) == pytest.approx(0.4 * HOUR, rel=0.2)
    assert time.middle == pytest.approx(4 * HOUR / math.sqrt(10))
    assert Duration.read("0..0").middle == 0


def test_a_high_end_of_100_percent_puts_a_tenth_of_items_there():
    """The middle of 80 to 100 % is a little over 90 %, not almost 100 %."""
    share = Share.read("80..100%")

    assert share.percentile(90) == share.percentile(95) == 1
    assert share.middle == pytest.approx(0.927, abs=0.001)
    assert Share.read("0..100%").middle == pytest.approx(0.5)
    assert Share.read("100%").middle == Share.read("100..100%").middle == 1


def test_at_least_80_percent_stays_a_share():
    """Ten times the odds, not ten times the share."""
    share = Share.read(">80%")

    assert 0.8 < share.middle < share.percentile(90) < 1
    assert Share.read(">100%").percentile(90) == 1
    assert 0 < Share.read("<20%").percentile(10) < 0.2


def test_low_ends_add_up_to_a_bound():
    """At most counts 0, at least counts itself, a range its low end, and what nobody knows 0."""
    ends = {typed: Duration.read(typed).low_end for typed in ("<2d", ">2d", "2d..5d", "2d", "?", "n/a", "? 2d..5d")}

    assert ends == {"<2d": 0, ">2d": 2 * DAY, "2d..5d": 2 * DAY, "2d": 2 * DAY, "?": 0, "n/a": 0, "? 2d..5d": 0}


def test_high_ends_bound_what_makes_times_smaller():
    """A range its high end, about so much at its best, which for a share is twice the odds."""
    assert Duration.read("2d..5d").high_end == 5 * DAY
    assert Duration.read("~3d").high_end == pytest.approx(6 * DAY)
    assert Share.read("~80%").high_end == pytest.approx(8 / 9)


def test_only_bare_and_measured_figures_are_without_doubt():
    """A guess of one figure is still a guess."""
    assert [Duration.read(typed).is_single for typed in ("2h", "2h measured", "2h guess", "1h..2h", "?")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_equal_quantities_were_typed_the_same():
    """What they mean does not make them equal: a file would change."""
    assert Duration.read("1h") == Duration.read("1h")
    assert hash(Duration.read("1h")) == hash(Duration.read("1h"))
    assert Duration.read("1h") != Duration.read("60m")
    assert Count.read("0") != Share.read("0")
    assert repr(Duration.read("1h")) == "Duration.read('1h')"


def test_weakness_orders_where_figures_come_from():
    """From measured to unknown."""
    assert [basis.weakness for basis in Basis] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("seconds", "text", "words"),
    [
        (0, "0", "0"),
        (30, "30 s", "30 seconds"),
        (60, "60 s", "60 seconds"),
        (90, "1.5 min", "1.5 minutes"),
        (1.5 * HOUR, "1.5 h", "1.5 hours"),
        (DAY, "1 d", "1 day"),
        (24.125 * DAY, "24.1 d", "24.1 days"),
        (100 * DAY, "100 d", "100 days"),
        (200 * DAY, "40 wk", "40 weeks"),
        (1000 * WEEK, "1,000 wk", "1,000 weeks"),
        (math.inf, "unbounded", "unbounded"),
    ],
)
def test_a_time_is_said_in_the_unit_that_reads_best(seconds, text, words):
    """Three digits are as much as anybody reads."""
    assert Duration.say(seconds, Calendar()) == text
    assert Duration.say(seconds, Calendar(), words=True) == words


def test_other_kinds_are_said_like_people_write_them():
    """Shares in percent, rates per day or week, counts as they are."""
    calendar = Calendar()

    assert Share.say(0.256, calendar) == "25.6%"
    assert Rate.say(8 / WEEK, calendar) == "8/wk"
    assert Rate.say(8 / DAY, calendar, words=True) == "8 a day"
    assert Rate.say(math.inf, calendar) == "unbounded"
    assert Count.say(1234.5, calendar) == "1,234"
    assert Count.say(math.inf, calendar) == "unbounded"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0123, "0.012"), (1, "1"), (1.25, "1.25"), (9.999, "10"), (99.96, "100"), (1e-9, "1e-09"), (-12.34, "-12.3")],
)
def test_numbers_are_rounded_for_people(number, text):
    """Whole from 100, one decimal from 10, two from 1, else two digits."""
    assert rounded(number) == text


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_a_quantity_names_an_example(kind):
    """An editor can show what to type, and the example is right."""
    schema = kind.json_schema()

    assert schema["anyOf"][0]["examples"][0] == kind.notation.example
    assert isinstance(kind.read(kind.notation.example), Quantity)


def test_figures_that_stand_beside_each_other_share_days_or_weeks():
    """Beside 45 weeks, 140 days are 28 weeks; what is short keeps the unit that reads best."""
    said = [Duration.say(amount * DAY, Calendar(), beside=225 * DAY) for amount in (140, 225, 1, 0.25)]

    assert said == ["28 wk", "45 wk", "1 d", "2 h"]
    assert Duration.say(20 * DAY, Calendar(), beside=math.inf) == Duration.say(20 * DAY, Calendar())
