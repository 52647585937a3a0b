import { expect, it } from "vitest";
import { fromJson, isTree } from "../lib/tree";
import { linesOf } from "./kept";

const VALUES = fromJson({
  current: { steps: { legal: { name: "Legal review" } } },
  outcome: {
    next_steps: { ask: { text: "Ask the team", owner: "Ines", due: "2026-12-04" } },
    obstacles: { legal: { about: "current/steps/legal" } },
    counterbalance: { text: "No more calls" },
    methods: { first_try: 3 },
  },
});

it("tells things by their name with what is said of them, values by what they are called", () => {
  expect(lines("next_steps")).toEqual([["Ask the team", "Owner: Ines · Due: 2026-12-04"]]);
  expect(lines("counterbalance")).toEqual([["No more calls", ""]]);
  expect(lines("methods")).toEqual([["First try: 3", ""]]);
});

it("tells a path by the name of what is there", () => {
  expect(lines("obstacles")).toEqual([["Legal", "About: Legal review"]]);
});

function lines(name: string): [string, string][] {
  const outcome = isTree(VALUES) ? VALUES.get("outcome") : undefined;
  if (!(isTree(VALUES) && isTree(outcome))) throw new Error("mappings are wanted");
  return linesOf(outcome.get(name) ?? null, VALUES).map(({ text, more }) => [text, more]);
}
