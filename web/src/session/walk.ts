/** The way through the values that are asked for, one after the other. */

import type { RoundOf } from "../generated/protocol";

/** What one said, by path. */
export function saidBy({ mine }: Pick<RoundOf, "mine">): ReadonlyMap<string, string> {
  return new Map(mine.estimates);
}

/** Where to go on behind a place: the next value that nothing was said of, round and round; the end where all is said. */
export function nextOpen(paths: readonly string[], said: ReadonlyMap<string, string>, from: number): number {
  const order = [...paths.keys()].map((step) => (from + 1 + step) % paths.length);
  return order.find((at) => !said.has(paths[at] ?? "")) ?? paths.length;
}

/** Where one was when the page was loaded: the first value that nothing was said of. */
export function firstOpen(paths: readonly string[], said: ReadonlyMap<string, string>): number {
  return nextOpen(paths, said, -1);
}
