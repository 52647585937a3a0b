/**
 * Parts that pass others in the order of painting are made anew: the painter would else take out and put back all those that they
 * pass, which of a long map may be a thousand.
 */

import { useRef } from "react";

interface Known {
  readonly order: readonly string[];
  /** how often each part has passed others; those that never have are left out */
  readonly turns: ReadonlyMap<string, number>;
}

/** Keys of the parts in this order: they stay with a part until it passes others. */
export function usePaintKeys(order: readonly string[]): string[] {
  const known = useRef<Known>({ order, turns: new Map() });
  if (known.current.order !== order) {
    const turns = new Map(known.current.turns);
    for (const id of passing(known.current.order, order)) turns.set(id, (turns.get(id) ?? 0) + 1);
    known.current = { order, turns };
  }
  const { turns } = known.current;
  return order.map((id) => (turns.has(id) ? `${id} ${turns.get(id)}` : id));
}

/** The fewest ids that have to be taken elsewhere, so that those which are in both orders follow each other as in the second. */
export function passing(before: readonly string[], now: readonly string[]): string[] {
  const place = new Map(before.map((id, at) => [id, at]));
  const both = now.filter((id) => place.has(id));
  const places = both.map((id) => place.get(id) ?? 0);
  const staying = new Set(longestRising(places));
  return both.filter((_, at) => !staying.has(at));
}

/** Where the numbers stand of the longest row among them, not necessarily side by side, in which each is larger than the last. */
function longestRising(numbers: readonly number[]): number[] {
  /** by length: where the row of that length ends which ends lowest */
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [at, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous[at] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = at;
  }
  const row: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) row.push(at);
  return row.reverse();
}
