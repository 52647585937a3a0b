import { expect, test } from "vitest";
import { decoded, isLog, objection, titleOf } from "./dropped";

test("an atlas file can be dropped, whatever the case of its ending", () => {
  expect(objection({ name: "atlas.yaml", size: 100 })).toBe("");
  expect(objection({ name: "ATLAS.YML", size: 100 })).toBe("");
});

test("another file is refused with what would be right", () => {
  expect(objection({ name: "budget.xlsx", size: 100 })).toContain("name ends with .yaml");
});

test("a file that no atlas can be is refused unread", () => {
  expect(objection({ name: "dump.yaml", size: 3_000_000 })).toContain("too large");
});

test("a file's name becomes a title", () => {
  expect(titleOf("customer-onboarding.yaml")).toBe("Customer onboarding");
  expect(titleOf(".yaml")).toBe(".yaml");
});

test("an export is told from an atlas by its ending", () => {
  expect(isLog({ name: "issues.CSV" })).toBe(true);
  expect(isLog({ name: "log.xes.gz" })).toBe(true);
  expect(isLog({ name: "atlas.yaml" })).toBe(false);
  expect(objection({ name: "issues.csv", size: 3_000_000 })).toBe("");
  expect(objection({ name: "issues.csv", size: 300_000_000 })).toContain("too large");
});

test.each([
  ["UTF-8", [0x50, 0x72, 0xc3, 0xbc, 0x66]],
  ["UTF-8 with its mark", [0xef, 0xbb, 0xbf, 0x50, 0x72, 0xc3, 0xbc, 0x66]],
  ["UTF-16", [0xff, 0xfe, 0x50, 0, 0x72, 0, 0xfc, 0, 0x66, 0]],
  ["UTF-16, the other way round", [0xfe, 0xff, 0, 0x50, 0, 0x72, 0, 0xfc, 0, 0x66]],
  ["Latin-1", [0x50, 0x72, 0xfc, 0x66]],
])("no letter of a file is lost in %s", (_encoding, bytes) => {
  expect(decoded(new Uint8Array(bytes).buffer)).toBe("Prüf");
});
