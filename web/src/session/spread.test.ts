import { describe, expect, it } from "vitest";
import type { SaidOf, ValueOf } from "../generated/protocol";
import { bars, mostApartFirst } from "./spread";

const DAY = 28_800;

const said = (by: string, low: number | null, middle: number | null, high: number | null): SaidOf => ({
  by,
  role: "",
  text: "",
  sentence: "",
  low,
  middle,
  high,
  is_mine: false,
});

describe("ranges beside each other", () => {
  it("lie on one scale from nothing on, lowest first, with both ends named", () => {
    const found = bars([said("high", 4 * DAY, 6 * DAY, 10 * DAY), said("low", DAY, DAY, 2 * DAY)]);

    expect(found.map((bar) => bar.said.by)).toEqual(["low", "high"]);
    expect(found.map(({ isLowest, isHighest }) => [isLowest, isHighest])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(found[0]?.place?.from).toBeCloseTo(0.1);
    expect(found[1]?.place).toEqual({ from: 0.4, middle: 0.6, to: 1 });
  });

  it("are laid out by how many times they differ where that is a lot", () => {
    const places = bars([said("a", 1, 1, 1), said("b", 10, 10, 10), said("c", 100, 100, 100)]).map(
      ({ place }) => place?.middle,
    );

    expect(places).toEqual([0, 0.5, 1]);
  });

  it("show a single figure as something to be seen, inside of the scale", () => {
    const [low, high] = bars([said("a", 0, 0, 0), said("b", DAY, DAY, DAY)]);

    for (const bar of [low, high]) {
      const { from = -1, to = 2 } = bar?.place ?? {};
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(1);
      expect(to - from).toBeGreaterThan(0);
    }
  });

  it("name no end where all agree, and put who does not know last", () => {
    const found = bars([said("unknown", null, null, null), said("a", DAY, DAY, DAY), said("b", DAY, DAY, DAY)]);

    expect(found.some(({ isLowest, isHighest }) => isLowest || isHighest)).toBe(false);
    expect(found.at(-1)?.said.by).toBe("unknown");
    expect(found.at(-1)?.place).toBeNull();
  });
});

describe("values", () => {
  const value = (path: string, apart: number | null, count = 1): ValueOf => ({
    path,
    name: path,
    text: "",
    said: Array.from({ length: count }, () => said("", 1, 1, 1)),
    spread: "",
    apart,
  });

  it("that people see most differently come first, those nobody spoke of last", () => {
    const order = mostApartFirst([value("same", 1), value("silent", null, 0), value("far", 8), value("unsure", null)]);

    expect(order.map(({ path }) => path)).toEqual(["far", "same", "unsure", "silent"]);
  });
});
