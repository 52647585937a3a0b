"""Connections that keep the server waiting are ended; the times are short here."""

import asyncio
from contextlib import suppress

import pytest
import uvicorn
from uvicorn.server import ServerState

from flowatlas.server.entry import patience
from flowatlas.server.entry.turns import MOST_AT_ONCE, Turns

LARGE = 60_000_000
SHORT = 0.05


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Nobody waits long."""
    monkeypatch.setattr(patience, "LONGEST_ASKING", SHORT)
    monkeypatch.setattr(patience, "LONGEST_TAKING", SHORT)


async def served(app, talk):
    """Serve an application on a port of this machine while somebody talks to it."""
    config = uvicorn.Config(app, http=patience.Impatient, log_config=None)
    config.load()
    state = ServerState()

    def made():
        return patience.Impatient(config=config, server_state=state, app_state={})

    async with await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            async with asyncio.timeout(60):
                await talk(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def small(_scope, _receive, send):
    """Answer with nothing."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
@pytest.mark.parametrize("asked_before", [False, True])
def test_who_says_nothing_or_half_a_request_is_not_waited_for(said, asked_before, monkeypatch):
    """Also after a whole request before, for which there is time enough."""
    if asked_before:
        monkeypatch.setattr(patience, "LONGEST_ASKING", 60)

    async def answered(scope, receive, send):
        monkeypatch.setattr(patience, "LONGEST_ASKING", SHORT)
        await small(scope, receive, send)

    async def talk(reader, writer):
        if asked_before:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"204" in await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""

    asyncio.run(served(answered, talk))


def test_who_takes_nothing_of_an_answer_is_not_waited_for():
    """What is left of it is given up, and so is whoever works it out."""
    is_over = asyncio.Event()

    async def large(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LARGE)]})
        for _ in range(60):
            await send({"type": "http.response.body", "body": b"x" * (LARGE // 60), "more_body": True})
        is_over.set()

    async def talk(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await is_over.wait()
        reader.set_exception(ConnectionError("never read"))

    asyncio.run(served(large, talk))


def test_who_asks_for_much_waits_for_themselves():
    """Of one line so many are answered at once; another line does not notice."""
    turns, had = Turns(), []

    async def run():
        end = asyncio.Event()

        async def ask(who):
            async with turns.of(who):
                had.append(who)
                if who[0] == "greedy":
                    await end.wait()

        greedy = [asyncio.create_task(ask(("greedy", ""))) for _ in range(3 * MOST_AT_ONCE)]
        await asyncio.create_task(ask(("modest", "")))
        count = had.count(("greedy", ""))
        end.set()
        await asyncio.gather(*greedy)
        return count

    assert asyncio.run(run()) == MOST_AT_ONCE
    assert len(had) == 3 * MOST_AT_ONCE + 1
