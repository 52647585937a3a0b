/** The pages of a presentation: the answer in words, then the maps, and where the story leads: before and after. */

import type { ViewOf } from "../generated/protocol";
import { texts } from "../texts/shell";

export interface Slide {
  /** '' for the page of words */
  readonly view: string;
  readonly title: string;
  readonly isComparison: boolean;
}

export function slides(views: readonly ViewOf[]): Slide[] {
  const pages = views.map((view) => ({ view: view.name, title: view.title, isComparison: view.kind === "beside" }));
  return [
    { view: "", title: texts.summary, isComparison: false },
    ...pages.filter((page) => !page.isComparison),
    ...pages.filter((page) => page.isComparison),
  ];
}
