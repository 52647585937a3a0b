"""Acts as they are written down: what is private before it is shown is sealed, as long as it may be shown."""

from pathlib import Path

from flowatlas.meeting.meeting import SEALED
from flowatlas.meeting.records import Act, Meeting
from flowatlas.meeting.rounds import PRIVATE
from flowatlas.model.errors import EditRefusedError, FlowAtlasError
from flowatlas.store.seal import Seal


class Sealing:
    """The seal of what everybody does alone just now."""

    def __init__(self, atlas: Path) -> None:
        self._seal = Seal(atlas)

    def begin(self, round_id: str) -> None:
        """Seal for this round from now on.

        Raises:
            EditRefusedError: the key cannot be kept.
        """
        try:
            self._seal.begin(round_id)
        except FlowAtlasError as error:
            raise EditRefusedError(str(error)) from None

    def sealed(self, act: Act) -> Act:
        """An act as nobody can read it who does not have the key; as it is where nothing of it is private."""
        if act.what["do"] not in PRIVATE:
            return act
        rest = {name: value for name, value in act.what.items() if name not in {"do", "round"}}
        signs = self._seal.sealed(act.id, rest)
        return act._replace(what={"do": act.what["do"], "round": act.what["round"], SEALED: signs})

    def opened(self, act: Act) -> Act:
        """An act as it was before it was sealed; as it is where the key is gone."""
        if SEALED not in act.what:
            return act._replace(there=tuple(act.there))
        rest = self._seal.opened(act.what["round"], act.id, act.what[SEALED])
        if rest is None:
            return act
        return act._replace(what={"do": act.what["do"], "round": act.what["round"], **rest})

    def forget_where_done(self, *meetings: Meeting | None) -> None:
        """Throw the key away as soon as what it is for is open in none of these states, for good."""
        rounds = (one.rounds[self._seal.id] for one in meetings if one is not None and self._seal.id in one.rounds)
        if self._seal.id and not any(one.state == "open" for one in rounds):
            self._seal.forget()
