"""A shared server: who has no link gets nothing, and every link allows what it says and nothing else."""

import asyncio
import json
import re
import shutil
import socket
import stat
import sys
from contextlib import ExitStack, closing
from itertools import count

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import ATLAS, KEY, NO_TLS, PATIENCE, WAIT, changing, until
from websockets.exceptions import InvalidStatus

from flowatlas.model.errors import EditRefusedError, FileUnwritableError
from flowatlas.model.path import Change, apply
from flowatlas.server.app import application
from flowatlas.server.entry.access import MAY, may_act, permits
from flowatlas.server.entry.addresses import Names, named
from flowatlas.server.entry.links import MOST_BY_ONE_LINK, MOST_LINKS, Links
from flowatlas.server.entry.strangers import MOST_WRONG, Allowances
from flowatlas.server.limits import MOST_CONNECTIONS
from flowatlas.server.protocol.meeting import End, Write
from flowatlas.server.protocol.people import RIGHTS
from flowatlas.server.protocol.sent import NEEDS
from flowatlas.server.routes.page import JOIN
from shared import SharedServing

NUMBERS = count(1)
HERE = f"/api/atlases/{KEY}"
JSON = {"content-type": "application/json"}
FOR_STRANGERS = {("POST", "/api/join"), ("GET", "/api/looks.css"), ("HEAD", "/api/looks.css")}
COMMENTING = {f"{HERE}/changes", f"{HERE}/undo", f"{HERE}/redo"}
LINK = "/api/links/0123456789ab"
FOR_HOSTS = {
    ("DELETE", HERE),
    ("POST", "/api/links"),
    ("DELETE", LINK),
    ("GET", f"{LINK}/code.svg"),
}
SAID = {"text": "Why so long?", "about": "current/steps/legal", "by": "Somebody", "at": "2026-11-22T10:00:00Z"}
SENT = {
    "look": {"views": []},
    "ask": {"view": "load"},
    "read": {"path": WAIT, "text": "3d"},
    "foresee": {"edits": [[{"path": WAIT, "value": "1d"}]], "verbs": ["undo"]},
    "here": {},
    "edit": {"changes": [{"path": WAIT, "value": "1d"}]},
    "undo": {},
    "redo": {},
    "act": {"what": {"do": "begin"}},
    "bring": {},
}
"""A message of every type."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One shared server for all tests that leave its atlas as it was."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / KEY).write_text(ATLAS, encoding="utf-8")
    serving = SharedServing(folder).start("--host", "https://atlas.example.org")
    yield serving
    serving.close()


@pytest.fixture(scope="module")
def one_shared(tmp_path_factory):
    """One shared server for all tests that change an atlas of their own."""
    serving = SharedServing(tmp_path_factory.mktemp("busy")).start()
    yield serving
    serving.close()


@pytest.fixture
def serving(one_shared):
    """The shared server of all, with an atlas for this test alone."""
    mine = one_shared.about(f"atlas-{next(NUMBERS)}.yaml")
    mine.file.write_text(ATLAS, encoding="utf-8")
    return mine


def every_route(folder):
    """Every method and address that the server knows, those of its page included, with what stands in addresses."""
    app = application(folder, Names(1), tell_unsaved=print).app.app
    of_api = [(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods]
    mounted = [(route, getattr(route, "original_router", route)) for route in app.router.routes]
    inner = [one for _, router in mounted for one in getattr(router, "routes", [router])]
    found = {(method, one.path) for one in inner for method in getattr(one, "methods", None) or {"GET"}}
    assert {path for _, path in of_api} <= {path.replace(":path", "") for _, path in found}
    places = {
        "key": KEY,
        "view": "practice",
        "format_name": "md",
        "name": "icon.svg",
        "id": "0123456789ab",
        "path": "x",
    }
    return sorted(
        {(method, re.sub(r"{(\w+)[^}]*}", lambda it: places.get(it[1], "x"), path)) for method, path in found}
    )


def test_by_no_route_a_link_does_what_it_does_not_allow(shared, tmp_path):
    """Whoever has no link gets the page and its colours; a link to look changes nothing anywhere, nor do others more."""
    routes = every_route(tmp_path)
    before = shared.text()
    assert FOR_HOSTS | FOR_STRANGERS - {("HEAD", "/api/looks.css")} <= set(routes)
    assert len(routes) > 30

    with httpx.Client(base_url=shared.address, timeout=PATIENCE, verify=NO_TLS, headers=JSON) as client:
        for method, path in routes:
            of_api = path.startswith("/api") and not path.endswith("/live")
            if not of_api or (method, path) in FOR_STRANGERS:
                assert method in {"GET", "HEAD"} or path == "/api/join"
                continue
            stranger = client.request(method, path, content="{}")
            assert (stranger.status_code, "Onboarding" in stranger.text) == (401, False), (method, path)
            is_read = method in {"GET", "HEAD"} and (method, path) not in FOR_HOSTS
            for right in () if is_read else RIGHTS[:3]:
                is_allowed = right != "view" and (right == "edit" or path in COMMENTING)
                if not is_allowed or (method, path) in FOR_HOSTS:
                    answer = client.request(method, path, content="{}", headers=shared.having(right))
                    assert answer.status_code == 403, (method, path, right)
                    assert answer.json()["message"].startswith(MAY[right])

    assert shared.get(HERE, headers=shared.having("view")).json()["n"] == 0
    assert shared.text() == before
    assert sorted(one.name for one in shared.folder.iterdir()) == [".flowatlas", KEY]


def test_what_the_page_shows_strangers_says_nothing_of_the_folder(shared):
    """The page is the same for everybody and at every address, whether there is such an atlas or not."""
    pages = {shared.get(path).content for path in ("/", JOIN, f"/atlas/{KEY}", "/atlas/none.yaml")}

    assert len(pages) == 1
    assert b"Onboarding" not in pages.pop()


def test_by_no_message_a_link_to_look_changes_anything(shared):
    """Of all messages of a live connection those that only look are answered, the others refused with the reason."""
    assert SENT.keys() == NEEDS.keys()
    with shared.with_link("view") as live:
        assert live.next(type="hello")["right"] == "view"
        for number, (kind, rest) in enumerate(SENT.items()):
            has_id = kind in {"edit", "undo", "redo", "act", "read"}
            live.send(type=kind, **({"id": f"message-{number}"} if has_id else {}), **rest)
            if NEEDS[kind] != "view":
                assert live.next(type="refused")["message"].startswith(MAY["view"])
        live.send(type="read", id="message-end", path=WAIT, text="3d")
        live.next(type="understood", id="message-end")

        assert not [one for one in live.heard if one.get("type") == "changed"]
    assert shared.get(HERE, headers=shared.having("view")).json()["n"] == 0


def test_a_live_connection_without_a_link_hears_nothing_but_why(shared):
    """It is closed with words that a page can show, before anything of the atlas is told."""
    for headers in ({}, {"authorization": "Bearer wrong"}, {"cookie": f"flowatlas-{shared.port}=wrong"}):
        with shared.live(additional_headers=headers) as live:
            code, reason = live.ended()

            assert (code, "link" in reason, live.heard) == (4403, True, [])


def test_a_comment_link_comments(serving):
    """It adds comments and replies, resolves them and takes its own back; sent twice is done once, and no more is done."""
    with serving.with_link("comment", "mine") as live, serving.with_link("edit", "theirs") as other:
        live.next(type="hello")
        other.next(type="changed", id=other.edit("comments/c2", {**SAID, "text": "Theirs"}, "edit-0001"))
        for number, (path, value) in enumerate(
            [("comments/c1", SAID), ("comments/c2/replies/r1", {"text": "Because"}), ("comments/c2/resolved", True)]
        ):
            for _ in range(2):
                live.next(type="changed", id=live.edit(path, value, f"comment-{number}"))
        for path, value in [
            ("comments/c2", None), ("comments/c2/text", "Other"), ("comments/c1", SAID), ("comments", None),
            ("comments/c2/replies/r1", None), ("comments/c1/behind", ""), (WAIT, "1d"), ("title", "Mine"),
        ]:  # fmt: skip
            assert "comment" in live.next(type="refused", id=live.edit(path, value))["message"]
        refused = serving.post(
            f"{serving.here}/changes", changing(WAIT, "1d", "edit-0002"), headers=serving.having("comment")
        )
        for number in range(3):
            live.send(type="undo", id=f"undo-000{number}")
            live.next(type="changed", id=f"undo-000{number}")
        live.send(type="undo", id="undo-0009")
        live.next(type="refused", id="undo-0009")

        assert refused.status_code == 403
        plain = serving.get(serving.here, headers=serving.having("view")).json()["plain"]
        assert {name: one["text"] for name, one in plain["comments"].items()} == {"c2": "Theirs"}
        assert "replies" not in plain["comments"]["c2"]
        assert "resolved" not in plain["comments"]["c2"]


PLAIN = {
    "title": "A",
    "current": {"steps": {"a": {"name": "A"}}},
    "comments": {"c1": {**SAID, "replies": {"r1": {"text": "So"}}}, "c2": {"text": "Two", "resolved": True}},
}
KEYS = st.sampled_from(
    [
        "comments",
        "c1",
        "c2",
        "c3",
        "replies",
        "r1",
        "r2",
        "text",
        "about",
        "resolved",
        "behind",
        "title",
        "current",
        "steps",
        "a",
        "by",
    ]
)
VALUES = st.one_of(
    st.sampled_from([None, True, False, "", "c1", SAID, {"text": "x"}, {"text": "x", "replies": {"r": {"text": "y"}}}]),
    st.dictionaries(
        st.sampled_from([*SAID, "resolved", "replies", "votes"]), st.sampled_from(["x", 1, True, {}, None])
    ),
)
CHANGES = st.builds(Change, st.lists(KEYS, min_size=1, max_size=5).map("/".join), VALUES)


@given(st.lists(CHANGES, min_size=1, max_size=5))
def test_whatever_a_comment_link_is_permitted_only_adds_to_what_is_said(changes):
    """Afterwards all that was there is there unchanged, but whether comments are resolved."""
    if permits("comment", changes, PLAIN):
        return
    after = apply(PLAIN, changes)
    comments = after.pop("comments")

    assert after == {name: value for name, value in PLAIN.items() if name != "comments"}
    for name, before in PLAIN["comments"].items():
        now = comments[name]
        assert now.get("replies", {}).items() >= before.get("replies", {}).items()
        assert isinstance(now.get("resolved", False), bool)
        assert {**now, "replies": 0, "resolved": 0} == {**before, "replies": 0, "resolved": 0}
    for one in comments.values():
        assert one.keys() <= {*SAID, "resolved", "replies"}
        assert all(isinstance(reply["text"], str) for reply in one.get("replies", {}).values())


def test_every_list_of_what_is_permitted_can_be_permitted():
    """The list itself, said once: a comment, a reply, resolved and open again; edit links do all else."""
    said = [
        Change("comments/c9", SAID), Change("comments/c9/replies/r1", {"text": "x"}), Change("comments/c9/resolved", True),
        Change("comments/c1/replies/r9", {"text": "x", "by": "y", "at": "z"}), Change("comments/c2/resolved"),
    ]  # fmt: skip

    assert permits("comment", said, PLAIN) == ""
    assert permits("edit", [Change("title", "B")], PLAIN) == ""
    assert permits("view", said, PLAIN) != ""
    write = Write(round="round-001", note="note-0001", text="x")
    assert [bool(may_act(right, write)) for right in RIGHTS] == [True, False, False, False]
    assert [bool(may_act(right, End())) for right in RIGHTS] == [True, True, False, False]


def test_a_tab_of_somebody_else_is_of_no_use(serving):
    """Whoever learns the id of another one's tab can neither undo in their name nor is taken for them."""
    with serving.with_link("edit", "tab-of-one") as live:
        mine = live.next(type="people")["you"]
        live.next(type="changed", id=live.edit(WAIT, "1d"))

        answer = serving.post(
            f"{serving.here}/undo?session=tab-of-one", {"id": "undo-0001"}, headers=serving.having("host")
        )
        with serving.with_link("view", "tab-of-one") as other:
            theirs = other.next(type="people")["you"]

    assert answer.status_code == 409
    assert mine != theirs


def test_a_link_that_is_taken_back_opens_nothing_from_then_on(serving):
    """Live connections by it end at once with a reason, its cookie and token are dead, and others go on."""
    host = serving.browser("host")
    other = host.post("/api/links", json={"right": "comment"}).json()["links"][-1]
    guest = serving.browser("comment", urls(other["addresses"][0])["token"])
    made = host.post("/api/links", json={"right": "edit", "name": "For sales"}).json()["links"][-1]
    assert (made["name"], made["right"], made["people"]) == ("For sales", "edit", 0)
    address = urls(made["addresses"][0])
    with closing(slow_request(serving, address["token"])) as slow:
        with serving.live("a", additional_headers={"authorization": f"Bearer {address['token']}"}) as live:
            live.next(type="hello")
            counted = host.get("/api/sharing").json()["links"][-1]
            assert (counted["id"], counted["people"]) == (made["id"], 1)
            left = host.request("DELETE", f"/api/links/{made['id']}", headers=JSON).json()["links"]

            assert made["id"] not in {link["id"] for link in left}
            assert live.ended()[0] == 4403
        # What was on its way when the link was taken back is not done.
        slow.sendall(b"}")
        assert b" 403 " in slow.recv(1000).split(b"\r\n")[0]
    assert serving.get(serving.here, headers={"authorization": f"Bearer {address['token']}"}).status_code == 401
    assert guest.get(serving.here).json()["n"] == 0

    host.request("DELETE", f"/api/links/{other['id']}", headers=JSON)
    assert guest.get(serving.here).status_code == 401
    last = next(link for link in left if link["right"] == "host")
    assert host.request("DELETE", f"/api/links/{last['id']}", headers=JSON).status_code == 409
    assert host.get("/api/sharing").status_code == 200


def urls(address):
    """The parts of a link: where it leads, and its token."""
    place, _, token = address.partition("#")
    return {"place": place, "token": token}


def slow_request(serving, token):
    """An edit whose last sign is not sent yet."""
    body = json.dumps(changing(WAIT, "9d")).encode()
    raw = socket.create_connection(("127.0.0.1", serving.port), timeout=PATIENCE)
    raw.sendall(
        f"POST {serving.here}/changes HTTP/1.1\r\nHost: localhost:{serving.port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body[:-1]
    )
    return raw


def test_links_are_kept_for_their_host_alone_and_last(folder):
    """Only who runs the server can read the file, git leaves it out, and links work after a restart until they are new."""
    place = folder / ".flowatlas" / "links.json"
    tokens = {one.right: one.kept.token for one in Links.opened(folder).all()}
    place.chmod(0o644)

    again = Links.opened(folder)
    assert {one.right: one.kept.token for one in again.all()} == tokens
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert (folder / ".flowatlas" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert all(re.fullmatch(r"\w{32,}", token) for token in tokens.values())
    assert Links.opened(folder, is_new=True).of_token(tokens["host"]) is None


@pytest.mark.slow
def test_a_link_to_one_atlas_opens_nothing_beside_it(folder):
    """It leads to that atlas, links to the folder are others, and new ones end those before."""
    of_folder = Links.opened(folder).first("edit").kept.token
    before = Links.opened(folder / KEY).first("edit").kept.token
    (folder / "other.yaml").write_text(ATLAS, encoding="utf-8")
    serving = SharedServing(folder).start("--new-links", place=folder / KEY)
    kept = json.loads((folder / ".flowatlas" / f"{KEY}.links.json").read_text(encoding="utf-8"))["links"]

    joined = serving.post("/api/join", {"token": kept[0]["token"]})
    refused = [serving.post("/api/join", {"token": token}).status_code for token in (of_folder, before)]
    others = serving.get("/api/atlases/other.yaml", headers={"authorization": f"Bearer {kept[0]['token']}"})
    serving.close()

    assert joined.json() == {"right": kept[0]["right"], "page": f"/atlas/{KEY}"}
    assert refused == [401, 401]
    assert others.status_code == 404


def test_a_browser_comes_in_by_a_cookie_that_only_the_server_reads(shared):
    """Scripts and other sites cannot have it, and over https it goes over nothing else; strangers learn no links."""
    for origin, is_secure in ((shared.address, False), ("https://atlas.example.org", True)):
        answer = shared.post("/api/join", {"token": shared.tokens["view"]}, headers={"origin": origin})
        cookie = answer.headers["set-cookie"]

        assert answer.json() == {"right": "view", "page": "/"}
        assert cookie.startswith(f"flowatlas-{shared.port}=")
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        assert ("Secure" in cookie) == is_secure
    assert shared.browser("view").get("/api/sharing").json() == {"is_shared": True, "right": "view", "links": []}
    links = shared.browser("host").get("/api/sharing").json()["links"]
    assert {link["right"] for link in links} == set(RIGHTS)
    assert all(urls(link["addresses"][0])["place"] == "https://atlas.example.org/join" for link in links)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "atlas.example.org", "origin": "https://atlas.example.org"}, 200),
        ({"origin": "https://atlas.example.org"}, 200),
        ({"host": "evil.example"}, 421),
        ({"host": "evil.example:{port}"}, 421),
        ({"host": "atlas.example.org.evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://atlas.example.org"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_only_pages_under_our_names_come_in(shared, headers, status):
    """A name that was told is ours and so is its https; a name that somebody points here is not, with any token."""
    headers = {name: value.format(port=shared.port) for name, value in headers.items()}

    assert shared.post("/api/join", {"token": shared.tokens["edit"]}, headers=headers).status_code == status
    if status == 403:
        with pytest.raises(InvalidStatus), shared.live(additional_headers={**headers, **shared.having("edit")}):
            pass
    if status != 200:
        answer = shared.post(f"{HERE}/undo", {"id": "undo-0001"}, headers={**headers, **shared.having("edit")})
        assert answer.status_code == status


def test_names_are_read_as_people_write_them():
    """Names, addresses of both kinds and beginnings of web addresses; what nobody could use is told."""
    written = [
        "atlas",
        "Atlas.Local",
        "192.0.2.7",
        "fd00::2",
        "[fd00::2]:80",
        "name:99",
        "https://a.example:8443/",
        "bücher.example",
    ]
    told = [str(named(one, 8765)) for one in written]

    assert told == [
        "http://atlas:8765", "http://atlas.local:8765", "http://192.0.2.7:8765", "http://[fd00::2]:8765", "http://[fd00::2]",
        "http://name:99", "https://a.example:8443", "http://xn--bcher-kva.example:8765",
    ]  # fmt: skip
    for wrong in (
        "",
        "a b",
        "ftp://a",
        "a/b",
        "a@b",
        "https://",
        "0.0.0.0",  # noqa: S104 - to be refused
        "::",
        "a:0",
        "a:99999",
        "a..b",
        "[x]",
        "a#b",
    ):
        with pytest.raises(ValueError, match="“"):
            named(wrong, 8765)
    names = Names(8765, ["https://atlas.example.org"], is_shared=True)
    assert names.answers_to("192.0.2.9:8765", "192.0.2.9")
    assert names.answers_to("[fd00::9]:8765", "fd00::9")
    assert not names.answers_to("192.0.2.9:8765", "192.0.2.8")
    assert not Names(8765).answers_to("192.0.2.9:8765", "192.0.2.9")
    assert names.addresses()[0] == "https://atlas.example.org"


def test_whoever_tries_tokens_is_told_to_wait_and_others_are_not(shared):
    """Beyond so many wrong ones an address is answered less; a right one is let in all the same, as all may share it."""
    with httpx.Client(base_url=shared.address, timeout=PATIENCE, verify=NO_TLS) as client:
        wrong = [client.post("/api/join", json={"token": f"wrong-{number}"}) for number in range(3 * MOST_WRONG)]

        assert [answer.status_code for answer in wrong[:MOST_WRONG]].count(429) < MOST_WRONG
        assert {answer.status_code for answer in wrong} == {401, 429}
        assert wrong[-1].headers["retry-after"]
        assert client.get(HERE, headers={"authorization": "Bearer wrong"}).status_code == 429
        assert client.get(HERE, headers=shared.having("view")).status_code == 200
        assert client.get(HERE).status_code == 401


def test_wrong_tokens_are_counted_for_each_place_apart():
    """Neighbours have their own count, the many addresses of one line count as one, and after a while all is well."""
    now = [0.0]
    wrong = Allowances(MOST_WRONG, 0.2, lambda: now[0])

    assert all(wrong.take("192.0.2.1") for _ in range(MOST_WRONG))
    assert not wrong.take("192.0.2.1")
    assert wrong.take("192.0.2.2")
    assert sum(wrong.take(f"2001:db8::{number:x}") for number in range(100)) == MOST_WRONG
    now[0] = 60.0
    assert wrong.take("192.0.2.1")


def test_the_browser_that_the_server_opens_comes_in_once(tmp_path):
    """What it is started with can be seen by others of the machine, so that it opens the host's page one time only."""
    links = Links.opened(tmp_path)
    ticket = links.ticket()

    assert links.of_token(ticket) is None
    assert links.admit(ticket) is links.first("host")
    assert links.admit(ticket) is None
    assert links.admit("") is None
    assert [links.admit(one.kept.token) for one in links.all()] == links.all()


def test_one_link_leaves_room_for_the_others(tmp_path):
    """Whoever opens all connections that they can does not lock the host out, and links are not made without end."""
    links = Links.opened(tmp_path)
    link = links.first("view")
    with ExitStack() as stack:
        for number in range(MOST_BY_ONE_LINK):
            assert not link.is_crowded
            stack.enter_context(link.used_by(f"tab-{number % 7}"))
        assert (link.is_crowded, link.people, links.first("host").is_crowded) == (True, 7, False)
    assert (link.is_crowded, link.people) == (False, 0)
    assert MOST_BY_ONE_LINK < MOST_CONNECTIONS
    opened = sum(link.takes_in("192.0.2.1") for _ in range(10 * MOST_BY_ONE_LINK))
    assert MOST_BY_ONE_LINK <= opened < 2 * MOST_BY_ONE_LINK
    assert link.takes_in("192.0.2.2")

    async def make_many():
        for _ in range(MOST_LINKS):
            await links.make("view", "")

    with pytest.raises(EditRefusedError, match="the most there may be"):
        asyncio.run(make_many())
    assert len(links.all()) == MOST_LINKS


def test_a_link_is_taken_back_also_while_nothing_can_be_written(tmp_path):
    """It opens nothing from then on, whoever took it back hears that it could not be noted, and none is made meanwhile."""
    links = Links.opened(tmp_path)
    link = links.first("view")
    shutil.rmtree(tmp_path / ".flowatlas")
    (tmp_path / ".flowatlas").symlink_to(tmp_path)

    with pytest.raises(FileUnwritableError, match="is a link"):
        asyncio.run(links.revoke(link.id))
    with pytest.raises(FileUnwritableError, match="links are kept there"):
        asyncio.run(links.make("edit", ""))

    assert link.is_revoked
    assert links.of_token(link.kept.token) is None
    assert [one.right for one in links.all()] == ["comment", "edit", "host"]
    assert [path.name for path in tmp_path.iterdir()] == [".flowatlas"]


@pytest.mark.slow
def test_no_token_is_in_any_log_answer_history_or_export(folder):
    """With everything written down that can be, tokens stand in what the command prints, and nowhere else."""
    program = "import logging, sys; logging.basicConfig(level=0); from flowatlas.cli.main import main; sys.exit(main())"
    serving = SharedServing(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("serving.SERVE", (sys.executable, "-c", program, "serve"))
        serving.start(PYTHONWARNINGS="ignore")
    tokens, answers = serving.tokens, []
    for right, token in tokens.items():
        having = {"authorization": f"Bearer {token}"}
        browser = serving.browser(right)
        answers += [
            browser.get(HERE), browser.get("/api/none"), browser.get(f"{HERE}/export/md"), browser.get(f"{HERE}/history"),
            browser.post("/api/join", json={"token": token}), browser.post("/api/join", json={"token": [token]}),
            browser.post("/api/join", json={"token": token, "more": 1}), browser.post("/api/join", content=token, headers=JSON),
            browser.post("/api/join", content=f'{{"token": "{token}"', headers=JSON),
            browser.post("/api/join", json={"token": token * 9}), browser.post(f"{HERE}/changes", json={"id": token}),
            serving.get("/api/openapi.json", headers=having), serving.get(HERE, headers={**having, "host": "evil.example"}),
            serving.post(f"{HERE}/changes", changing(WAIT, "1d", f"edit-{right}"), headers=having),
        ]  # fmt: skip
        with serving.with_link(right) as live:
            live.next(type="hello")
            live.connection.send(b"\xff" * 9)
            live.ended()
            answers.append(json.dumps(live.heard))
    with socket.create_connection(("127.0.0.1", serving.port)) as raw:
        raw.sendall(b"GET / HTTP/9\r\nCookie: flowatlas=" + tokens["host"].encode() + b"\r\n\r\n")
        answers.append(raw.recv(1000).decode())
    printed, logged = serving.stop()
    serving.close()

    assert all(printed.count(token) == 1 for token in tokens.values())
    told = [logged, *(one if isinstance(one, str) else one.text for one in answers)]
    told += [
        path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file() and path.name != "links.json"
    ]
    assert not [text for text in told for token in tokens.values() if token in text]
    assert "DEBUG" in logged


@pytest.mark.slow
def test_silent_and_broken_connections_keep_nobody_waiting(folder):
    """Hundreds that say nothing, or half a request, make place for whoever asks; broken frames are no news."""
    own = SharedServing(folder).start()
    with closing(ManySilent(own.port, 700)) as many:
        assert own.get(HERE, headers=own.having("view")).status_code == 200
        with own.with_link("edit") as live:
            live.next(type="changed", id=live.edit(WAIT, "1d"))
            until(lambda: many.is_over(0), "the oldest is ended")
            for broken in (b"\x81\x82\0\0\0\0\xff\xff", b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 2_000):
                with own.with_link("view", "broken") as other:
                    other.next(type="hello")
                    other.connection.socket.sendall(broken)
                    other.ended()
            assert ends_whoever_takes_no_answer(own)
            live.next(type="changed", id=live.edit(WAIT, "2d"))
    _, errors = own.stop()
    own.close()
    assert errors == ""


def ends_whoever_takes_no_answer(serving):
    """Whether a live connection ends that asks and asks, and takes none of the answers."""
    pings = (b"\x89\xfd\0\0\0\0" + b"x" * 125) * 1_000
    with socket.create_connection(("127.0.0.1", serving.port), timeout=PATIENCE) as raw:
        raw.sendall(
            f"GET {HERE}/live?session=asking HTTP/1.1\r\nHost: localhost:{serving.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Authorization: Bearer {serving.tokens['view']}\r\n\r\n".encode()
        )
        try:
            for _ in range(1_000):
                raw.sendall(pings)
        except OSError:
            return True
    return False


class ManySilent:
    """Connections of which half say nothing, and half say a part of a request."""

    def __init__(self, port, number):
        self.open = []
        for one in range(number):
            self.open.append(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            if one % 2:
                self.open[-1].sendall(b"GET / HTTP/1.1\r\nHost: x")

    def is_over(self, number):
        """Whether one of them was ended."""
        self.open[number].setblocking(False)
        try:
            return self.open[number].recv(1) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self):
        """End all that are left."""
        for one in self.open:
            one.close()
