/** Files that are dropped: what can be taken, and what to say about the others. */

import { texts } from "../texts/home";

const LARGEST = 2_000_000;

/** Why a file cannot be an atlas; '' where it can. */
export function objection(file: { readonly name: string; readonly size: number }): string {
  if (!/\.ya?ml$/i.test(file.name)) return texts.notAnAtlas(file.name);
  return file.size > LARGEST ? texts.tooLarge(file.name) : "";
}

/** What an atlas is called after its file, where it does not say so itself. */
export function titleOf(name: string): string {
  const words = name
    .replace(/\.ya?ml$/i, "")
    .replaceAll(/[-_]+/g, " ")
    .trim();
  return words === "" ? name : words.charAt(0).toUpperCase() + words.slice(1);
}
