import { expect, test } from "vitest";
import type { ViewOf } from "../generated/protocol";
import { choices, chosen, known, neighbour, sideBySide } from "./choices";

const view = (name: string, kind: ViewOf["kind"] = "map"): ViewOf => ({
  name,
  title: name,
  explanation: "",
  section: "current",
  kind,
});
const MAPS = [view("practice"), view("ladder"), view("simple")];

test("the table stands behind the drawings", () => {
  expect(choices(MAPS).tabs.map((one) => one.name)).toEqual(["practice", "ladder", "simple", "table"]);
});

test("one future is a tab, several are a menu", () => {
  expect(choices([...MAPS, view("a", "beside")]).more).toEqual([]);
  expect(choices([...MAPS, view("a", "beside"), view("b", "beside")]).more).toHaveLength(2);
});

test("choosing a view replaces the one that is shown, or the right one of two", () => {
  expect(chosen(["practice"], "ladder")).toEqual(["ladder"]);
  expect(chosen(["practice", "ladder"], "simple")).toEqual(["practice", "simple"]);
  expect(chosen(["practice", "ladder"], "practice")).toEqual(["practice", "ladder"]);
});

test("side by side prefers a comparison, and goes back to the first", () => {
  expect(sideBySide(["practice"], [...MAPS, view("a", "beside")])).toEqual(["practice", "a"]);
  expect(sideBySide(["practice"], MAPS)).toEqual(["practice", "ladder"]);
  expect(sideBySide(["practice", "ladder"], MAPS)).toEqual(["practice"]);
});

test("the next view of the last is the first", () => {
  expect(neighbour(["table"], MAPS, 1)).toBe("practice");
  expect(neighbour(["practice"], MAPS, -1)).toBe("table");
});

test("a view that is gone gives way to the first one", () => {
  expect(known(["future-a"], MAPS)).toEqual(["practice"]);
  expect(known(["table", "future-a"], MAPS)).toEqual(["table"]);
});
