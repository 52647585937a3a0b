/** Files that are dropped: what can be taken, and what to say about the others. */

import { texts } from "../texts/home";

const LARGEST = 2_000_000;
const LARGEST_LOG = 200_000_000;
const LOGS = /\.(csv|tsv|txt|parquet|xes|xml|json|jsonocel)(\.gz)?$/i;

/** What a browser offers in its own dialog for files. */
export const LOG_FILES = ".csv,.tsv,.txt,.parquet,.xes,.xml,.json,.jsonocel,.gz";

/** Whether a file may be an event log, by its name. */
export function isLog(file: { readonly name: string }): boolean {
  return LOGS.test(file.name);
}

/** Why a file can be neither an atlas nor a log; '' where it can. */
export function objection(file: { readonly name: string; readonly size: number }): string {
  if (isLog(file)) return file.size > LARGEST_LOG ? texts.logTooLarge(file.name) : "";
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

/** The text of a file: as the marks at its beginning say, else UTF-8, else as programs of Western Europe wrote it. */
export function decoded(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const encoding = !isWide ? "utf-8" : first === 0xff ? "utf-16le" : "utf-16be";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
