/** How people are shown: what they are called, by which letters, in which colour. */

import type { PersonOf } from "../generated/protocol";
import { texts } from "../texts/people";

/** Beyond so many, colours come again; names and letters tell apart. */
const COLOURS = 12;

const SIGN = /[\p{L}\p{N}]/u;

/** What somebody is called; those without a name by a number. */
export function called({ name, colour }: Pick<PersonOf, "name" | "colour">): string {
  return name.trim() === "" ? texts.nameless(colour + 1) : name.trim();
}

/** The first letters of the first and of the last word: “Product owner” is PO. */
export function letters(name: string): string {
  const words = name.split(/[\s.,_-]+/).filter((word) => SIGN.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  const first = (word: string): string => [...word].find((sign) => SIGN.test(sign))?.toUpperCase() ?? "";
  return chosen.map((word) => first(word ?? "")).join("") || "?";
}

/** The class that has somebody's colour. */
export function colourOf({ colour }: Pick<PersonOf, "colour">): string {
  return `person-${colour % COLOURS}`;
}

/** Those beside oneself, in the order of their names; who has none comes last. */
export function othersAmong(people: ReadonlyMap<string, PersonOf>, you: string): PersonOf[] {
  const key = (person: PersonOf): string => (person.name === "" ? "\uffff" : person.name.toLowerCase()) + person.id;
  return [...people.values()]
    .filter((person) => person.id !== you)
    .sort((one, other) => key(one).localeCompare(key(other)));
}
