/** Steps as text: what is copied for spreadsheets, and what pasted text means. */

import { parsed as cellsOf } from "../lib/cells";
import { fromJson, isTree, type Tree, toJson, typed, type Value } from "../lib/tree";

/** Marks our own records on the clipboard. */
export const OURS = "application/x-flowatlas";
/** The same for cells of the table: on a map they are steps, in a table they go where the keyboard is. */
export const CELLS = "application/x-flowatlas-cells";
const KIND = "flowatlas/steps";

const HEADINGS: readonly (readonly [field: string, words: RegExp])[] = [
  ["name", /^(name|steps?|step name|activity|task|what|process step)$/i],
  [
    "process_time",
    /^(time|process( time)?|work(ing)?( time)?|effort|duration|processing( time)?|cycle time|[pc]\/?t)$/i,
  ],
  ["wait_time", /^(wait(ing)?( time| before)?|delay|gap|queue( time)?)$/i],
  ["percent_complete_accurate", /^(%?c&a|% ?c\/a|percent complete( and)? accurate|quality)$/i],
  ["roles", /^(who|owners?|roles?|teams?|by|done by|responsible|department)$/i],
];
/** As the table has them. A list with a single time tells how long the work takes. */
const PLAIN_COLUMNS = ["name", "wait_time", "process_time", "percent_complete_accurate"];
const TWO_COLUMNS = ["name", "process_time"];
/** What is taken as it is written. */
const AS_WRITTEN = new Set(["name", "roles"]);
/** The unit that a heading tells of its figures: "Wait (days)", "Process time [h]". */
const WITH_UNIT = /^(.+?)\s*[([](\p{L}+|%)[)\]]$/u;
const FIGURES = /^\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?$/;
const NUMBERED = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;

/** The records as text for spreadsheets: name, wait, process time. */
export function asText(records: ReadonlyMap<string, Tree>): string {
  const cell = (value: string): string => value.replace(/[\t\r\n]+/g, " ");
  const rows = [...records.values()].map((step) =>
    PLAIN_COLUMNS.slice(0, 3)
      .map((field) => cell(typed(step.get(field))))
      .join("\t"),
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

/** What pasted text means: steps, and the columns that say nothing a step could hold. */
export interface FromText {
  readonly steps: readonly Tree[];
  /** their headings, or their numbers */
  readonly unused: readonly string[];
  /** the fields that columns without headings were taken for; none where there are headings, or only names */
  readonly takenFor: readonly string[];
}

/** Steps from text: columns of a spreadsheet, with headings or without, or one name a line. */
export function fromText(text: string): FromText {
  const rows = cellsIn(text)
    .map((row) => row.map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => cell !== ""));
  const [head = []] = rows;
  const headings = headingsOf(head);
  const lines = headings === null ? rows : withUnits(head, rows.slice(1));
  const width = Math.max(0, ...lines.map((row) => row.length));
  const fields = headings ?? (width === 2 ? TWO_COLUMNS : PLAIN_COLUMNS);
  const unused = Array.from({ length: width }, (_, at) => at).filter(
    (at) => (fields[at] ?? "") === "" && lines.some((row) => (row[at] ?? "") !== ""),
  );
  return {
    steps: lines.map((row) => stepFrom(row, fields)).filter((step) => step.size > 0),
    takenFor: headings === null && width > 1 ? fields.slice(0, width) : [],
    unused: unused.map((at) => (headings === null ? "" : (head[at] ?? "")) || String(at + 1)),
  };
}

/** A cell of a pasted step that is to be understood. */
export interface Told {
  readonly field: string;
  readonly text: string;
}

/** What has to be understood in pasted steps, each once. */
export function toldIn(steps: readonly Tree[]): Told[] {
  const found = new Map<string, Told>();
  for (const step of steps) {
    for (const [field, value] of step) {
      if (!AS_WRITTEN.has(field)) found.set(keyOf(field, value), { field, text: typed(value) });
    }
  }
  return [...found.values()];
}

/** The steps without what was not understood, and where that stood. */
export function without(
  steps: readonly Tree[],
  wrong: readonly Told[],
): { steps: Tree[]; left: { step: string; field: string; text: string }[] } {
  const keys = new Set(wrong.map(({ field, text }) => keyOf(field, text)));
  const left = steps.flatMap((step) =>
    [...step]
      .filter(([field, value]) => keys.has(keyOf(field, value)))
      .map(([field, value]) => ({ step: typed(step.get("name")), field, text: typed(value) })),
  );
  const kept = steps.map((step): Tree => new Map([...step].filter(([field, value]) => !keys.has(keyOf(field, value)))));
  return { steps: kept, left };
}

function keyOf(field: string, value: Value): string {
  return `${field} ${typed(value)}`;
}

function stepFrom(row: readonly string[], fields: readonly string[]): Tree {
  const step = new Map<string, Value>();
  for (const [at, field] of fields.entries()) {
    const cell = row[at] ?? "";
    const line = field === "name" ? cell.replace(/\s+/g, " ") : cell;
    const words = field === "name" && row.length === 1 ? line.replace(NUMBERED, "") : line;
    if (field === "" || words === "" || step.has(field)) continue;
    step.set(field, field === "roles" ? namesIn(words) : words);
  }
  return step;
}

function namesIn(words: string): string[] {
  return words
    .split(/[,;\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** The cells of a text: between tabs, or as a file holds them that begins with headings we know. */
export function cellsIn(text: string): string[][] {
  const rows = cellsOf(text);
  if (text.includes("\t")) return rows;
  const other = [";", ","].map((separator) => cellsOf(text, separator));
  return other.find(([head = []]) => head.length > 1 && headingsOf(head) !== null) ?? rows;
}

/** The lines below headings: figures without a unit take that of their heading. */
export function withUnits(head: readonly string[], lines: readonly (readonly string[])[]): string[][] {
  const units = head.map((heading) => WITH_UNIT.exec(heading)?.[2] ?? "");
  return lines.map((line) =>
    line.map((cell, at) => ((units[at] ?? "") !== "" && FIGURES.test(cell) ? `${cell} ${units[at]}` : cell)),
  );
}

/** The field that a heading names; '' for one that we do not know. */
export function fieldNamed(heading: string): string {
  const words = [heading, WITH_UNIT.exec(heading)?.[1] ?? heading];
  return HEADINGS.find(([, known]) => words.some((one) => known.test(one)))?.[0] ?? "";
}

/** The field of each column, '' for one that we do not know; null where the first row is no heading. */
function headingsOf(row: readonly string[]): string[] | null {
  const fields = row.map(fieldNamed);
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
