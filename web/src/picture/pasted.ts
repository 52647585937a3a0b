/** Steps as text: what is copied for spreadsheets, and what pasted text means. */

import { fromJson, isTree, type Tree, toJson, typed, type Value } from "../lib/tree";

/** Marks our own records on the clipboard. */
export const OURS = "application/x-flowatlas";
const KIND = "flowatlas/steps";

const HEADINGS: readonly (readonly [field: string, words: RegExp])[] = [
  ["name", /^(name|step|steps|activity|task|what|process step)$/i],
  ["process_time", /^(process( time)?|work|work time|duration|processing( time)?|pt)$/i],
  ["wait_time", /^(wait( time)?|waiting( time)?|delay|gap|queue( time)?)$/i],
  ["percent_complete_accurate", /^(%?c&a|% ?c\/a|percent complete( and)? accurate|quality)$/i],
];
const PLAIN_COLUMNS = ["name", "process_time", "wait_time", "percent_complete_accurate"];
const NUMBERED = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;

/** The records as text for spreadsheets: name, process time, wait. */
export function asText(records: ReadonlyMap<string, Tree>): string {
  const cell = (value: string): string => value.replace(/[\t\r\n]+/g, " ");
  const rows = [...records.values()].map((step) =>
    ["name", "process_time", "wait_time"].map((field) => cell(typed(step.get(field)))).join("\t"),
  );
  return rows.join("\n");
}

/** The records as our own text, with all that they hold. */
export function asOurs(records: ReadonlyMap<string, Tree>): string {
  return JSON.stringify({ kind: KIND, steps: [...records].map(([id, step]) => [id, toJson(step)]) });
}

/** Records from our own text; null where it is none. */
export function fromOurs(text: string): Map<string, Tree> | null {
  const told = parsed(text);
  if (!isTree(told) || told.get("kind") !== KIND) return null;
  const found = new Map<string, Tree>();
  const steps: unknown = (JSON.parse(text) as { steps?: unknown }).steps;
  for (const entry of Array.isArray(steps) ? steps : []) {
    if (!Array.isArray(entry)) continue;
    const step = fromJson(entry[1]);
    if (typeof entry[0] === "string" && isTree(step)) found.set(entry[0], step);
  }
  return found.size > 0 ? found : null;
}

/** Records from text: columns of a spreadsheet, with headings or without, or one name a line. */
export function fromText(text: string): Tree[] {
  const rows = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("\t").map((cell) => cell.trim()));
  const headings = headingsOf(rows[0] ?? []);
  const fields = headings ?? PLAIN_COLUMNS;
  return (headings === null ? rows : rows.slice(1)).flatMap((row) => {
    const entries = fields.flatMap((field, at): [string, Value][] => {
      const cell = row[at] ?? "";
      const words = field === "name" && row.length === 1 ? cell.replace(NUMBERED, "") : cell;
      return field === "" || words === "" ? [] : [[field, words]];
    });
    return entries.length > 0 ? [new Map(entries)] : [];
  });
}

/** The field of each column, '' for one that we do not know; null where the first row is no heading. */
function headingsOf(row: readonly string[]): string[] | null {
  const fields = row.map((cell) => HEADINGS.find(([, words]) => words.test(cell))?.[0] ?? "");
  const isHeading =
    fields.includes("name") && (row.length > 1 ? fields.filter((field) => field !== "").length > 1 : true);
  return isHeading ? fields : null;
}

function parsed(text: string): Value {
  if (!text.startsWith("{")) return null;
  try {
    return fromJson(JSON.parse(text));
  } catch {
    return null;
  }
}
