"""A view's picture on its way to those who look: whole for who is new, else what differs."""

from functools import cached_property

from flowatlas.model.picture import Picture
from flowatlas.server.wire.pictures import picture_message


class Sheet:
    """A view's picture as it is sent: whole, or what differs from the one before."""

    def __init__(
        self, revision: int, picture: Picture, before: "Sheet | None", *, n: int, view: str, is_settled: bool
    ) -> None:
        self.revision = revision
        self.picture = picture
        self.n = n
        self.view = view
        self.is_settled = is_settled
        self._before = None if before is None else before.picture
        self._before_revision = -1 if before is None else before.revision

    def is_of(self, n: int, picture: Picture, *, is_settled: bool) -> bool:
        """Whether it says the same: when somebody else begins to look, nothing is new for the others."""
        return (self.n, self.is_settled) == (n, is_settled) and self.picture == picture

    def message(self, seen: int) -> str:
        """For somebody who saw this revision last."""
        return self._difference if seen == self._before_revision else self._whole

    @cached_property
    def _whole(self) -> str:
        return picture_message(self.picture, n=self.n, view=self.view, is_settled=self.is_settled)

    @cached_property
    def _difference(self) -> str:
        return picture_message(self.picture, n=self.n, view=self.view, is_settled=self.is_settled, before=self._before)
