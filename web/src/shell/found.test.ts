import { expect, test } from "vitest";
import { closeness } from "./found";

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
