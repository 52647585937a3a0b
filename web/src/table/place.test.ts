import { describe, expect, it } from "vitest";
import { fromJson, isTree } from "../lib/tree";
import { at, byTab, cellAt, cellOf, cornerOf, drawnOut, neighbour, rangeOf, spotOf, stepped } from "./place";
import { type Column, rowsOf, type Sheet } from "./sheet";

const SHEET = sheet();
const START = { row: 1, column: 1 };

describe("the keyboard", () => {
  it.each([
    ["ArrowUp", false, { row: 0, column: 1 }],
    ["ArrowDown", true, { row: 3, column: 1 }],
    ["ArrowRight", false, { row: 1, column: 2 }],
    ["ArrowLeft", true, { row: 1, column: 0 }],
    ["Home", false, { row: 1, column: 0 }],
    ["End", true, { row: 3, column: 2 }],
    ["PageDown", false, { row: 11, column: 1 }],
    ["x", false, null],
  ])("goes with %s (far: %s) to %j", (key, isFar, expected) => {
    expect(stepped(SHEET, START, key, isFar, 10)).toEqual(expected);
  });

  it("remembers where a run of Tabs began", () => {
    const [first, second] = ["name", "wait_time"].map((column) => ({ row: "current/steps", column }));
    if (first === undefined || second === undefined) throw new Error("two cells are walked");

    expect(byTab(first, byTab(second, at(first))).tabsFrom).toBe("name");
  });

  it("stays inside", () => {
    expect(cellAt(SHEET, { row: 11, column: -1 })).toEqual({ row: "current/steps", column: "name" });
  });

  it("goes on in the next row behind the last cell, and nowhere behind the very last", () => {
    expect(neighbour(SHEET, { row: 0, column: 2 }, 1)).toEqual({ row: 1, column: 0 });
    expect(neighbour(SHEET, { row: 1, column: 0 }, -1)).toEqual({ row: 0, column: 2 });
    expect(neighbour(SHEET, { row: 3, column: 2 }, 1)).toBeNull();
  });
});

describe("a place", () => {
  it("of whole rows has all columns", () => {
    const place = { ...at({ row: "current/steps/a", column: "wait_time" }), isRows: true };

    expect(rangeOf(SHEET, place)).toEqual({ top: 0, bottom: 0, left: 0, right: 2 });
  });

  it("is found from what is selected elsewhere", () => {
    expect(cellOf(SHEET, "current/steps/b")).toEqual({ row: "current/steps/b", column: "name" });
    expect(cellOf(SHEET, "current/steps/b/wait_time")).toEqual({ row: "current/steps/b", column: "wait_time" });
    expect(cellOf(SHEET, "current/steps/b/notes/n1")).toEqual({ row: "current/steps/b", column: "name" });
    expect(cellOf(SHEET, "current/final_wait")).toEqual({ row: "current/final_wait", column: "wait_time" });
    expect(cellOf(SHEET, "questions/q1")).toBeNull();
  });

  it("that is gone is the first row", () => {
    expect(spotOf(SHEET, { row: "current/steps/gone", column: "wait_time" })).toEqual({ row: 0, column: 1 });
  });
});

describe("a range that is drawn out", () => {
  const range = { top: 1, bottom: 2, left: 1, right: 1 };

  it.each([
    [{ row: 2, column: 1 }, range],
    [
      { row: 5, column: 3 },
      { ...range, bottom: 5 },
    ],
    [
      { row: 0, column: 1 },
      { ...range, top: 0 },
    ],
    [
      { row: 3, column: 4 },
      { ...range, right: 4 },
    ],
  ])("to %j becomes %j", (to, expected) => {
    expect(drawnOut(range, to)).toEqual(expected);
  });

  it("has a corner, unless it is of names, of rows, or of what is not there yet", () => {
    const wait = at({ row: "current/steps/a", column: "wait_time" });

    expect(cornerOf(SHEET, wait)).toEqual({ row: 0, column: 1 });
    expect(cornerOf(SHEET, { ...wait, isRows: true })).toBeNull();
    expect(cornerOf(SHEET, at({ row: "current/steps/a", column: "name" }))).toBeNull();
    expect(cornerOf(SHEET, at({ row: "current/steps", column: "wait_time" }))).toBeNull();
  });
});

function sheet(): Sheet {
  const values = fromJson({ current: { steps: { a: { name: "A" }, b: { name: "B" } } } });
  const columns = ["name", "wait_time", "process_time"].map((name): Column => {
    const field = {
      name,
      kind: "text",
      title: name,
      explanation: "",
      absent: "",
      refersTo: "",
      isMade: false,
      isAddress: false,
      offers: [],
      options: [],
    };
    return { name, title: name, field, isCount: false };
  });
  return { rows: rowsOf(isTree(values) ? values : new Map()), columns };
}
