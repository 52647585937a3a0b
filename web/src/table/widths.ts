/** How wide the columns are, in pixels, where somebody chose; remembered in this browser. */

import { Store } from "../lib/store";

export type Widths = Readonly<Record<string, number>>;

const KEPT = "flowatlas:widths";
const [LEAST, MOST] = [56, 900];

export const widths = new Store<{ readonly chosen: Widths }>({ chosen: kept(window.localStorage.getItem(KEPT)) });

/** Make a column this wide; null gives it its usual width again. */
export function widen(name: string, width: number | null): void {
  const { [name]: _, ...others } = widths.get().chosen;
  const chosen = width === null ? others : { ...others, [name]: within(width) };
  widths.set({ chosen });
  window.localStorage.setItem(KEPT, JSON.stringify(chosen));
}

/** The widths that a text from the browser's store holds; none where it is something else. */
export function kept(text: string | null): Widths {
  try {
    const found: unknown = text === null ? null : JSON.parse(text);
    if (typeof found !== "object" || found === null) return {};
    const numbers = Object.entries(found).filter((one): one is [string, number] => Number.isFinite(one[1]));
    return Object.fromEntries(numbers.map(([name, width]) => [name, within(width)]));
  } catch {
    return {};
  }
}

function within(width: number): number {
  return Math.round(Math.max(LEAST, Math.min(width, MOST)));
}
