import { describe, expect, it } from "vitest";
import { firstOpen, nextOpen } from "./walk";

const PATHS = ["a", "b", "c", "d"];

describe("the walk", () => {
  it("begins at the first value that nothing was said of, as after a reload", () => {
    expect(firstOpen(PATHS, new Map())).toBe(0);
    expect(firstOpen(PATHS, new Map([["a", "1d"]]))).toBe(1);
  });

  it("goes on behind what was said, and comes back to what was skipped", () => {
    const said = new Map([["c", "1d"]]);

    expect(nextOpen(PATHS, said, 1)).toBe(3);
    expect(nextOpen(PATHS, said.set("d", "2d"), 3)).toBe(0);
  });

  it("ends where something was said of everything", () => {
    expect(nextOpen(PATHS, new Map(PATHS.map((path) => [path, "1d"])), 2)).toBe(PATHS.length);
    expect(firstOpen([], new Map())).toBe(0);
  });
});
