import { expect, test } from "vitest";
import { slides } from "./slides";

test("words come first, then the maps, before and after last", () => {
  const views = ["future", "practice"].map((name) => ({
    name,
    title: name,
    explanation: "",
    section: "current",
    kind: name === "future" ? ("beside" as const) : ("map" as const),
  }));

  expect(slides(views).map((slide) => slide.view)).toEqual(["", "practice", "future"]);
});
