import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../api";
import { linksFrom, linksIn, linksTo } from "./links";
import { fromJson, isTree, type Tree } from "./tree";

const keyed = (name: string): JsonSchema => ({
  "x-kind": "records",
  "x-keyed": true,
  additionalProperties: { $ref: `#/$defs/${name}` },
});
const SCHEMA: JsonSchema = {
  properties: {
    current: { "x-kind": "record", properties: { steps: keyed("Step") } },
    board: { "x-kind": "record", properties: { cards: keyed("Card") } },
  },
  $defs: {
    Step: { properties: { name: { "x-kind": "text" }, after: { "x-kind": "list", "x-refers-to": "steps" } } },
    Card: {
      properties: {
        about: { "x-kind": "text", "x-address": true, title: "About" },
        step: { "x-kind": "text", "x-refers-to": "/current/steps", title: "Step" },
      },
    },
  },
};
const VALUES = tree({
  current: { steps: { ask: { name: "Ask" }, "a/b": { name: "Both", after: ["ask", "gone"] } } },
  board: { cards: { one: { about: "current/steps/ask/name", step: "a/b" }, two: { about: "current/steps/gone" } } },
});
const LINKS = linksIn(SCHEMA, VALUES);

describe("links", () => {
  it("are addresses and ids of things that are there", () => {
    expect(LINKS.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      "current/steps/a~1b > current/steps/ask",
      "board/cards/one > current/steps/ask/name",
      "board/cards/one > current/steps/a~1b",
    ]);
  });

  it("lead to a record and into it", () => {
    expect(linksTo(LINKS, "current/steps/ask").map((link) => link.from)).toEqual([
      "current/steps/a~1b",
      "board/cards/one",
    ]);
    expect(linksFrom(LINKS, "board/cards/one").map((link) => link.field)).toEqual(["About", "Step"]);
    expect(linksFrom(LINKS, "board/cards/two")).toEqual([]);
  });
});

function tree(json: unknown): Tree {
  const value = fromJson(json);
  if (!isTree(value)) throw new Error("a mapping is wanted");
  return value;
}
