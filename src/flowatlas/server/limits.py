"""How much one connection may ask for, so that one gone wild does not keep the others waiting."""

from collections.abc import Callable
from time import monotonic

LARGEST_MESSAGE = 2_500_000
"""Bytes of one message or request; an atlas has at most two million."""

LARGEST_LOG = 200_000_000
"""Bytes of an event log that is dropped onto the page; the command line takes any."""

LONGEST_LOG = 300.0
"""Seconds that it may take to make a map of one."""

LONGEST_ASKED = 300.0
"""Seconds after which a view that takes long is given up."""

LONGEST_ORDER, LONGEST_DOUBT = 60.0, 30.0
"""Seconds after which what somebody asked for is given up, and doubt is: others wait for the same process."""

MOST_CONNECTIONS = 200
MOST_MESSAGES = 600
MESSAGES_A_SECOND = 400.0
COSTS = {"look": 10.0, "bring": 20.0}
"""Messages that count as so many: a look has whole pictures sent, and whoever brings everybody is heard by all."""

MOST_BYTES = 2.0 * LARGEST_MESSAGE
BYTES_A_SECOND = 500_000.0
"""Of messages on a live connection: two whole atlases at once, and another one after five seconds."""


class Allowance:
    """What a connection may still send, counted in messages or in bytes: so much at once, and again every second."""

    def __init__(
        self,
        most: float = MOST_MESSAGES,
        per_second: float = MESSAGES_A_SECOND,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most = float(most)
        self._per_second = per_second
        self._clock = clock
        self._left = float(most)
        self._at = clock()

    def take(self, amount: float = 1.0) -> bool:
        """Use so much up; false where less is left.

        >>> allowance = Allowance(2, per_second=1, clock=iter([0.0, 0.0, 0.0, 0.5, 1.0]).__next__)
        >>> [allowance.take() for _ in range(4)]
        [True, True, False, True]
        """
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < amount:
            return False
        self._left -= amount
        return True
