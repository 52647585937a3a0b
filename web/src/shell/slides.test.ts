import { expect, test } from "vitest";
import type { PartOf, ViewOf } from "../generated/protocol";
import type { Picture } from "../room/document";
import { alone, headline, slides } from "./slides";

const view = (name: string, kind: ViewOf["kind"]): ViewOf => ({
  name,
  title: name,
  explanation: `What ${name} is for.`,
  section: "current",
  kind,
});
const VALUES = new Map([["board", new Map([["cards", new Map([["ask", new Map()]])]])]]);
const [, practice, ladder] = slides([view("future", "beside"), view("practice", "map"), view("ladder", "map")], VALUES);

function part(role: string, y: number, text: string): PartOf {
  const line = { shape: "text" as const, role, x: 10, y, text, size: 10, width: 80, anchor: "start" as const };
  return { id: `${role}/${y}`, path: "", role, name: "", tip: "", shapes: [{ ...line, is_bold: false }], changes: [] };
}

function picture(...parts: PartOf[]): Picture {
  return {
    n: 1,
    view: "practice",
    width: 400,
    height: 400,
    title: "",
    description: "",
    isSettled: true,
    zones: [],
    order: parts.map((one) => one.id),
    parts: new Map(parts.map((one) => [one.id, one])),
  };
}

test("words come first, then the maps, before and after last", () => {
  const views = [view("future", "beside"), view("practice", "map")];

  expect(slides(views, VALUES).map((slide) => slide.view)).toEqual(["", "practice", "future"]);
});

test("maps that nobody has begun are not presented", () => {
  const views = [
    view("practice", "map"),
    ...["board", "empty"].map((name) => ({ ...view(name, "map"), section: name })),
  ];

  expect(slides(views, VALUES).map((slide) => slide.view)).toEqual(["", "practice", "board"]);
});

test("no page says what the first one says", () => {
  const drawn = picture(part("sentence", 20, "It takes 5 days."));
  if (practice === undefined || ladder === undefined) throw new Error("no slides");

  expect(headline(practice, drawn, "It takes 5 days.", "Legal is the constraint.")).toBe("Legal is the constraint.");
  expect(headline(ladder, drawn, "It takes 5 days.", "Legal is the constraint.")).toBe("What ladder is for.");
  expect(headline(ladder, drawn, "", "")).toBe("It takes 5 days.");
});

test("the map is shown without what is said elsewhere, and as large as it is then", () => {
  if (practice === undefined) throw new Error("no slide");
  const { parts, frame } = alone(picture(part("title", 20, "Orders"), part("step", 200, "Pack")), practice);

  expect(parts.map((one) => one.role)).toEqual(["step"]);
  expect(frame.y).toBeGreaterThan(150);
  expect(frame.height).toBeLessThan(50);
});

test("maps of other kinds keep their own figures and lists, which nothing else says", () => {
  const [, board] = slides([{ ...view("board", "map"), section: "board" }], VALUES);
  if (practice === undefined || board === undefined) throw new Error("no slides");
  const drawn = picture(part("title", 20, "Board"), part("card", 100, "Ask"), part("list", 200, "Because"));
  const roles = (slide: typeof board): string[] => alone(drawn, slide).parts.map((one) => one.role);

  expect(roles(practice)).toEqual(["card"]);
  expect(roles(board)).toEqual(["card", "list"]);
});
