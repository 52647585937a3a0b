"""Entered values: how what is stated, what voices say, and what is likely become draws of a sample."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flowatlas.metrics.draws import (
    CORRELATION,
    UNBOUNDED,
    Draws,
    Line,
    expected,
    generator,
    items,
    line_of,
    line_of_prior,
    normal_deviates,
    pooled,
    pooled_at,
    prior_of,
    shift_of,
)
from flowatlas.metrics.statements import Statement, Statements, weights
from flowatlas.model.basis import Basis
from flowatlas.model.quantity import Quantity

ALONE = np.zeros(1, dtype=np.intp)
ALONE.flags.writeable = False
"""That every draw lies on the first of some lines."""


class View(StrEnum):
    """What the draws of a sample tell apart."""

    ITEMS = "items"
    """What the next item will see: items differ, and we do not know the typical one."""

    DOUBT = "doubt"
    """What we do not know: each value at its mean over items; with one draw, our best knowledge."""

    LOWEST = "lowest"
    """The bound: low ends of times, high ends of %C&A, nothing for what is unknown; one draw."""


class Entered(NamedTuple):
    """How a value entered a sample: its draws, what was typed (None: nothing), and whether it is unknown.

    ``deviate`` holds the standard normal deviates of its doubt, None where there is none; ``line`` its spread.
    """

    draws: Draws
    quantity: Quantity | None
    is_unknown: bool
    basis: Basis = Basis.STATED
    line: Line | None = None
    deviate: Draws | None = None


class Spread(NamedTuple):
    """How items differ in a value: on which of some lines it lies in each draw, and by how much that one is shifted.

    In place of a line None stands for one figure, which the shift then is.
    """

    lines: tuple[Line | None, ...]
    which: NDArray[np.intp]
    shift: Draws


@dataclass(frozen=True)
class Entering:
    """How values enter a sample of one view: with which draws, and how items differ in them.

    Draws belong to seed, path and ``block``; ``deviates`` holds by path the doubt that was drawn so far. With
    ``is_independent`` doubts are not correlated.
    """

    statements: Statements
    view: View
    draws: int
    seed: int
    block: int
    is_independent: bool
    deviates: dict[str, Draws]

    def entered(self, path: str, quantity: Quantity | None, unknown: float, *, rises: bool) -> Entered:
        """How a value enters: as stated, else as the measurement in use or the voices say, else as is likely."""
        said = [Statement(quantity)] if quantity is not None and not quantity.is_unknown else self.statements.said(path)
        if not said:
            prior = None if self.view is View.LOWEST else prior_of(path, quantity, self.statements.calendar)
            line = None if prior is None else line_of_prior(prior)
            if line is None:
                return Entered(np.full(1, unknown), quantity, is_unknown=True, basis=Basis.UNKNOWN)
            deviate = self._doubt(path, Basis.UNKNOWN, rises=rises)
            return Entered(self._drawn(path, line, deviate), quantity, True, Basis.UNKNOWN, line, deviate)  # noqa: FBT003
        if self.view is View.LOWEST:
            ends = [one.quantity.low_end if rises else one.quantity.high_end for one in said]
            lowest = min(ends) if rises else max(ends)
            basis = max((one.quantity.basis for one in said), key=lambda basis: basis.weakness)
            return Entered(np.full(1, min(lowest, UNBOUNDED)), said[0].quantity, is_unknown=False, basis=basis)
        if len(said) == 1:
            return self.stated(path, said[0].quantity, rises=rises)
        return self._pooled(path, said, rises=rises)

    def stated(self, path: str, quantity: Quantity, *, rises: bool) -> Entered:
        """How one figure enters, whoever stated it."""
        line = line_of(quantity)
        if line is None:
            return Entered(
                np.full(1, min(quantity.middle, UNBOUNDED)), quantity, is_unknown=False, basis=quantity.basis
            )
        deviate = self._doubt(path, quantity.basis, rises=rises) if line.doubt else None
        return Entered(self._drawn(path, line, deviate), quantity, False, quantity.basis, line, deviate)  # noqa: FBT003

    def _pooled(self, path: str, said: list[Statement], *, rises: bool) -> Entered:
        """One voice answers in each draw, every role as often as any other."""
        basis = max((one.quantity.basis for one in said), key=lambda basis: basis.weakness)
        if self.draws == 1:
            means = [self.stated(path, one.quantity, rises=rises).draws for one in said]
            mean = sum((weight * one for weight, one in zip(weights(said), means, strict=True)), np.zeros(1))
            if path in self.deviates:
                lines = [(line_of(one.quantity), min(one.quantity.middle, UNBOUNDED)) for one in said]
                mean = pooled_at(lines, weights(said), float(self.deviates[path][0]))
            return Entered(mean, said[0].quantity, is_unknown=False, basis=basis)
        chosen = self._speaking(said)
        draws = np.empty(self.draws, dtype=np.float32)
        # As one voice answers in each draw, one deviate a draw does for all of them.
        for place in np.unique(chosen):
            here = np.flatnonzero(chosen == place)
            quantity = said[place].quantity
            line, own = self._voiced_line(path, quantity, rises=rises)
            if line is None:
                draws[here] = min(quantity.middle, UNBOUNDED)
                continue
            draws[here] = self._drawn(path, line, None if own is None else own[here], here)
        level = np.log(np.maximum(draws, np.float32(1e-12)))
        deviate = (level - level.mean()) / max(float(level.std()), 1e-12)
        line = next((line for one in said if (line := line_of(one.quantity)) is not None), None)
        return Entered(draws, said[0].quantity, False, basis, line, deviate)  # noqa: FBT003

    def _voiced_line(self, path: str, quantity: Quantity, *, rises: bool) -> tuple[Line | None, Draws | None]:
        """Where a value that a voice states lies, and the deviates of its doubt, None where there is none."""
        line = line_of(quantity)
        # Measured values have no part in the common optimism, so their deviates are others.
        source = f"{path}#measured" if quantity.basis is Basis.MEASURED else path
        return line, self._doubt(source, quantity.basis, rises=rises) if line is not None and line.doubt else None

    def _drawn(self, path: str, line: Line, deviate: Draws | None, here: NDArray[np.intp] | None = None) -> Draws:
        shift = np.zeros(1) if deviate is None else shift_of(line, deviate)
        if self.view is View.DOUBT or line.is_share or (line.variation == 0 and not line.at_zero):
            return np.minimum(expected(line, shift), UNBOUNDED)
        own = normal_deviates(generator(self.seed, "variation", self.block, path), self.draws)
        return items(line, shift, own if here is None else own[here])

    def _doubt(self, path: str, basis: Basis, *, rises: bool) -> Draws:
        """Standard normal deviates of doubt; what was not measured shares a common part, the optimism of the group."""
        known = self.deviates.get(path)
        if known is None and self.draws == 1 and self.view is View.DOUBT:
            return np.zeros(1)
        if known is None:
            known = normal_deviates(generator(self.seed, "doubt", self.block, path), self.draws)
            if not self.is_independent and basis is not Basis.MEASURED:
                sign = 1.0 if rises else -1.0
                known = sign * CORRELATION**0.5 * self._optimism + (1 - CORRELATION) ** 0.5 * known
            self.deviates[path] = known
        return known

    @property
    def _optimism(self) -> Draws:
        """What the doubts of everything that was not measured have in common."""
        if "" not in self.deviates:
            self.deviates[""] = normal_deviates(generator(self.seed, "optimism", self.block), self.draws)
        return self.deviates[""]

    def spread(self, path: str, quantity: Quantity | None, known: Entered) -> Spread:
        """How items differ in a value that has entered."""
        is_stated = quantity is not None and not quantity.is_unknown
        said = [] if is_stated else self.statements.said(path)
        if len(said) > 1:
            return self._spread_of_voices(path, said, known.draws)
        if known.line is None:
            return Spread((None,), ALONE, known.draws)
        shift = np.zeros(1) if known.deviate is None else shift_of(known.line, known.deviate)
        return Spread((known.line,), ALONE, shift)

    def _spread_of_voices(self, path: str, said: list[Statement], mean: Draws) -> Spread:
        lines = tuple([line_of(one.quantity) for one in said])
        if self.draws == 1:
            constants = [min(one.quantity.middle, UNBOUNDED) for one in said]
            line = pooled(list(zip(lines, constants, strict=True)), weights(said))
            if line is None:
                return Spread((None,), ALONE, mean)
            shift = np.log(np.maximum(mean / expected(line, np.zeros(1)), 1e-300))
            return Spread((line,), ALONE, shift)
        chosen, shift = self._speaking(said), np.zeros(self.draws)
        for place in np.unique(chosen):
            here = np.flatnonzero(chosen == place)
            line, own = self._voiced_line(path, said[place].quantity, rises=True)
            if line is None:
                shift[here] = min(said[place].quantity.middle, UNBOUNDED)
            elif own is not None:
                shift[here] = shift_of(line, own[here])
        return Spread(lines, chosen, shift)

    def _speaking(self, said: list[Statement]) -> NDArray[np.intp]:
        return self.statements.speaking(said, generator(self.seed, "voice", self.block), self.draws)
