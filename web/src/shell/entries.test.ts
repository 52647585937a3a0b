import { expect, test } from "vitest";
import type { Entry } from "../generated/protocol";
import { details, heading, merged } from "./entries";

const entry = (n: number, label = "", sentences: string[] = []): Entry => ({
  n,
  at: "",
  by: "",
  label,
  sentences,
  paths: [],
  before: "",
  after: "",
  is_undo: false,
  version: "",
});
const page = (numbers: number[], hasMore: boolean): { entries: Entry[]; has_more: boolean } => ({
  entries: numbers.map((n) => entry(n)),
  has_more: hasMore,
});
const numbers = (history: { entries: readonly Entry[] }): number[] => history.entries.map((one) => one.n);

test("an older page continues what is known", () => {
  const all = merged(page([9, 8], true), page([7, 6], false), false);
  expect(numbers(all)).toEqual([9, 8, 7, 6]);
  expect(all.has_more).toBe(false);
});

test("the latest page goes on top, and older pages stay", () => {
  const all = merged(page([9, 8, 7, 6], false), page([10, 9], true), true);
  expect(numbers(all)).toEqual([10, 9, 8, 7, 6]);
  expect(all.has_more).toBe(false);
});

test("what does not join the latest page is given up", () => {
  expect(numbers(merged(page([2, 1], false), page([9, 8], true), true))).toEqual([9, 8]);
});

test("a change without a name is told by what it did", () => {
  expect(heading(entry(1, "", ["Legal takes 2h", "Build takes 3h"]))).toBe("Legal takes 2h");
  expect(details(entry(1, "", ["Legal takes 2h", "Build takes 3h"]))).toEqual(["Build takes 3h"]);
  expect(details(entry(1, "Paste", ["Legal takes 2h"]))).toEqual(["Legal takes 2h"]);
});
