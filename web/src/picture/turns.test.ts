import { describe, expect, it } from "vitest";
import { passing } from "./turns";

describe("parts that pass others", () => {
  const all = ["a", "b", "c", "d", "e", "f"];

  it("are the fewest that explain the new order, wherever they went", () => {
    expect(passing(all, all)).toEqual([]);
    expect(passing(all, ["e", "a", "b", "c", "d", "f"])).toEqual(["e"]);
    expect(passing(all, ["b", "c", "d", "e", "a", "f"])).toEqual(["a"]);
    expect(passing(all, ["e", "f", "a", "b", "c", "d"])).toEqual(["e", "f"]);
  });

  it("are none where parts only come or go", () => {
    expect(passing(all, ["a", "new", "c", "f"])).toEqual([]);
    expect(passing([], all)).toEqual([]);
    expect(passing(all, [])).toEqual([]);
  });

  it("leave the others in their order, for any two orders", () => {
    for (let seed = 1; seed < 200; seed += 1) {
      const shuffled = [...all].sort(
        (one, other) => ((one.charCodeAt(0) * seed) % 7) - ((other.charCodeAt(0) * seed) % 7),
      );
      const moved = new Set(passing(all, shuffled));
      const rest = (order: readonly string[]): string[] => order.filter((id) => !moved.has(id));
      expect(rest(shuffled)).toEqual(rest(all));
    }
  });
});
