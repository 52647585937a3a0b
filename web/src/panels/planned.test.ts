import { expect, test } from "vitest";
import type { JsonSchema } from "../api";
import { fromJson, isTree, type Tree } from "../lib/tree";
import { aboutInWords, changePath, fieldOfChange, open } from "./planned";

const SCHEMA: JsonSchema = {
  properties: { current: { "x-kind": "record", allOf: [{ $ref: "#/$defs/Stream" }] } },
  $defs: {
    Stream: {
      properties: {
        final_wait: { "x-kind": "duration", title: "Final wait" },
        steps: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Step" } },
      },
    },
    Step: {
      "x-title": "Step",
      properties: {
        name: { "x-kind": "text", title: "Name" },
        wait_time: { "x-kind": "duration", title: "Wait" },
        rework: { "x-kind": "records", "x-keyed": true, additionalProperties: { $ref: "#/$defs/Rework" } },
      },
    },
    Rework: {
      "x-title": "Rework",
      properties: { to: { "x-kind": "text", "x-refers-to": "steps", title: "Back to" } },
    },
  },
};
const VALUES = tree({
  current: { steps: { ask: { name: "Ask" }, legal: { name: "Legal review", rework: { again: { to: "ask" } } } } },
});

test("a change is told by what people call the place", () => {
  const told = (place: string): string => aboutInWords(SCHEMA, place, "1d", VALUES);

  expect(told("steps/legal/wait_time")).toBe("Legal review: Wait");
  expect(told("final_wait")).toBe("Final wait");
  expect(told("steps/legal")).toBe("Legal review");
  expect(told("steps/legal/behind")).toBe("Legal review: its place in the order");
  expect(told("steps/legal/rework/again")).toBe("Legal review: back to “Ask”");
});

test("a step that is added is told by its own name", () => {
  expect(aboutInWords(SCHEMA, "steps/sign", tree({ name: "Sign" }), VALUES)).toBe("Sign");
});

test("values can be typed, whole things and their order cannot", () => {
  expect(fieldOfChange(SCHEMA, "steps/legal/wait_time")?.kind).toBe("duration");
  expect(fieldOfChange(SCHEMA, "steps/legal")).toBe(null);
  expect(fieldOfChange(SCHEMA, "steps/legal/behind")).toBe(null);
});

test("what is changed already, or on a step that is taken out, is not offered again", () => {
  const groups = open(SCHEMA, tree({ "steps/ask/wait_time": "1d", "steps/legal": null }), VALUES);

  expect(groups.map((group) => [group.name, group.places.map(({ title }) => title)])).toEqual([["Ask", ["Name"]]]);
});

test("a change stands in its overlay by its path as one key", () => {
  expect(changePath("future/x/changes", "steps/legal/wait_time")).toBe("future/x/changes/steps/legal/wait_time");
});

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
