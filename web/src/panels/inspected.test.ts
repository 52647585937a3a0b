import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api";
import { fieldAt } from "../lib/schema";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { changesFor, changesForText, inspected, parted, shared } from "./inspected";

const NAMES = ["name", "a", "b", "c", "d", "e", "f", "g", "late", "later"];
const SCHEMA: JsonSchema = {
  properties: {
    title: { "x-kind": "text" },
    current: { "x-kind": "record", allOf: [{ $ref: "#/$defs/Stream" }] },
  },
  $defs: {
    Stream: {
      properties: {
        final_wait: { "x-kind": "duration" },
        steps: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Step" } },
        notes: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Note" } },
      },
    },
    Step: { "x-title": "Step", properties: Object.fromEntries(NAMES.map((name) => [name, { "x-kind": "duration" }])) },
    Note: { "x-title": "Note", properties: { text: { "x-kind": "text" } } },
  },
};
const VALUES = tree({
  current: { steps: { one: { a: "1d", odd: 1 }, two: { a: "1d", b: "2d" } }, notes: { n: { text: "x" } } },
});
const STEPS = ["current/steps/one", "current/steps/two/a"];

describe("what is inspected", () => {
  it("are the records that hold what is selected, each once", () => {
    expect(paths([...STEPS, "current/steps/one/b"])).toEqual(["current/steps/two", "current/steps/one"]);
  });

  it("are those of the class of the last one", () => {
    expect(paths([...STEPS, "current/notes/n"])).toEqual(["current/notes/n"]);
    expect(paths(["current/final_wait"])).toEqual(["current"]);
  });

  it("leaves out what is gone", () => {
    expect(paths(["current/steps/gone"])).toEqual([]);
  });
});

describe("fields", () => {
  it("that are filled, selected or common come first", () => {
    const [one] = inspected(SCHEMA, VALUES, ["current/steps/one"]);
    if (one === undefined) throw new Error("one record is shown");

    const found = parted([one], VALUES, "current/steps/one/late");

    expect(found.first.map((field) => field.name)).toEqual([...NAMES.slice(0, 8), "late"]);
    expect(found.rest.map((field) => field.name)).toEqual(["later"]);
    expect(found.unknown).toEqual(["odd"]);
  });

  it("of several records show what all share", () => {
    const spots = inspected(SCHEMA, VALUES, STEPS);

    expect(shared(spots, "a", VALUES)).toEqual({ value: "1d" });
    expect(shared(spots, "b", VALUES)).toBeNull();
  });

  it("of several records change in one edit, where they differ", () => {
    const spots = inspected(SCHEMA, VALUES, STEPS);
    const field = fieldAt(SCHEMA, "current/steps/one/b");
    if (field === null) throw new Error("there is such a field");

    expect(changesForText(spots, field, "2d", VALUES)).toEqual([{ path: "current/steps/one/b", value: "2d" }]);
    expect(changesFor(spots, "c", null, VALUES)).toEqual([]);
  });
});

function paths(selection: readonly string[]): string[] {
  return inspected(SCHEMA, VALUES, selection).map((spot) => spot.path);
}

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
