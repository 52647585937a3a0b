/** A picture that changes: it keeps its place on the screen, what is chosen stays in sight, and shapes glide. */

import { useEffect, useLayoutEffect, useRef } from "react";
import type { Picture } from "../room/document";
import { useScreen } from "../studio/studio";
import { boundsOf } from "./geometry";
import { glide, glideWorld, groupsIn, movesBetween } from "./glide";
import type { Viewport } from "./viewport";
import { keyOf, partAt, rectOf } from "./walk";

type Box = { readonly current: HTMLElement | null };

export function usePicture(ground: Box, world: Box, viewport: Viewport, picture: Picture, active: string | null): void {
  useAttached(ground, world, viewport, picture);
  useGliding(world, viewport, picture, active);
  useInSight(viewport, picture, active);
}

/** The canvas takes the keyboard where nobody else has it. */
function useAttached(ground: Box, world: Box, viewport: Viewport, picture: Picture): void {
  viewport.setPicture(picture);
  useLayoutEffect(() => {
    viewport.attach(ground.current, world.current);
    const element = ground.current;
    const { activeElement } = document;
    if (element !== null && (activeElement === null || activeElement === document.body)) focusQuietly(element);
    return () => viewport.attach(null, null);
  }, [ground, world, viewport]);
}

/** The keyboard is on the map from the start; a frame around it is shown once somebody uses keys. */
function focusQuietly(element: HTMLElement): void {
  element.dataset["quiet"] = "";
  element.focus({ preventScroll: true });
  const speak = (): void => {
    delete element.dataset["quiet"];
    element.removeEventListener("keydown", speak);
    element.removeEventListener("blur", speak);
  };
  element.addEventListener("keydown", speak);
  element.addEventListener("blur", speak);
}

function useGliding(world: Box, viewport: Viewport, picture: Picture, active: string | null): void {
  const before = useRef<{ picture: Picture; groups: Map<string, SVGGElement> } | null>(null);
  useLayoutEffect(() => {
    const svg = world.current?.querySelector<SVGSVGElement>("svg.picture");
    if (svg === null || svg === undefined || world.current === null) return;
    const was = before.current;
    if (was?.picture === picture) return;
    const groups = groupsIn(svg);
    before.current = { picture, groups };
    if (was === null || was.picture.view !== picture.view) return;
    keepInPlace(world.current, viewport, was.picture, picture, active);
    glide(svg, movesBetween(was.picture, picture), was.groups, groups);
  });
}

/** A picture that nobody has moved stays in its place as a whole; else what is chosen stays where it is on the screen. */
function keepInPlace(
  world: HTMLElement,
  viewport: Viewport,
  before: Picture,
  now: Picture,
  active: string | null,
): void {
  const from = world.style.transform;
  // On a board what is chosen goes where it is put, and all else stays.
  const isBoard = now.zones.length > 0;
  if (!viewport.placeAgain() && !isBoard) {
    if (active === null || partAt(before, active) === null || partAt(now, active) === null) return;
    const [start, end] = [rectOf(before, active), rectOf(now, active)];
    const { scale } = viewport.get();
    const [x, y] = [(start.x - end.x) * scale, (start.y - end.y) * scale];
    if (x === 0 && y === 0) return;
    viewport.shift(x, y);
  }
  viewport.flush();
  if (world.style.transform !== from) glideWorld(world, from);
}

/** Whether some part of what is chosen can be seen already, where a record is drawn in several places. */
function isInSight(viewport: Viewport, picture: Picture, key: string): boolean {
  const { width, height } = viewport.screen;
  const drawn = [...picture.parts.values()].filter((part) => keyOf(part) === key);
  return (
    drawn.length > 1 &&
    drawn.some((part) => {
      const rect = viewport.onScreen(boundsOf(part));
      return rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= width && rect.y + rect.height <= height;
    })
  );
}

/** What is chosen with the keyboard or elsewhere comes into sight, at once or as soon as it is drawn. */
function useInSight(viewport: Viewport, picture: Picture, active: string | null): void {
  const pointed = useScreen((screen) => screen.pointed);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (active === shown.current) return;
    if (active === null || partAt(picture, active) !== null) shown.current = active;
    if (active !== null && partAt(picture, active) !== null && !isInSight(viewport, picture, active)) {
      viewport.reveal(rectOf(picture, active));
    }
  }, [viewport, picture, active]);
  // Only what is pointed at moves the map, not that it is drawn anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const first = pointed.find((path) => partAt(picture, path) !== null);
    if (first !== undefined) viewport.reveal(rectOf(picture, first));
  }, [viewport, pointed]);
}
