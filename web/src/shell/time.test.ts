import { expect, test } from "vitest";
import { ago } from "./time";

const NOW = new Date("2026-11-22T12:00:00Z");

test.each([
  ["2026-11-22T11:59:30Z", "just now"],
  ["2026-11-22T12:00:05Z", "just now"],
  ["2026-11-22T11:57:00Z", "3 minutes ago"],
  ["2026-11-22T10:00:00Z", "2 hours ago"],
  ["2026-11-21T10:00:00Z", "yesterday"],
  ["2026-11-02T12:00:00Z", "2 weeks ago"],
  ["never", "never"],
])("%s is said as %s", (at, words) => {
  expect(ago(at, NOW)).toBe(words);
});
