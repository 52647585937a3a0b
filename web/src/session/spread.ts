/** What several people said of one value, laid beside each other on one scale. */

import type { SaidOf, ValueOf } from "../generated/protocol";

/** How far apart the ends are from which on the scale counts how many times, not how much more. */
const WIDE = 20;
const LEAST_WIDTH = 0.04;

export interface Bar {
  readonly said: SaidOf;
  /** where it begins, is typical and ends, 0 to 1; null where nothing is known */
  readonly place: { readonly from: number; readonly middle: number; readonly to: number } | null;
  readonly isLowest: boolean;
  readonly isHighest: boolean;
}

/** The bars of what was said, lowest first; who does not know comes last. */
export function bars(said: readonly SaidOf[]): Bar[] {
  const known = said.filter((one) => middleOf(one) !== null);
  const ends = known.flatMap((one) => [one.low ?? middleOf(one) ?? 0, one.high ?? middleOf(one) ?? 0]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const place = scale(low, high);
  const middles = known.map((one) => middleOf(one) ?? 0);
  const [lowest, highest] = [Math.min(...middles), Math.max(...middles)];
  const sorted = [...said].sort((one, other) => (middleOf(one) ?? Infinity) - (middleOf(other) ?? Infinity));
  return sorted.map((one) => {
    const middle = middleOf(one);
    if (middle === null) return { said: one, place: null, isLowest: false, isHighest: false };
    const [from, to] = [place(one.low ?? middle), place(one.high ?? middle)];
    const widened = Math.max(0, LEAST_WIDTH - (to - from)) / 2;
    const isApart = lowest < highest;
    return {
      said: one,
      place: { from: Math.max(0, from - widened), middle: place(middle), to: Math.min(1, to + widened) },
      isLowest: isApart && middle === lowest,
      isHighest: isApart && middle === highest,
    };
  });
}

/** Values in the order in which they are worth talking about: those that people see most differently first. */
export function mostApartFirst(values: readonly ValueOf[]): ValueOf[] {
  const apart = ({ said, apart: times }: ValueOf): number => (said.length === 0 ? -1 : (times ?? 0));
  return [...values].sort((one, other) => apart(other) - apart(one));
}

function middleOf({ low, middle, high }: SaidOf): number | null {
  return middle ?? (low !== null && high !== null ? (low + high) / 2 : (low ?? high));
}

/** Places on a scale from 0 to 1, from nothing on; what differs many times over is laid out by how many times it is. */
function scale(low: number, high: number): (value: number) => number {
  if (high <= low) return () => 0.5;
  if (low > 0 && high / low > WIDE) return (value) => Math.log(value / low) / Math.log(high / low);
  const start = Math.min(0, low);
  return (value) => (value - start) / (high - start);
}
