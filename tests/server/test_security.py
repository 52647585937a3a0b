"""Nobody but this machine's own page and programs gets anything, and nobody gets out of the folder."""

import http.client
import json
import socket
from contextlib import closing, suppress

import pytest
from serving import ATLAS, KEY, WAIT, changing, free_port
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

HERE = f"/api/atlases/{KEY}"
CROSS_SITE = {"origin": "http://evil.example"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One server for all tests that leave it as it was."""
    from serving import Serving

    folder = tmp_path_factory.mktemp("shared") / "open"
    folder.mkdir()
    (folder / KEY).write_text(ATLAS, encoding="utf-8")
    (folder / ".hidden.yaml").write_text(ATLAS, encoding="utf-8")
    (folder / "notes.txt").write_text("private", encoding="utf-8")
    (folder.parent / "outside.yaml").write_text(ATLAS, encoding="utf-8")
    (folder / "link.yaml").symlink_to(folder.parent / "outside.yaml")
    (folder / "up").symlink_to(folder.parent)
    serving = Serving(folder).start()
    yield serving
    serving.close()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "127.0.0.1.evil:{port}"]
)
def test_another_name_for_this_machine_gets_nothing(shared, host):
    """A foreign name that is pointed here (DNS rebinding) is turned away, on the page and under /api alike."""
    for path in ("/", "/api/atlases", HERE):
        answer = shared.get(path, headers={"host": host.format(port=shared.port)})

        assert answer.status_code == 421
        assert "Onboarding" not in answer.text


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_our_own_names_are_served(shared, name):
    """All names of this machine lead to the same server."""
    assert shared.get(HERE, headers={"host": f"{name}:{shared.port}"}).status_code == 200


@pytest.mark.parametrize("path", ["/changes", "/undo", "/versions", "/restore"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
def test_a_page_of_another_site_changes_nothing(shared, path, origin):
    """What comes from another origin is refused before anybody looks at it."""
    headers = {"origin": origin.format(port=shared.port)}

    assert shared.post(f"{HERE}{path}", changing(WAIT, "1d"), headers=headers).status_code == 403
    assert shared.get(HERE).json()["n"] == 0


def test_a_page_of_another_site_reads_nothing(shared):
    """Pictures and data are not answered to another site, which could show or measure them."""
    assert shared.get(HERE, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert shared.get(f"{HERE}/card.svg", headers={"sec-fetch-site": "same-site"}).status_code == 403
    assert shared.get(HERE, headers={"sec-fetch-site": "same-origin"}).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_form_of_another_site_changes_nothing(shared, kind):
    """Only JSON is understood, which no form can send."""
    content = json.dumps(changing(WAIT, "1d"))
    headers = {"content-type": kind} if kind else {}

    assert shared.request("POST", f"{HERE}/changes", content=content, headers=headers).status_code == 415
    assert shared.get(HERE).json()["n"] == 0


@pytest.mark.parametrize("headers", [CROSS_SITE, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_live_connection_of_another_site_is_not_opened(shared, headers):
    """WebSockets know no same-origin rule, so the server holds it."""
    address = f"ws://127.0.0.1:{shared.port}{HERE}/live?session=tab"
    if "host" in headers:
        # The client library writes the host of the address, so another one is written by hand.
        assert b"403" in _handshake(shared.port, f"{HERE}/live?session=tab", headers["host"])
        return
    with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=headers):
        pass
    assert refused.value.response.status_code == 403


def _handshake(port, path, host):
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        return raw.recv(1000).split(b"\r\n")[0]


def test_the_own_page_may_open_a_live_connection(shared):
    """Browsers send the origin of the page, and ours is welcome."""
    with shared.live(origin=f"http://127.0.0.1:{shared.port}") as live:
        assert live.next(type="hello")["key"] == KEY


@pytest.mark.parametrize(
    "key",
    [
        "..", "../outside.yaml", "..~1outside.yaml", "%2e%2e%2foutside.yaml", "%2e%2e~1outside.yaml", "..%5coutside.yaml",
        ".hidden.yaml", "notes.txt", "link.yaml", "up~1outside.yaml", ".flowatlas~1atlas.yaml.journal", "~1etc~1passwd",
        "%00", "atlas.yaml%00.txt", "atlas.yaml~1", "~2", "~1", "x" * 900, "%F0%9F%98%80.yaml", "none.yaml",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_folder(shared, key):
    """Neither dots nor links, encoded or not, lead to anything that is not an atlas of the folder."""
    for rest in ("", "/figures", "/card.svg", "/export/svg"):
        connection = http.client.HTTPConnection("127.0.0.1", shared.port)
        connection.request("GET", f"/api/atlases/{key}{rest}")
        answer = connection.getresponse()

        assert answer.status in {404, 405}, answer.read()
        connection.close()


def test_a_link_that_takes_the_place_of_an_open_file_is_not_followed(serving, tmp_path):
    """What lies outside is neither shown nor written, though the atlas was opened before; it goes on once it is back."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: Private\n", encoding="utf-8")
    whole = serving.text()
    with serving.live() as live:
        live.saved()
        serving.file.unlink()
        serving.file.symlink_to(outside)
        live.next(type="changed", id=live.edit("title", "Mine"))

        assert "put it back" in live.next(type="save", state="held")["message"]
        assert serving.get(serving.here).json()["plain"]["title"] == "Mine"
        assert outside.read_text(encoding="utf-8") == "title: Private\n"
        serving.file.unlink()
        serving.file.write_text(whole, encoding="utf-8")
        live.next(type="save", state="saved")
        assert "title: Mine" in serving.text()


def test_a_folder_of_journals_that_is_a_link_is_not_used(serving, tmp_path):
    """A folder from elsewhere cannot make the server write where it likes."""
    inner = serving.folder / f"with-link-{serving.file.stem}"
    inner.mkdir()
    (inner / KEY).write_text(ATLAS, encoding="utf-8")
    (inner / ".flowatlas").symlink_to(tmp_path)

    answer = serving.post(f"/api/atlases/{inner.name}~1{KEY}/changes", changing(WAIT, "2d"))

    assert answer.status_code == 507
    assert "is a link" in answer.json()["message"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/..%2fapp.py", "/assets/..%5capp.py"])
def test_no_file_of_the_program_is_served_but_the_page(shared, path):
    """Assets are served from their folder only."""
    with closing(http.client.HTTPConnection("127.0.0.1", shared.port)) as connection:
        connection.request("GET", path)

        with connection.getresponse() as answer:
            assert answer.status == 404


def test_every_answer_tells_the_browser_what_it_may_do(shared):
    """Script comes from our own files only, and nothing is shown in a frame of others."""
    for path in ("/", f"/atlas/{KEY}", "/api/atlases", "/api/none", "/api/looks.css"):
        headers = shared.get(path).headers

        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/export/html", "/export/svg", "/export/md", "/export/png", "/card.svg"])
def test_files_run_nothing_under_our_address(shared, path):
    """Exported pages and pictures are saved or shown, never run."""
    answer = shared.get(f"{HERE}{path}")

    assert answer.status_code == 200
    assert "sandbox" in answer.headers["content-security-policy"]
    assert path == "/card.svg" or answer.headers["content-disposition"].startswith('attachment; filename="atlas.')


def test_it_listens_on_this_machine_only(shared):
    """No other machine of the network can reach it."""
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.2", shared.port)) != 0


def test_a_request_that_is_too_large_is_refused(shared):
    """So many bytes are never an edit; the rest is not even read."""
    answer = shared.post(f"{HERE}/changes", changing(WAIT, "x" * 3_000_000))

    assert answer.status_code == 413
    assert answer.json()["message"]


def test_a_request_that_does_not_say_how_large_it_is_is_refused_once_it_is_too_large(shared):
    """Pieces without end are not collected."""
    with closing(http.client.HTTPConnection("127.0.0.1", shared.port)) as connection:
        with suppress(OSError):  # The answer may come before everything is sent.
            connection.request(
                "POST",
                f"{HERE}/changes",
                body=(b"x" * 100_000 for _ in range(40)),
                headers={"content-type": "application/json"},
                encode_chunked=True,
            )
        answer = connection.getresponse()

        assert answer.status == 413
        assert "larger than the 2,500,000 bytes" in json.loads(answer.read())["message"]


def test_a_message_that_is_too_large_ends_the_connection(shared):
    """The same holds for the live connection."""
    with shared.live() as live:
        live.send(type="edit", id="edit-large", changes=[{"path": WAIT, "value": "x" * 3_000_000}])

        assert live.ended()[0] == 1009


def test_a_message_that_is_not_understood_ends_the_connection(shared):
    """Whoever speaks another language is told so, and nobody else notices."""
    for nonsense in ("{", "[]", '{"type": "edit"}', '{"type": "look", "views": [], "more": 1}', "[" * 100_000):
        with shared.live() as live:
            live.connection.send(nonsense)

            code, reason = live.ended()
            assert code == 1007
            assert reason


def test_bytes_are_no_message(shared):
    """A live connection speaks text; whoever sends bytes is told so."""
    with shared.live() as live:
        live.connection.send(b"{}")

        assert live.ended()[0] == 1003


def test_half_a_message_harms_nobody(shared):
    """A connection that breaks off in the middle of a message, or sends what is none, ends alone."""
    for half in (b"\x81", b"\x81\xfe\xff", b"\xff\xff\xff"):
        with shared.live("half") as live:
            live.connection.socket.sendall(half)
            with suppress(OSError):  # The server may have ended it already.
                live.connection.socket.shutdown(socket.SHUT_RDWR)
    with shared.live() as live:
        assert live.next(type="hello")["key"] == KEY


def test_too_many_messages_end_the_connection(shared):
    """Nobody types hundreds of messages a second for long; the others are not kept waiting."""
    with shared.live() as live:
        for _ in range(5_000):
            try:
                live.send(type="look", views=[])
            except OSError:
                break
            except Exception as error:  # noqa: BLE001 - the library has several for a connection that is gone
                assert "ConnectionClosed" in str(type(error).__mro__)
                break

        assert live.ended()[0] == 1008
    assert shared.get("/api/formats").status_code == 200


@pytest.mark.parametrize(
    "content", ["[" * 50_000, '{"a":' * 50_000, '{"id": "edit-0001", "changes": NaN}', "\ud800", "", "null"]
)
def test_hostile_json_is_refused(shared, content):
    """Nesting without end, numbers that are none and broken text are answered, not run into."""
    headers = {"content-type": "application/json"}
    content = content.encode("utf-8", "surrogatepass")

    answer = shared.request("POST", f"{HERE}/changes", content=content, headers=headers)

    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "value", [{"a": {"b": {"c": [[[[{}]]]]}}}, [None] * 10, "\u0000", "<script>alert(1)</script>", 1e300]
)
def test_hostile_values_are_kept_as_text_or_refused(serving, value):
    """Whatever stands in a value, the answer is a change or a reason, and the atlas can still be read."""
    answer = serving.post(f"{serving.here}/changes", changing("current/steps/ask/name", value))

    assert answer.status_code in {200, 409}
    assert serving.get(serving.here).status_code == 200
    assert "<script" not in serving.get(f"{serving.here}/card.svg").text


def test_hostile_yaml_is_refused_or_shown_as_text(serving):
    """Files made to harm a reader of YAML, or a page, do neither."""
    bombs = {
        "laughs.yaml": "current: &a {x: 1}\n" + "".join(f"k{n}: [{', '.join(['*a'] * 9)}]\n" for n in range(5)),
        "object.yaml": "title: !!python/object/apply:os.system [touch /tmp/owned]\n",
        "markup.yaml": 'title: "<img src=x onerror=alert(1)>"\ncurrent: {steps: {a: {name: "</script><script>x"}}}\n',
        "deep.yaml": "title: " + "[" * 10_000 + "\n",
    }
    for name, text in bombs.items():
        (serving.folder / name).write_text(text, encoding="utf-8")

    cards = {card["file"]: card for card in serving.get("/api/atlases").json()}
    picture = serving.get("/api/atlases/markup.yaml/card.svg").text

    assert cards[serving.key]["title"] == "Onboarding"
    assert cards["markup.yaml"]["title"] == "<img src=x onerror=alert(1)>"
    assert "<img" not in picture
    assert "<script" not in picture
    for name in ("laughs.yaml", "object.yaml", "deep.yaml"):
        assert serving.get(f"/api/atlases/{name}").status_code < 500


@pytest.mark.slow
def test_only_so_many_pages_are_served(alone):
    """One connection too many is told to come back; those that are there stay."""
    from contextlib import ExitStack

    from flowatlas.server.limits import MOST_CONNECTIONS

    with ExitStack() as stack:
        lives = [stack.enter_context(alone.live(f"tab-{number}")) for number in range(MOST_CONNECTIONS)]
        for live in lives:
            live.next(type="hello")
        last = stack.enter_context(alone.live("one-more"))

        assert last.ended()[0] == 1013
        lives[0].edit(WAIT, "1d")
        lives[-1].next(type="changed")


def test_a_port_that_nobody_named_is_not_answered(shared):
    """The host must name the port as well."""
    assert shared.get("/", headers={"host": f"localhost:{free_port()}"}).status_code == 421
