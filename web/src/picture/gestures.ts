/** What mouse, pen and fingers do on a canvas: choose, move the picture, draw a box, drag steps and cards, join steps. */

import { type RefObject, useEffect, useRef, useState } from "react";
import type { ZoneOf } from "../generated/protocol";
import { holderOf } from "../lib/path";
import { type StepAt, stepOf, stepPath } from "../lib/structure";
import type { Tree } from "../lib/tree";
import type { Picture } from "../room/document";
import { cardOf, type Held, heldAt, zoneAt, zonesFor } from "./boards";
import { type Drop, dropAt, type Joined, joinedAt, stepBoxes } from "./dropping";
import { between, type Point, type Rect } from "./geometry";
import { isStep } from "./here";
import { drifted, type Viewport } from "./viewport";

/** So many pixels are still a click. */
const CLICK = 4;
const WHEEL = 0.0025;
const MOST_WHEEL = 0.25;
/** So many milliseconds in one place, and it is likely that somebody lets go there. */
const RESTING = 30;

/** What is under way, as far as it is shown. */
export type Gesture =
  | { readonly kind: "none" }
  | { readonly kind: "box"; readonly rect: Rect }
  | { readonly kind: "step"; readonly paths: readonly string[]; readonly by: Point; readonly drop: Drop | null }
  | {
      readonly kind: "card";
      readonly held: readonly Held[];
      readonly by: Point;
      readonly at: Point;
      readonly zones: readonly ZoneOf[];
      readonly over: ZoneOf | null;
    }
  | { readonly kind: "join"; readonly from: string; readonly to: Point; readonly joined: Joined | null };

export interface Surface {
  readonly picture: Picture;
  readonly tree: Tree;
  readonly selection: readonly string[];
  /** whether steps can be moved and joined */
  readonly canEdit: boolean;
  readonly onSelect: (paths: readonly string[], isMore: boolean) => void;
  readonly onEdit: (path: string) => void;
  readonly onBox: (rect: Rect, isMore: boolean) => void;
  /** steps are let go, or only hang there as yet: what it would do is foreseen then */
  readonly onDrop: (step: StepAt, drop: Drop, isLetGo: boolean) => void;
  readonly onJoin: (step: StepAt, joined: Joined) => void;
  /** the same of cards at a point of a zone, so far from where they were */
  readonly onPut: (held: readonly Held[], zone: ZoneOf, at: Point, by: Point, isLetGo: boolean) => void;
  /** edit at a point of the ground, where nothing is drawn */
  readonly onGroundEdit: (at: Point) => void;
  /** an invitation is taken: to the first record at a path, else to the first step */
  readonly onBegin: (key: string | null) => void;
}

interface Press {
  readonly start: Point;
  /** the same as a point of the picture */
  readonly origin: Point;
  readonly path: string | null;
  /** the id of the part that is pressed */
  readonly part: string;
  readonly kind: "pan" | "box" | "step" | "card" | "join" | "wait";
  readonly isMore: boolean;
  last: Point;
  hasMoved: boolean;
}

const NONE: Gesture = { kind: "none" };

/** Listen to a canvas; gives what is under way. */
export function useGestures(root: RefObject<HTMLElement | null>, viewport: Viewport, surface: Surface): Gesture {
  const [gesture, setGesture] = useState<Gesture>(NONE);
  const now = useRef(surface);
  now.current = surface;
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const gestures = new Gestures(element, viewport, () => now.current, setGesture);
    return () => gestures.close();
  }, [root, viewport]);
  return gesture;
}

class Gestures {
  private readonly pointers = new Map<number, Point>();
  private press: Press | null = null;
  private gesture: Gesture = NONE;
  private isSpaceDown = false;
  private drifting = 0;
  private resting = 0;
  private readonly stop = new AbortController();

  constructor(
    private readonly element: HTMLElement,
    private readonly viewport: Viewport,
    private readonly surface: () => Surface,
    private readonly show: (gesture: Gesture) => void,
  ) {
    const signal = this.stop.signal;
    element.addEventListener("pointerdown", this.down, { signal });
    element.addEventListener("pointermove", this.move, { signal });
    element.addEventListener("pointerup", this.up, { signal });
    element.addEventListener("pointercancel", this.cancel, { signal });
    element.addEventListener("dblclick", this.double, { signal });
    // Where the middle button pastes what is marked somewhere, it would make steps of that; elsewhere it scrolls by itself.
    for (const name of ["mousedown", "mouseup", "auxclick"] as const) {
      element.addEventListener(name, (event) => event.button === 1 && event.preventDefault(), { signal });
    }
    element.addEventListener("wheel", this.wheel, { signal, passive: false });
    window.addEventListener("keydown", this.key, { signal, capture: true });
    window.addEventListener("keyup", this.keyUp, { signal });
    window.addEventListener("blur", this.cancel, { signal });
  }

  close(): void {
    window.cancelAnimationFrame(this.drifting);
    window.clearTimeout(this.resting);
    this.stop.abort();
  }

  private readonly down = (event: PointerEvent): void => {
    const point = { x: event.clientX, y: event.clientY };
    // A picture that moves lies under a shield.
    const target = this.viewport.settle() ? document.elementFromPoint(point.x, point.y) : event.target;
    if (event.button === 2 || !(target instanceof Element) || target.closest("button") !== null) return;
    this.pointers.set(event.pointerId, point);
    if (this.pointers.size > 1) {
      this.finish(NONE);
      return;
    }
    const path = target.closest<SVGGElement>("[data-path]")?.dataset["path"] ?? null;
    const part = target.closest<SVGGElement>("[data-part]")?.dataset["part"] ?? "";
    const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
    const kind = this.kindOf(event, target, path);
    const origin = this.viewport.inPicture(point);
    this.press = { start: point, origin, last: point, path, part, kind, isMore, hasMoved: false };
    // What is dragged is chosen at once; of several chosen ones none is left out before the click is over.
    const { selection, onSelect } = this.surface();
    const isDragged = kind === "step" || (kind === "card" && !selection.includes(this.cardAt(path) ?? ""));
    if (path !== null && !isMore && isDragged && !selection.includes(path)) onSelect([path], false);
  };

  private kindOf(event: PointerEvent, target: Element, path: string | null): Press["kind"] {
    if (event.button === 1 || this.isSpaceDown) return "pan";
    if (target.closest("[data-handle]") !== null) return "join";
    if (path === null) return event.shiftKey && event.pointerType !== "touch" ? "box" : "pan";
    const { selection, canEdit } = this.surface();
    const card = canEdit && !isStep(path) && target.closest("[data-offer]") === null ? this.cardAt(path) : null;
    const isChosen = selection.includes(path) || (card !== null && selection.includes(card));
    if (event.pointerType === "touch" && !isChosen) return "pan";
    if (card !== null) return "card";
    return isStep(path) && canEdit ? "step" : "wait";
  }

  private cardAt(path: string | null): string | null {
    return path === null ? null : cardOf(this.surface().picture, path);
  }

  private readonly move = (event: PointerEvent): void => {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) return;
    const point = { x: event.clientX, y: event.clientY };
    if (this.pointers.size === 2) {
      this.pinch(event.pointerId, before, point);
      return;
    }
    this.pointers.set(event.pointerId, point);
    const press = this.press;
    if (press === null) return;
    if (!press.hasMoved && Math.hypot(point.x - press.start.x, point.y - press.start.y) < CLICK) return;
    if (!press.hasMoved) this.element.setPointerCapture(event.pointerId);
    press.hasMoved = true;
    if (press.kind === "pan") this.viewport.move(point.x - press.last.x, point.y - press.last.y);
    press.last = point;
    this.follow(press);
    if (this.drifting === 0) this.drifting = window.requestAnimationFrame(this.drift);
  };

  private follow(press: Press): void {
    const shown = this.shown(press, press.last);
    if (shown === null) return;
    this.set(shown);
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.put(press, shown, false), RESTING);
  }

  /** Put what is dragged where it is. */
  private put(press: Press, gesture: Gesture, isLetGo: boolean): void {
    const surface = this.surface();
    const step = stepOf(press.path ?? "");
    if (gesture.kind === "card" && gesture.over !== null) {
      surface.onPut(gesture.held, gesture.over, gesture.at, gesture.by, isLetGo);
    } else if (gesture.kind === "step" && step !== null && gesture.drop !== null) {
      surface.onDrop(step, gesture.drop, isLetGo);
    }
  }

  /** At the edge of the canvas the map comes towards what is dragged. */
  private readonly drift = (): void => {
    this.drifting = 0;
    const { press, gesture } = this;
    if (press === null || gesture.kind === "none") return;
    const { x, y } = drifted(press.last, this.element.getBoundingClientRect());
    if (x === 0 && y === 0) return;
    this.viewport.move(x, y);
    this.follow(press);
    this.drifting = window.requestAnimationFrame(this.drift);
  };

  private shown(press: Press, point: Point): Gesture | null {
    const { picture, tree, selection } = this.surface();
    const at = this.viewport.inPicture(point);
    const { origin } = press;
    if (press.kind === "box") return { kind: "box", rect: between(origin, at) };
    const by = { x: at.x - origin.x, y: at.y - origin.y };
    const card = press.kind === "card" ? this.cardAt(press.path) : null;
    if (card !== null) {
      const zones = zonesFor(picture, card);
      const cards = selection.includes(card) ? cardsAmong(picture, selection, card) : [card];
      const part = picture.parts.get(press.part) ?? picture.parts.get(card);
      const held = part === undefined ? [] : heldAt(picture, cards, part);
      return { kind: "card", held, by, at, zones, over: zoneAt(zones, at) };
    }
    const step = stepOf(press.path ?? "");
    if (step === null) return null;
    const path = stepPath(step);
    if (press.kind === "join") return { kind: "join", from: path, to: at, joined: joinedAt(picture, tree, path, at) };
    if (press.kind !== "step") return null;
    const paths = selection.includes(path) ? selection.filter(isStep) : [path];
    const dragged = paths.flatMap((one) => stepOf(one)?.id ?? []);
    const drop = dropAt(stepBoxes(picture, tree, step.section), dragged, at);
    return { kind: "step", paths, by, drop };
  }

  private pinch(id: number, before: Point, point: Point): void {
    const other = [...this.pointers].find(([one]) => one !== id)?.[1];
    this.pointers.set(id, point);
    if (other === undefined) return;
    const apart = (one: Point): number => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    const middle = { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 };
    this.viewport.move((point.x - before.x) / 2, (point.y - before.y) / 2);
    this.viewport.zoom(apart(point) / apart(before), middle);
  }

  private readonly up = (event: PointerEvent): void => {
    this.pointers.delete(event.pointerId);
    const { press, gesture } = this;
    this.finish(NONE);
    // The middle button only ever moves the map.
    if (press === null || event.button === 1) return;
    const surface = this.surface();
    if (!press.hasMoved || press.kind === "wait") {
      if (press.kind === "join") return;
      if (isInvitation(event.target)) surface.onBegin(press.path);
      else if (press.path !== null) surface.onSelect([press.path], press.isMore);
      else if (!press.isMore) surface.onSelect([], false);
      return;
    }
    if (gesture.kind === "box") surface.onBox(gesture.rect, press.isMore);
    this.put(press, gesture, true);
    const step = stepOf(press.path ?? "");
    if (step !== null && gesture.kind === "join" && gesture.joined !== null) surface.onJoin(step, gesture.joined);
  };

  private readonly cancel = (): void => {
    this.pointers.clear();
    this.isSpaceDown = false;
    this.finish(NONE);
  };

  private readonly double = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const part = event.target.closest<SVGGElement>("[data-part]");
    if (part === null) this.surface().onGroundEdit(this.viewport.inPicture({ x: event.clientX, y: event.clientY }));
    else if (part.dataset["path"] !== undefined) this.surface().onEdit(part.dataset["path"]);
  };

  private readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      // Fingers on a pad send many small turns, a wheel a few large ones.
      const turn = event.deltaY * unit * WHEEL * (Math.abs(event.deltaY) < 20 ? 4 : 1);
      this.viewport.zoom(Math.exp(-Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, turn))), {
        x: event.clientX,
        y: event.clientY,
      });
      return;
    }
    const [x, y] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    this.viewport.move(-x * unit, -y * unit);
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.press?.hasMoved === true) {
      event.preventDefault();
      event.stopPropagation();
      this.finish(NONE);
    }
    if (event.key === " " && event.target instanceof Node && this.element.contains(event.target)) {
      this.isSpaceDown = true;
      event.preventDefault();
    }
  };

  private readonly keyUp = (event: KeyboardEvent): void => {
    if (event.key === " ") this.isSpaceDown = false;
  };

  private finish(gesture: Gesture): void {
    this.press = null;
    window.clearTimeout(this.resting);
    this.set(gesture);
  }

  private set(gesture: Gesture): void {
    if (gesture === this.gesture) return;
    this.gesture = gesture;
    this.show(gesture);
  }
}

/** The cards among what is chosen that lie among the same records as one of them. */
function cardsAmong(picture: Picture, selection: readonly string[], card: string): string[] {
  const cards = selection.flatMap((path) => cardOf(picture, path) ?? []);
  return [...new Set(cards)].filter((one) => holderOf(one) === holderOf(card));
}

function isInvitation(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".part-invitation") !== null;
}
