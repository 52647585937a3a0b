import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api";
import { applied, type Change, treeAt } from "../lib/path";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { cleared, copied, filledDown, filledOut, pasted, stepMade } from "./edits";
import { type Place, pathsAt, rangeOf } from "./place";
import { allColumns, chosenColumns, rowsOf, type Sheet } from "./sheet";

const SCHEMA: JsonSchema = {
  properties: { current: { "x-kind": "record", allOf: [{ $ref: "#/$defs/Stream" }] } },
  $defs: {
    Stream: {
      properties: { steps: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Step" } } },
    },
    Step: {
      properties: {
        name: { "x-kind": "text", title: "Name" },
        roles: { "x-kind": "list", title: "Roles", "x-refers-to": "roles" },
        wait_time: { "x-kind": "duration", title: "Wait" },
        process_time: { "x-kind": "duration", title: "Process time" },
        notes: { "x-kind": "records", "x-keyed": true, title: "Notes" },
      },
    },
  },
};
const VALUES = tree({
  current: {
    roles: { legal: { name: "Legal" } },
    steps: {
      ask: { name: "Ask", process_time: "1h", notes: { n: { text: "x" } } },
      sign: { name: "Sign", wait_time: "2d", roles: ["legal"] },
      ship: { name: "Ship" },
    },
    final_wait: "1d",
  },
});

describe("the sheet", () => {
  it("has a row for each step, the wait behind them and an empty one", () => {
    expect(sheet().rows.map((row) => row.kind)).toEqual(["step", "step", "step", "final", "new"]);
  });

  it("shows names first, and counts what a cell cannot hold", () => {
    expect(sheet().columns.map((column) => column.name)).toEqual([
      "name",
      "wait_time",
      "process_time",
      "roles",
      "notes",
    ]);
    expect(copied(sheet(), range("ask", "name", "sign", "notes"), VALUES)).toEqual([
      ["Ask", "", "1h", "", "1"],
      ["Sign", "2d", "", "Legal", ""],
    ]);
  });
});

describe("pasting", () => {
  it("takes a first line for headings that names a step and something else, and tells what it does not show", () => {
    const told = pasted(
      sheet(),
      range("ask", "name"),
      [
        ["Step", "Wait time (d)", "Cost"],
        ["Beg", "2", "7"],
      ],
      VALUES,
    );

    expect(written(told.changes)).toEqual([
      ["ask/name", "Beg"],
      ["ask/wait_time", "2 d"],
    ]);
    expect(told.unused).toEqual(["Cost"]);
  });

  it("repeats what goes into a larger range several times", () => {
    const waits = range("ask", "wait_time", "ship", "wait_time");
    const both = range("ask", "wait_time", "ship", "process_time");

    expect(written(pasted(sheet(), both, [["3d", "3h"]], VALUES).changes)).toEqual([
      ["ask/wait_time", "3d"],
      ["ask/process_time", "3h"],
      ["sign/wait_time", "3d"],
      ["sign/process_time", "3h"],
      ["ship/wait_time", "3d"],
      ["ship/process_time", "3h"],
    ]);
    expect(written(pasted(sheet(), waits, [["3d"], ["4d"]], VALUES).changes)).toEqual([
      ["ask/wait_time", "3d"],
      ["sign/wait_time", "4d"],
    ]);
  });

  it("leaves out what is not accepted, and takes the rest", () => {
    const cells = [["1d"], ["bananas"], ["2d"]];

    const { changes } = pasted(sheet(), range("ask", "wait_time"), cells, VALUES, (_, text) => text !== "bananas");

    expect(written(changes)).toEqual([
      ["ask/wait_time", "1d"],
      ["ship/wait_time", "2d"],
    ]);
  });

  it("writes over cells, and makes steps of what goes beyond the last one", () => {
    const result = names(
      pasted(sheet(), range("ship", "name"), [["Pack", "1d"], ["Send", "2d"], ["Pay"]], VALUES).changes,
    );

    expect(result).toEqual(["Ask", "Sign", "Pack", "Send", "Pay"]);
  });

  it("makes five steps of five lines in the empty row", () => {
    const lines = ["One", "Two", "Three", "", "Five"].map((name) => [name]);
    const result = pasted(sheet(), at("current/steps", "name"), lines, VALUES);

    expect(names(result.changes)).toEqual(["Ask", "Sign", "Ship", "One", "Two", "Three", "Five"]);
    expect(result.made).toHaveLength(4);
  });

  it("takes a first line for headings where it names columns", () => {
    const cells = [
      ["Process time", "Name"],
      ["3h", "Inquire"],
    ];
    const result = changed(pasted(sheet(), range("ask", "wait_time"), cells, VALUES).changes);

    expect(treeAt(result, "current/steps/ask").get("process_time")).toBe("3h");
    expect(treeAt(result, "current/steps/ask").get("name")).toBe("Inquire");
  });

  it("fills a range with one cell, roles by their ids", () => {
    const result = changed(pasted(sheet(), range("ask", "roles", "ship", "roles"), [["legal"]], VALUES).changes);

    expect(["ask", "sign", "ship"].map((id) => treeAt(result, `current/steps/${id}`).get("roles"))).toEqual([
      ["legal"],
      ["legal"],
      ["legal"],
    ]);
  });

  it("writes one line into the wait behind the last step", () => {
    const { changes } = pasted(sheet(), at("current/final_wait", "wait_time"), [["4d"]], VALUES);

    expect(changes).toEqual([{ path: "current/final_wait", value: "4d" }]);
  });
});

it("clears what stands there, but no records", () => {
  const changes = cleared(sheet(), range("ask", "process_time", "sign", "notes"));

  expect(changes).toEqual([
    { path: "current/steps/ask/process_time", value: null },
    { path: "current/steps/sign/roles", value: null },
  ]);
});

describe("filling down", () => {
  it("repeats the upmost value", () => {
    const paths = [
      "current/steps/ask/process_time",
      "current/steps/sign/process_time",
      "current/steps/ship/process_time",
    ];

    expect(filledDown(VALUES, paths).map((change) => change.path)).toEqual(paths.slice(1));
  });

  it("takes the value above a single cell, and leaves names and whole steps alone", () => {
    expect(filledDown(VALUES, ["current/steps/ship/wait_time"])).toEqual([
      { path: "current/steps/ship/wait_time", value: "2d" },
    ]);
    expect(filledDown(VALUES, ["current/steps/ask", "current/steps/sign"])).toEqual([]);
  });
});

describe("filling what a range is drawn out to", () => {
  it("repeats the range, and goes on into the wait behind the last step", () => {
    const from = range("sign", "wait_time");
    const all = { ...from, top: 0, bottom: 4 };

    expect(filledOut(sheet(), from, all)).toEqual([
      { path: "current/steps/ask/wait_time", value: "2d" },
      { path: "current/steps/ship/wait_time", value: "2d" },
      { path: "current/final_wait", value: "2d" },
    ]);
    const two = range("ask", "process_time", "sign", "process_time");
    expect(written(filledOut(sheet(), two, { ...two, bottom: 3 }))).toEqual([["ship/process_time", "1h"]]);
  });

  it("takes a value into another column only where it means the same there", () => {
    const wait = range("sign", "wait_time");

    expect(written(filledOut(sheet(), wait, { ...wait, left: 0, right: 4 }))).toEqual([["sign/process_time", "2d"]]);
  });
});

it("makes no step of nothing", () => {
  expect(stepMade(VALUES, new Map([["name", null]]))).toBeNull();
});

it("selects steps by their names and gaps by their waits, the keyboard's place last", () => {
  const place: Place = {
    cell: { row: "current/steps/ask", column: "name" },
    from: { row: "current/steps/sign", column: "wait_time" },
    isRows: false,
  };

  expect(pathsAt(sheet(), place)).toEqual([
    "current/steps/ask/wait_time",
    "current/steps/sign",
    "current/steps/sign/wait_time",
    "current/steps/ask",
  ]);
});

function sheet(): Sheet {
  const all = allColumns(SCHEMA);
  return {
    rows: rowsOf(VALUES),
    columns: chosenColumns(
      all,
      all.map((column) => column.name),
    ),
  };
}

function range(row: string, column: string, toRow = row, toColumn = column): ReturnType<typeof rangeOf> {
  return rangeOf(sheet(), {
    cell: { row: `current/steps/${row}`, column },
    from: { row: `current/steps/${toRow}`, column: toColumn },
    isRows: false,
  });
}

function at(row: string, column: string): ReturnType<typeof rangeOf> {
  return rangeOf(sheet(), { cell: { row, column }, from: { row, column }, isRows: false });
}

function changed(changes: readonly Change[]): Tree {
  return applied(VALUES, changes);
}

/** What was written into which field of which step. */
function written(changes: readonly Change[]): unknown[] {
  return changes.map(({ path, value }) => [path.split("/").slice(2).join("/"), value]);
}

function names(changes: readonly Change[]): unknown[] {
  return [...treeAt(changed(changes), "current/steps").values()].map((step) =>
    isTree(step) ? step.get("name") : null,
  );
}

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
