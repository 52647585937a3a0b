import { expect, test } from "vitest";
import { placed } from "./place";

const WINDOW = { width: 1000, height: 600 };

test("a box stands below the middle of what it belongs to", () => {
  expect(placed({ left: 400, top: 100, width: 40, height: 30 }, { width: 200, height: 50 }, WINDOW)).toEqual({
    left: 320,
    top: 130,
  });
});

test("it stands above where there is no room below", () => {
  expect(placed({ left: 400, top: 560, width: 40, height: 30 }, { width: 200, height: 50 }, WINDOW).top).toBe(510);
});

test("it stays inside the window on both sides", () => {
  const box = { width: 200, height: 50 };
  expect(placed({ left: 0, top: 100, width: 20, height: 20 }, box, WINDOW).left).toBe(8);
  expect(placed({ left: 980, top: 100, width: 20, height: 20 }, box, WINDOW).left).toBe(792);
});

test("it stands on the left where that is asked for, if there is room", () => {
  const box = { width: 200, height: 50 };
  const window = { width: 1000, height: 600 };
  expect(placed({ left: 700, top: 100, width: 280, height: 30 }, box, window, "left")).toEqual({ left: 492, top: 90 });
  expect(placed({ left: 100, top: 100, width: 280, height: 30 }, box, window, "left").top).toBe(130);
});
