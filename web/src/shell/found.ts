/** How well something fits what somebody looks for: by its words, never by letters that only happen to be in it. */

const AT_START = 1;
const INSIDE = 0.7;
const IN_MORE = 0.3;

/** 0 where a word that is looked for is nowhere, else up to 1; `more` is what is told of it besides its label. */
export function closeness(search: string, label: string, more = ""): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const fits = words.map((word) => fitOfWord(word, label.toLowerCase(), more.toLowerCase()));
  return fits.includes(0) ? 0 : fits.reduce((sum, one) => sum + one, 0) / fits.length;
}

function fitOfWord(word: string, label: string, more: string): number {
  if (startsWord(label, word)) return AT_START;
  if (label.includes(word)) return INSIDE;
  return startsWord(more, word) ? IN_MORE : 0;
}

function startsWord(text: string, word: string): boolean {
  return text.split(/[\s“”"(/:·,-]+/).some((one) => one.startsWith(word));
}

export interface Group<Entry> {
  readonly heading: string;
  readonly entries: readonly Entry[];
}

/** How well an entry fits; of those that fit alike one that begins so is before all others. */
function fitOf({ label, more }: { readonly label: string; readonly more?: string }, search: string): number {
  const fit = closeness(search, label, more);
  return search !== "" && label.toLowerCase().startsWith(search.toLowerCase()) ? fit + 0.01 : fit;
}

/** What fits, the closest first, in groups of which that with the closest is first; all of it where nothing is sought. */
export function ranked<Entry extends { readonly label: string; readonly more?: string }>(
  groups: readonly Group<Entry>[],
  search: string,
): Group<Entry>[] {
  const fitting = groups.map(({ heading, entries }) => {
    const close = entries.map((entry) => ({ entry, fit: fitOf(entry, search) }));
    const kept = close.filter(({ fit }) => fit > 0).sort((one, other) => other.fit - one.fit);
    return { best: kept[0]?.fit ?? 0, group: { heading, entries: kept.map(({ entry }) => entry) } };
  });
  const filled = fitting.filter(({ best }) => best > 0).sort((one, other) => other.best - one.best);
  return filled.map(({ group }) => group);
}
