/** The pages of a presentation: the answer in words, then the maps, and where the story leads: before and after. */

import type { PartOf, ViewOf } from "../generated/protocol";
import type { Tree } from "../lib/tree";
import { boundsOf, grown, type Rect, union } from "../picture/geometry";
import type { Picture } from "../room/document";
import { isBlank } from "../session/material";
import { texts } from "../texts/shell";

export interface Slide {
  /** '' for the page of words */
  readonly view: string;
  readonly title: string;
  readonly explanation: string;
  /** the first of the maps */
  readonly isFirst: boolean;
  readonly isBeside: boolean;
  /** whether it draws the stream, whose figures the page of words has told */
  readonly isStream: boolean;
}

/** What is said above a picture: its own headline, and all else that takes room from the map. */
const HEADLINE = "sentence";
const SAID = ["title", "subtitle", HEADLINE, "target"];
const SAID_OF_STREAM = [...SAID, "total", "list", "calendar", "legend"];
const STREAM = "current";
const MARGIN = 12;

/** The pages; maps that nobody has begun are left out: their boxes only say what would go there. */
export function slides(views: readonly ViewOf[], values: Tree): Slide[] {
  const isBegun = ({ section }: ViewOf): boolean => section === STREAM || !isBlank(values, section);
  const maps = views.filter((view) => view.kind === "map" && isBegun(view));
  // What takes long would keep everybody waiting.
  const pages = [...maps, ...views.filter((view) => view.kind === "beside")].map((view) => ({
    view: view.name,
    title: view.title,
    explanation: view.explanation,
    isFirst: view === maps[0],
    isBeside: view.kind === "beside",
    isStream: view.section === STREAM,
  }));
  const words = { view: "", title: texts.summary, explanation: "", isFirst: false, isBeside: false, isStream: true };
  return [words, ...pages];
}

/** The one sentence above a view: what its picture says first, if the answer does not say the same already.

    Else the first map shows where the constraint is, and every other view what it is for. */
export function headline(slide: Slide, picture: Picture | undefined, answer: string, constraint: string): string {
  const own = picture === undefined ? "" : said(picture);
  if (own !== "" && own !== answer) return own;
  return slide.isFirst && constraint !== "" ? constraint : slide.explanation;
}

/** The first sentence that a picture says, however many lines it takes. */
function said(picture: Picture): string {
  const first = drawn(picture).find((part) => part.role === HEADLINE);
  return (first?.shapes ?? [])
    .flatMap((shape) => (shape.shape === "text" ? [shape.text.trim()] : []))
    .join(" ")
    .replaceAll(/\s+/g, " ");
}

/** The drawing of a map alone, and what of the sheet it takes; all of it where two versions stand beside each other. */
export function alone(
  picture: Picture,
  { isBeside, isStream }: Pick<Slide, "isBeside" | "isStream">,
): { parts: PartOf[]; frame: Rect } {
  const said = isBeside ? [HEADLINE] : isStream ? SAID_OF_STREAM : SAID;
  const parts = drawn(picture).filter((part) => !said.includes(part.role));
  const bounds = union(parts.filter((part) => part.shapes.length > 0).map(boundsOf));
  return { parts, frame: grown(bounds ?? { x: 0, y: 0, width: picture.width, height: picture.height }, MARGIN) };
}

function drawn(picture: Picture): PartOf[] {
  return picture.order.flatMap((id) => picture.parts.get(id) ?? []);
}
