/** What the keyboard is on: the view that was used last, its picture, and the steps that are chosen in it. */

import type { At } from "../commands/command";
import type { ViewOf } from "../generated/protocol";
import { spotAt } from "../lib/schema";
import { type StepAt, stepOf, stepPath, stepsIn } from "../lib/structure";
import { schemaNow } from "../panels/useSchema";
import type { Picture } from "../room/document";
import { TABLE } from "../studio/screen";
import { activeViewport, type Viewport } from "./viewport";

const STREAM = "current";

export interface Here {
  readonly view: ViewOf;
  readonly picture: Picture;
  readonly viewport: Viewport;
  /** the map whose steps are shown */
  readonly section: string;
}

export function here(at: At): Here | null {
  const viewport = activeViewport();
  const name = viewport?.view;
  const view = at.document.views.find((one) => one.name === name);
  const picture = name === undefined ? undefined : at.document.pictures.get(name);
  return viewport === null || view === undefined || picture === undefined
    ? null
    : { view, picture, viewport, section: view.section };
}

/** What was chosen last. */
export function chosen(at: At): string | null {
  return at.screen.selection.at(-1) ?? null;
}

/** The steps that are chosen, or that chosen values belong to, in the order of the map; those of one section. */
export function chosenSteps(at: At): StepAt[] {
  const steps = at.screen.selection.flatMap((path) => stepOf(path) ?? []);
  const section = steps.at(-1)?.section ?? "";
  const ids = new Set(steps.filter((step) => step.section === section).map((step) => step.id));
  return [...stepsIn(at.document.values, section).keys()].filter((id) => ids.has(id)).map((id) => ({ section, id }));
}

/** The record among several that is chosen, itself or one of its values; steps have ways of their own. */
export function chosenRecord(at: At): string | null {
  const path = chosen(at);
  const place = here(at);
  const schema = schemaNow();
  if (path === null || schema === null || place?.view.kind !== "map" || stepOf(path) !== null) return null;
  const spot = spotAt(schema, path);
  return spot.isKeyed && place.picture.parts.has(spot.path) ? spot.path : null;
}

export function isStep(path: string): boolean {
  const step = stepOf(path);
  return step !== null && stepPath(step) === path;
}

/** The section that new steps go to: that of what is chosen, else that of the view; the stream where views show several. */
export function sectionOf(at: At): string {
  const step = stepOf(chosen(at) ?? "");
  if (step !== null) return step.section;
  const views = at.document.views.filter((view) => at.screen.views.includes(view.name) && view.kind === "map");
  const own = here(at)?.section;
  const found = own ?? views[0]?.section ?? STREAM;
  return hasSteps(found) || (at.screen.views.includes(TABLE) && own === undefined) ? found : STREAM;
}

/** Whether a map is made of steps. */
export function hasSteps(section: string): boolean {
  return section === STREAM || section === "dependency";
}

/** The ids of the steps of a section that are among some paths. */
export function chosenAmong(paths: readonly string[], section: string): string[] {
  return paths.flatMap((path) => {
    const step = isStep(path) ? stepOf(path) : null;
    return step?.section === section ? [step.id] : [];
  });
}
