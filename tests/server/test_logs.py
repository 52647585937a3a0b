"""Event logs that are sent to the server: a new atlas, or a measurement of one."""

import json
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote

import pytest

BYTES = {"content-type": "application/octet-stream"}
LOG = "case,activity,start,end\n" + "".join(
    f"i{day},{activity},2026-03-{day:02} {start}:00,2026-03-{day:02} {end}:00\n"
    for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)
    for activity, start, end in (("Ask", "09", "10"), ("Legal review", "12", "13"), ("Set up", "15", "16"))
)


def send(serving, address, content, **told):
    """Send a file as the page does."""
    return serving.request("POST", address, params=told, content=content, headers=BYTES)


def test_a_log_becomes_a_new_atlas(serving):
    """The atlas is a file of the folder, named after the log; the answer says what there is to know."""
    answer = send(serving, "/api/import", LOG.encode(), name="access_requests.csv")

    assert answer.status_code == 201, answer.text
    card, said = answer.json()["card"], answer.json()["said"]
    assert (card["title"], card["steps"]) == ("Access requests", 3)
    assert any("10 items" in sentence for sentence in said)
    findings = serving.get(f"/api/atlases/{card['key']}").json()["findings"]
    assert {one["severity"] for one in findings} <= {"info"}


def test_a_measurement_is_proposed_then_added_and_can_be_undone(serving):
    """Without matches nothing is written; with them the measurement stands in the atlas, as one change."""
    address = f"{serving.here}/import"
    proposed = send(serving, address, LOG.encode(), name="tracker.csv").json()
    before = serving.get(serving.here).json()["plain"]

    matches = {one["name"]: one["step"] for one in proposed["matches"]}
    assert matches["Legal review"] == "legal"
    assert "measurements" not in before["current"]
    told = json.dumps({**matches, "Set up": ""})
    added = send(serving, address, LOG.encode(), name="tracker.csv", matches=told, session="me").json()
    plain = serving.get(serving.here).json()["plain"]
    changes = plain["current"]["measurements"][added["id"]]["changes"]
    assert "steps/legal/wait_time" in changes
    assert not any(path.startswith("steps/accounts/") for path in changes)
    assert plain["current"]["steps"] == before["current"]["steps"]

    serving.post(f"{serving.here}/undo?session=me", {"id": "undo-of-the-log"})
    assert serving.get(serving.here).json()["plain"] == before


def told(event, activity, moment, *objects):
    """An event of an OCEL log."""
    related = [{"objectId": one, "qualifier": ""} for one in objects]
    return {"id": event, "type": activity, "time": f"2026-03-{moment}:00Z", "relationships": related}


def ocel():
    """Three orders of two parcels each: both are done something with."""
    events, objects = [], []
    for number in range(3):
        order, parcels = f"o{number}", (f"p{number}a", f"p{number}b")
        objects += [{"id": order, "type": "order"}, *({"id": one, "type": "parcel"} for one in parcels)]
        events.append(told(f"e{number}1", "Place order", f"0{2 + number}T09:00", order))
        for place, one in enumerate(parcels):
            events.append(told(f"e{number}2{place}", "Pack", f"0{2 + number}T1{place}:00", order, one))
            events.append(told(f"e{number}3{place}", "Send", f"0{2 + number}T1{4 + place}:00", one))
    return json.dumps({"objectTypes": [], "eventTypes": [], "events": events, "objects": objects}).encode()


def test_somebody_says_what_counts_as_an_item(serving):
    """Of a log of several kinds of object the answer tells which they are; the one that is asked for is taken."""
    address = f"{serving.here}/import"
    proposed = send(serving, address, ocel(), name="shop.jsonocel").json()
    other = send(serving, address, ocel(), name="shop.jsonocel", object_type="order").json()
    made = send(serving, "/api/import", ocel(), name="shop.jsonocel", object_type="order").json()

    assert (proposed["object_types"], proposed["object_type"]) == (["parcel", "order"], "parcel")
    assert [one["name"] for one in proposed["matches"]] == ["Pack", "Send"]
    assert (other["object_types"], other["object_type"]) == (["parcel", "order"], "order")
    assert [one["name"] for one in other["matches"]] == ["Place order", "Pack"]
    assert (made["card"]["title"], made["object_type"]) == ("Shop: order", "order")


def test_an_unknown_kind_of_object_is_refused_with_those_there_are(serving):
    """The message names what could have been meant."""
    answer = send(serving, f"{serving.here}/import", ocel(), name="shop.jsonocel", object_type="invoice")

    assert answer.status_code == 409
    assert '"parcel"' in answer.json()["message"]


def test_a_measurement_is_a_view_beside_the_map(serving):
    """What is believed beside what was measured is drawn like any other view, under the name that the answer tells."""
    matches = json.dumps({"Ask": "", "Legal review": "legal", "Set up": ""})
    added = send(serving, f"{serving.here}/import", LOG.encode(), name="tracker.csv", matches=matches).json()

    picture = serving.get(f"{serving.here}/pictures/{quote(added['view'], safe='')}").json()
    assert added["view"] == "measurements/tracker"
    assert picture["title"] == "Believed and measured: tracker"


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "empty.csv", 422, "empty.csv is empty"),
        (b"\x00\x01" * 500, "noise.bin", 409, "noise.bin"),
        (b"case,activity,start\n", "nothing.csv", 409, "nothing.csv"),
        (b"Step,Process time\nAsk,1h\nCheck,2h\n", "steps.csv", 409, "copy its cells and paste them on a map"),
        (LOG.encode(), "../../etc/passwd.csv", 201, ""),
    ],
)
def test_what_is_no_log_is_refused_in_words(serving, content, name, status, words):
    """The message names the file and says what is wrong; no name leads out of the folder."""
    answer = send(serving, "/api/import", content, name=name)

    assert answer.status_code == status, answer.text
    assert words in answer.json().get("message", "")
    assert "flowatlas-" not in answer.text
    assert " --" not in answer.text, "nobody types options on a page"


def test_only_the_bytes_of_a_file_are_taken(serving):
    """What a form of another site could send is not read."""
    answer = serving.request(
        "POST", "/api/import", params={"name": "a.csv"}, content=b"x", headers={"content-type": "text/plain"}
    )

    assert answer.status_code == 415


def test_a_log_may_be_larger_than_a_message(serving):
    """Files of many megabytes are let through to those who read them; a size beyond the limit is refused unread."""
    padded = LOG.encode() + b"".join(
        b"j%d,Ask,2026-03-02 09:00,2026-03-02 10:00\n" % number for number in range(80_000)
    )
    answer = send(serving, "/api/import", padded, name="large.csv")
    with closing(HTTPConnection("127.0.0.1", serving.port, timeout=60)) as connection:
        connection.putrequest("POST", "/api/import?name=a.csv")
        for name, value in {**BYTES, "content-length": "999999999"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        refused = connection.getresponse()
        refused.read()

    assert answer.status_code == 201, answer.text
    assert refused.status == 413
