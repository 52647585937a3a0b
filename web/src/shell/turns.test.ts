import { expect, test } from "vitest";
import { turned } from "./turns";

test("pages are turned one by one, and end at the ends", () => {
  expect(turned(0, 3, "next")).toBe(1);
  expect(turned(2, 3, "next")).toBe(2);
  expect(turned(0, 3, "previous")).toBe(0);
  expect(turned(1, 3, "last")).toBe(2);
});
