"""What is acknowledged is kept, whatever happens to the process."""

import json
import random
import threading
import time

import pytest
from serving import PATIENCE
from websockets.exceptions import ConnectionClosed

KILLS = 20
A_SECOND = 250
FEWEST, MOST = 11, 120
"""After so many acknowledged edits, and a moment, a life ends: a slow machine lives longer, not with less done."""

STEPS = ("ask", "legal", "accounts")


class Script:
    """Somebody's script that sends edits without waiting, and notes which were acknowledged, and when that is enough."""

    def __init__(self, life, live, wanted):
        self.life = life
        self.live = live
        self.sent = {}
        self.acknowledged = {}
        self._wanted = wanted
        self.is_reached = threading.Event()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._send), threading.Thread(target=self._hear)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _send(self):
        started = time.monotonic()
        for number in range(100_000):
            edit_id = f"life-{self.life}-edit-{number}"
            path, value = f"current/steps/{STEPS[number % 3]}/name", f"Life {self.life} edit {number}"
            self.sent[edit_id] = (path, value)
            try:
                self.live.send(type="edit", id=edit_id, changes=[{"path": path, "value": value}])
            except (ConnectionClosed, OSError):
                return
            if self._is_over.wait(max(0, started + number / A_SECOND - time.monotonic())):
                return

    def _hear(self):
        while True:
            try:
                told = json.loads(self.live.connection.recv())
            except (ConnectionClosed, OSError):
                return
            for message in told if isinstance(told, list) else [told]:
                if message["type"] == "changed" and message["id"] in self.sent:
                    self.acknowledged[message["id"]] = message["n"]
            if len(self.acknowledged) >= self._wanted:
                self.is_reached.set()


@pytest.mark.slow
@pytest.mark.timeout(600)  # It starts a server twenty-one times.
def test_nothing_acknowledged_is_lost_when_it_is_killed_twenty_times(alone):
    """Killed at random under 250 changes a second, it has every change that it acknowledged, in the same order."""
    acknowledged, sent, at = {}, {}, random.Random(5)
    for life in range(KILLS):
        with alone.live(f"life-{life}") as live, Script(life, live, at.randrange(FEWEST, MOST)) as script:
            script.is_reached.wait(PATIENCE)
            time.sleep(at.random() / 20)
            alone.kill()
        acknowledged |= script.acknowledged
        sent |= script.sent
        alone.start()

    known = {}
    before = None
    while before != 1:
        page = alone.get(f"/api/atlases/{alone.key}/history?limit=100{f'&before={before}' if before else ''}").json()
        known |= {entry["n"]: entry for entry in page["entries"]}
        before = min(known)
    assert len(acknowledged) >= KILLS * FEWEST
    for edit_id, n in acknowledged.items():
        path, value = sent[edit_id]
        assert known[n]["paths"] == [path]
        assert value in known[n]["sentences"][0]
    last = {sent[edit_id][0]: known[n] for edit_id, n in sorted(acknowledged.items(), key=lambda one: one[1])}
    assert len(last) == len(STEPS)
