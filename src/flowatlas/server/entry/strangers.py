"""How much is answered to whoever has no link: enough to come in, too little to keep those busy who are in."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from time import monotonic

from flowatlas.server.limits import Allowance

MOST_WRONG, WRONG_A_SECOND = 20, 0.2
"""Wrong tokens that one address may show at once, and how many more a second."""

MOST_ASKED, ASKED_A_SECOND = 300, 20.0
"""Requests of one address that are answered without a link at once."""

MOST_LOADED, LOADED_A_SECOND = 3_000, 100.0
"""Files of the page that one address may load at once: behind a proxy that is the address of everybody."""

MOST_ADDRESSES = 2_000
"""Addresses that are remembered, the latest."""

PAUSE = 2.0
MOST_PAUSED = 200
"""Seconds that whoever asks too much waits for each answer, and how many may wait so."""


class Allowances:
    """What each address may still do."""

    def __init__(self, most: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._per_second = per_second
        self._clock = clock
        self._addresses: OrderedDict[str, Allowance] = OrderedDict()

    def take(self, address: str) -> bool:
        """Use one up; false where none is left."""
        place = _network(address)
        allowance = self._addresses.get(place) or Allowance(self._most, self._per_second, self._clock)
        self._addresses[place] = allowance
        self._addresses.move_to_end(place)
        while len(self._addresses) > MOST_ADDRESSES:
            self._addresses.popitem(last=False)
        return allowance.take()


class Strangers:
    """Everybody who has no link, by their addresses.

    Right tokens are let in however many wrong ones came before: nobody guesses 160 bits, and behind a proxy all have
    one address, so that one who tries would lock out all others.
    """

    def __init__(self) -> None:
        self.wrong = Allowances(MOST_WRONG, WRONG_A_SECOND)
        self._asked = Allowances(MOST_ASKED, ASKED_A_SECOND)
        self._loaded = Allowances(MOST_LOADED, LOADED_A_SECOND)
        self._paused = 0

    async def are_too_many(self, address: str, *, is_page: bool) -> bool:
        """Have whoever asks too much wait; true where too many wait already."""
        if (self._loaded if is_page else self._asked).take(address):
            return False
        if self._paused >= MOST_PAUSED:
            return True
        self._paused += 1
        try:
            await asyncio.sleep(PAUSE)
        finally:
            self._paused -= 1
        return False


def _network(address: str) -> str:
    """An address, or the network that one person has to themselves: half of a long address."""
    try:
        if ip_address(address).version == 6:
            return str(ip_network(f"{address.partition('%')[0]}/64", strict=False))
    except ValueError:
        pass
    return address
