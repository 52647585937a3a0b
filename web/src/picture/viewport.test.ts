import { describe, expect, it } from "vitest";
import { bounded, drifted, filled, fitted, isLarge, placedAgain, revealed, started, zoomed } from "./viewport";

const SCREEN = { width: 1000, height: 600 };

describe("the viewport", () => {
  it("keeps the point under the cursor when it zooms", () => {
    const place = zoomed({ x: 10, y: 20, scale: 1 }, 2, { x: 110, y: 220 });

    expect(place).toEqual({ x: -90, y: -180, scale: 2 });
  });

  it("stays within the bounds of zooming", () => {
    expect(zoomed({ x: 0, y: 0, scale: 1 }, 100, { x: 0, y: 0 }).scale).toBe(4);
  });

  it("fits a picture without making it larger than it is", () => {
    expect(fitted({ width: 500, height: 300 }, SCREEN).scale).toBe(1);
    expect(fitted({ width: 1904, height: 300 }, SCREEN).scale).toBe(0.5);
  });

  it("starts where the letters of a large picture can be read", () => {
    expect(started({ width: 1500, height: 9000 }, SCREEN)).toMatchObject({ y: 24 });
    expect(started({ width: 1500, height: 9000 }, SCREEN).scale).toBeGreaterThanOrEqual(0.6);
  });

  it("starts with the whole width of a picture while that can be recognised, else where it can be read", () => {
    const wide = started({ width: 3000, height: 2000 }, SCREEN);
    expect(3000 * wide.scale).toBeLessThanOrEqual(SCREEN.width);

    expect(started({ width: 4000, height: 2000 }, SCREEN)).toMatchObject({ x: 24, scale: 0.5 });
  });

  it("moves no further than needed to show a part", () => {
    const place = { x: 0, y: 0, scale: 1 };

    expect(revealed(place, { x: 100, y: 100, width: 50, height: 50 }, SCREEN)).toEqual(place);
    expect(revealed(place, { x: 990, y: 100, width: 50, height: 50 }, SCREEN)).toEqual({ x: -64, y: 0, scale: 1 });
    expect(revealed(place, { x: 100, y: -80, width: 50, height: 50 }, SCREEN)).toEqual({ x: 0, y: 104, scale: 1 });
  });

  it("never loses the picture", () => {
    expect(bounded({ x: -5000, y: 5000, scale: 1 }, { width: 500, height: 300 }, SCREEN)).toEqual({
      x: -420,
      y: 520,
      scale: 1,
    });
  });

  it("shows a picture that fits as a whole when it moves by itself", () => {
    expect(filled({ x: -300, y: 500, scale: 1 }, { width: 500, height: 300 }, SCREEN)).toEqual({
      x: 24,
      y: 276,
      scale: 1,
    });
    expect(filled({ x: -1500, y: 24, scale: 1 }, { width: 2000, height: 300 }, SCREEN)).toEqual({
      x: -1024,
      y: 24,
      scale: 1,
    });
  });

  it("scales a picture that grew a little no other way, and one that grew much", () => {
    const now = { x: 24, y: 24, scale: 0.5 };
    const size = { width: 1900, height: 700 };

    expect(placedAgain({ x: 24, y: 24, scale: 0.49 }, now, size, SCREEN)).toEqual({ x: 25, y: 72, scale: 0.5 });
    expect(placedAgain({ x: 24, y: 24, scale: 0.3 }, now, size, SCREEN).scale).toBe(0.3);
  });

  it("comes towards what is dragged over its edge, and rests elsewhere", () => {
    const canvas = { x: 100, y: 50, ...SCREEN };

    expect(drifted({ x: 600, y: 300 }, canvas)).toEqual({ x: 0, y: 0 });
    expect(drifted({ x: 1095, y: 300 }, canvas).x).toBeLessThan(0);
    expect(drifted({ x: 600, y: 20 }, canvas)).toEqual({ x: 0, y: 12 });
  });

  it("has a minimap for more than a few screens", () => {
    const place = { x: 0, y: 0, scale: 1 };

    expect(isLarge(place, { width: 1000, height: 1400 }, SCREEN)).toBe(false);
    expect(isLarge(place, { width: 1000, height: 1600 }, SCREEN)).toBe(true);
  });
});
