"""Simulated people on one atlas: random changes, delays, breaks and kills; everyone ends equal and nothing is lost."""

import asyncio
from random import Random

import pytest
from serving import apart
from simulated import KEY, Clockwork, World, made_in_order, same, something, undone_of_others

from flowatlas.store.editing import Editing
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import diff

FEW, MANY = 60, 800
"""Schedules: each ends when everybody has heard of everything, and the next one goes on from there."""

A_WORLD = 20
"""Schedules between two looks at the file and at the journal, taken up anew."""


@pytest.fixture
def simulate(tmp_path, monkeypatch):
    """Runs schedules, which a number decides: so many people, each doing so many things; checks what is promised."""

    def run(number, people, schedules, deeds):
        random = Random(number)
        loop = Clockwork(random)
        folder = tmp_path / str(number)
        folder.mkdir()
        world = World(folder, loop, people)
        monkeypatch.setattr("os.fsync", world.fsync)
        try:
            apart(lambda: loop.run_until_complete(_lived(world, schedules, deeds * people)))
        finally:
            loop.close()
        _check_disk(world)

    return run


async def _lived(world, schedules, deeds):
    world.start()
    for page in world.pages:
        page.connect()
    await asyncio.sleep(world.slowness * 5)
    for _ in range(schedules):
        for _ in range(deeds):
            await _happens(world)
        await world.calm()
        _check_pages(world)
    await world.close()


async def _happens(world):
    """Somebody does something; now and then a connection breaks or the server is killed."""
    page = world.random.choice(world.pages)
    something(page, world.random)
    chance = world.random.random()
    if chance < 0.05 and page.wire is not None:
        page.wire.tear()
    elif chance < 0.06 and world.room is not None:
        await world.kill()
        world.loop.call_later(world.delay(), world.start)
    if world.random.random() < 0.7:
        await asyncio.sleep(world.delay())


def _check_pages(world):
    editing = world.room.editing
    for page in world.pages:
        assert same(page.confirmed, editing.plain), "everybody ends equal"
        for edit_id, n in page.acknowledged.items():
            made = editing.made_of(edit_id)
            assert made is not None, "nothing acknowledged is lost"
            assert made.n <= n
        assert not any(editing.made_of(edit_id) for edit_id in page.refused), "what was refused was not made"


def _check_disk(world):
    again = Editing.open(world.path)
    try:
        assert all(same(page.confirmed, again.plain) for page in world.pages), "the journal says the same"
        assert diff(AtlasFile.open(world.folder / KEY).plain, again.plain) == [], "the file says the same"
        mades = made_in_order(again)
        assert len({made.id for made in mades}) == len(mades) == again.n, "nothing is made twice"
        assert undone_of_others(again) == []
    finally:
        again.close()


def test_a_few_people_end_equal(simulate):
    """Whatever is delayed, broken or killed: pages, server and file say the same, and nothing acknowledged is gone."""
    for number in range(4):
        simulate(number, people=2 + number, schedules=FEW // 4, deeds=2)


@pytest.mark.slow
def test_many_people_end_equal(simulate):
    """The same for hundreds of schedules, and with fifty people at once."""
    for number in range(MANY // A_WORLD):
        simulate(number, people=2 + number % 5, schedules=A_WORLD, deeds=2)
    simulate(MANY, people=50, schedules=3, deeds=2)
