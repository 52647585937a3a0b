import { expect, test } from "vitest";
import { closeness, ranked } from "./found";

test("every word that is looked for has to be there", () => {
  expect(closeness("legal rev", "Legal review")).toBe(1);
  expect(closeness("legal wait", "Legal review")).toBe(0);
});

test("letters spread over other words are no match", () => {
  expect(closeness("target", "New future", "Today's map a version that gets better")).toBe(0);
});

test("a label comes before what is told of it", () => {
  const [label, inside, more] = [
    closeness("map", "Map"),
    closeness("map", "Remap"),
    closeness("map", "Zoom", "The whole map"),
  ];

  expect(label).toBeGreaterThan(inside);
  expect(inside).toBeGreaterThan(more);
  expect(more).toBeGreaterThan(0);
});

test("groups stand by their closest entry, and entries by how close they are", () => {
  const groups = [
    { heading: "Look", entries: [{ label: "Zoom out" }, { label: "Search the map" }] },
    { heading: "Map", entries: [{ label: "Remap" }, { label: "Map it" }] },
  ];

  const found = ranked(groups, "map");

  expect(found.map(({ heading, entries }) => [heading, ...entries.map(({ label }) => label)])).toEqual([
    ["Map", "Map it", "Remap"],
    ["Look", "Search the map"],
  ]);
  expect(ranked(groups, "nothing")).toEqual([]);
  expect(ranked(groups, "")).toEqual(groups);
});
