/** Where the picture stands on the screen: moved and scaled without React, once per frame at most. */

import type { Point, Rect } from "./geometry";
import { glideWorld } from "./glide";

export interface Place extends Point {
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = 0.05;
export const LARGEST = 4;
/** How much one press of a zoom key or button does. */
export const ZOOM_STEP = 1.25;
const EDGE = 24;
/** Small letters can still be read at this scale. */
const READABLE = 0.5;
/** Steps and lines can still be told apart at this scale. */
const RECOGNISABLE = 0.25;
/** So near the edge of the canvas the map comes towards what is dragged. */
const DRIFT = 36;
/** So long after it moved last a picture is at rest. */
const REST = 150;
/** A picture in its place is scaled anew for more than this only. */
const MOST_RESCALED = 0.05;
/** A picture that is larger than so many screens has a minimap. */
const MOST_SCREENS = 2.5;

/** The place with the scale changed and the point of the screen kept over the same point of the picture. */
export function zoomed(place: Place, scale: number, at: Point): Place {
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale));
  const factor = next / place.scale;
  return { x: at.x - (at.x - place.x) * factor, y: at.y - (at.y - place.y) * factor, scale: next };
}

/** The place where a picture is seen as a whole, never larger than it is. */
export function fitted(picture: Size, screen: Size): Place {
  const room = { width: screen.width - 2 * EDGE, height: screen.height - 2 * EDGE };
  const scale = Math.max(SMALLEST, Math.min(1, room.width / picture.width, room.height / picture.height));
  return centred(picture, screen, scale);
}

/** Where a picture stands at first: as a whole if it can be read then, else its start; cut at the right only if it must. */
export function started(picture: Size, screen: Size): Place {
  const whole = fitted(picture, screen);
  const across = (screen.width - 2 * EDGE) / picture.width;
  const scale = Math.max(whole.scale, across < RECOGNISABLE ? READABLE : Math.min(1, across));
  return scale === whole.scale ? whole : fromStart(picture, screen, scale);
}

/** Where a picture that changed is put again: as it was put before, and no larger or smaller for a few lines of text. */
export function placedAgain(next: Place, now: Place, picture: Size, screen: Size): Place {
  return Math.abs(next.scale / now.scale - 1) < MOST_RESCALED ? fromStart(picture, screen, now.scale) : next;
}

/** The place with a part of the picture on the screen, moved no further than needed. */
export function revealed(place: Place, part: Rect, screen: Size): Place {
  const left = part.x * place.scale + place.x;
  const top = part.y * place.scale + place.y;
  return {
    ...place,
    x: place.x + shift(left, left + part.width * place.scale, screen.width),
    y: place.y + shift(top, top + part.height * place.scale, screen.height),
  };
}

/** The place kept so near that some of the picture stays on the screen. */
export function bounded(place: Place, picture: Size, screen: Size): Place {
  const keep = 80;
  return {
    ...place,
    x: Math.min(screen.width - keep, Math.max(keep - picture.width * place.scale, place.x)),
    y: Math.min(screen.height - keep, Math.max(keep - picture.height * place.scale, place.y)),
  };
}

/** The place without more empty ground than needed: a picture that fits is on the screen as a whole. */
export function filled(place: Place, picture: Size, screen: Size): Place {
  return {
    ...place,
    x: filledAlong(place.x, picture.width * place.scale, screen.width),
    y: filledAlong(place.y, picture.height * place.scale, screen.height),
  };
}

/** The place where a part of the picture fills the screen. */
function framed(part: Rect, screen: Size): Place {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, Math.min(screen.width / part.width, screen.height / part.height)));
  const { x, y } = { x: part.x + part.width / 2, y: part.y + part.height / 2 };
  return { x: screen.width / 2 - x * scale, y: screen.height / 2 - y * scale, scale };
}

/** How far the picture moves in a frame while something is dragged near the edge of the canvas, or past it. */
export function drifted(at: Point, canvas: Rect): Point {
  return { x: drift(at.x - canvas.x, canvas.width), y: drift(at.y - canvas.y, canvas.height) };
}

export function isLarge(place: Place, picture: Size, screen: Size): boolean {
  return picture.width * picture.height * place.scale ** 2 > MOST_SCREENS * screen.width * screen.height;
}

/** A canvas's view of its picture. */
export class Viewport {
  constructor(readonly view: string) {}

  private place: Place = { x: 0, y: 0, scale: 1 };
  private frame = 0;
  private rest = 0;
  private picture: Size = { width: 1, height: 1 };
  private size: Size = { width: 0, height: 0 };
  /** how the picture was put in its place when nobody has moved it since; it is put so again when the canvas changes */
  private placed: (picture: Size, screen: Size) => Place = started;
  private isByHand = false;
  private readonly watcher = new ResizeObserver(() => this.measure());
  private world: HTMLElement | null = null;
  private root: HTMLElement | null = null;
  private readonly subscribers = new Set<() => void>();
  private readonly resting = new Set<() => void>();
  private readonly hands = new Set<() => void>();

  readonly get = (): Place => this.place;

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  /** Be told once the picture is at rest, not while it moves. */
  readonly subscribeRest = (subscriber: () => void): (() => void) => {
    this.resting.add(subscriber);
    return () => this.resting.delete(subscriber);
  };

  /** Be told when the picture is moved by hand. */
  readonly subscribeHand = (subscriber: () => void): (() => void) => {
    this.hands.add(subscriber);
    return () => this.hands.delete(subscriber);
  };

  attach(root: HTMLElement | null, world: HTMLElement | null): void {
    this.watcher.disconnect();
    this.root = root;
    this.world = world;
    if (root === null) return;
    this.watcher.observe(root);
    this.measure();
    this.write();
    const asked = wanted.get(this.view);
    wanted.delete(this.view);
    if (asked !== undefined) this.show(asked);
  }

  get isAttached(): boolean {
    return this.root !== null;
  }

  setPicture(picture: Size): void {
    this.picture = picture;
  }

  get screen(): Size {
    return this.size;
  }

  get isLarge(): boolean {
    return isLarge(this.place, this.picture, this.screen);
  }

  /** A point of the window as one of the picture. */
  inPicture(point: Point): Point {
    const box = this.root?.getBoundingClientRect();
    return {
      x: (point.x - (box?.left ?? 0) - this.place.x) / this.place.scale,
      y: (point.y - (box?.top ?? 0) - this.place.y) / this.place.scale,
    };
  }

  /** A rectangle of the picture as one of the canvas. */
  onScreen(rect: Rect): Rect {
    const { x, y, scale } = this.place;
    return { x: rect.x * scale + x, y: rect.y * scale + y, width: rect.width * scale, height: rect.height * scale };
  }

  /** The part of the picture that is on the screen. */
  get shown(): Rect {
    const { x, y, scale } = this.place;
    return { x: -x / scale, y: -y / scale, width: this.size.width / scale, height: this.size.height / scale };
  }

  set(place: Place): void {
    if (!this.put(place)) return;
    this.isByHand = true;
    for (const subscriber of this.hands) subscriber();
  }

  /** Fill the screen with a part of the picture, as somebody else sees it. */
  show(part: Rect): void {
    const from = this.world?.style.transform ?? "";
    this.isByHand = true;
    if (!this.put(framed(part, this.size))) return;
    this.flush();
    if (this.world !== null) glideWorld(this.world, from);
  }

  move(x: number, y: number): void {
    this.set({ ...this.place, x: this.place.x + x, y: this.place.y + y });
  }

  /** Scale by a factor around a point of the window; around the middle without one. */
  zoom(factor: number, around?: Point): void {
    const box = this.root?.getBoundingClientRect();
    const { width, height } = this.screen;
    const at =
      around === undefined
        ? { x: width / 2, y: height / 2 }
        : { x: around.x - (box?.left ?? 0), y: around.y - (box?.top ?? 0) };
    this.set(zoomed(this.place, this.place.scale * factor, at));
  }

  toFullSize(): void {
    this.zoom(1 / this.place.scale);
  }

  fit(): void {
    this.isByHand = false;
    this.placed = fitted;
    if (this.put(fitted(this.picture, this.screen))) for (const subscriber of this.hands) subscriber();
  }

  /** Put a picture that changed in its place again; false where somebody has moved it, so that it stays. */
  placeAgain(): boolean {
    if (this.isByHand) return false;
    const next = this.placed(this.picture, this.screen);
    this.put(placedAgain(next, this.place, this.picture, this.screen));
    return true;
  }

  /** Move by itself, not by hand: without leaving more empty ground than needed. */
  shift(x: number, y: number): void {
    const { scale } = this.place;
    this.put(filled({ x: this.place.x + x, y: this.place.y + y, scale }, this.picture, this.screen));
  }

  reveal(part: Rect): void {
    this.set(revealed(this.place, part, this.screen));
  }

  /** Put the picture in its place now, not with the next frame. */
  flush(): void {
    if (this.frame === 0) return;
    window.cancelAnimationFrame(this.frame);
    this.write();
  }

  private measure(): void {
    const [width, height] = [this.root?.clientWidth ?? 0, this.root?.clientHeight ?? 0];
    if (width === 0 || (width === this.size.width && height === this.size.height)) return;
    this.size = { width, height };
    if (!this.isByHand) this.put(this.placed(this.picture, this.size));
    for (const subscriber of this.resting) subscriber();
  }

  /** Put the picture in a place with the next frame; gives whether it is another one. */
  private put(place: Place): boolean {
    const next = bounded(place, this.picture, this.screen);
    if (next.x === this.place.x && next.y === this.place.y && next.scale === this.place.scale) return false;
    this.place = next;
    if (this.frame === 0) this.frame = window.requestAnimationFrame(() => this.write());
    return true;
  }

  private write(): void {
    this.frame = 0;
    const { x, y, scale } = this.place;
    if (this.world !== null && this.root !== null) {
      // While it moves it is only put elsewhere, and nobody asks what is under the mouse; at rest it is drawn sharp.
      this.root.dataset["moving"] = "";
      window.clearTimeout(this.rest);
      this.rest = window.setTimeout(() => this.settle(), REST);
      // Three dimensions keep it a layer of its own.
      this.world.style.transform = `translate3d(${x}px, ${y}px, 0) scale(${scale})`;
    }
    for (const subscriber of this.subscribers) subscriber();
  }

  /** Let the picture be at rest now; gives whether it was not. */
  settle(): boolean {
    window.clearTimeout(this.rest);
    if (this.root?.dataset["moving"] === undefined) return false;
    delete this.root.dataset["moving"];
    for (const subscriber of this.resting) subscriber();
    return true;
  }
}

/** In the middle, or from its start where it is larger than the canvas. */
function fromStart(picture: Size, screen: Size, scale: number): Place {
  const middle = centred(picture, screen, scale);
  return { x: Math.max(middle.x, EDGE), y: Math.max(middle.y, EDGE), scale };
}

function centred(picture: Size, screen: Size, scale: number): Place {
  const x = (screen.width - picture.width * scale) / 2;
  const y = (screen.height - picture.height * scale) / 2;
  return { x, y: Math.min(y, 3 * EDGE), scale };
}

function drift(at: number, length: number): number {
  const [past, beyond] = [DRIFT - at, at - length + DRIFT];
  return past > 0 ? Math.min(past, DRIFT) / 3 : beyond > 0 ? -Math.min(beyond, DRIFT) / 3 : 0;
}

function shift(start: number, end: number, room: number): number {
  if (start < EDGE) return EDGE - start;
  return end > room - EDGE ? Math.max(room - EDGE - end, EDGE - start) : 0;
}

function filledAlong(start: number, length: number, room: number): number {
  const [one, other] = [EDGE, room - EDGE - length];
  return Math.min(Math.max(one, other), Math.max(Math.min(one, other), start));
}

const open: Viewport[] = [];
/** Parts of pictures that are to be shown as soon as these are drawn, by view. */
const wanted = new Map<string, Rect>();

/** Fill the screen with a part of a view's picture, now or as soon as it is drawn. */
export function showPart(view: string, part: Rect): void {
  const viewport = open.find((one) => one.view === view);
  if (viewport?.isAttached !== true) wanted.set(view, part);
  else viewport.show(part);
}

/** The viewport that commands act on: that of the canvas that was used last. */
export function activeViewport(): Viewport | null {
  return open.at(-1) ?? null;
}

/** Put a canvas's viewport in front. */
export function activate(viewport: Viewport): void {
  forget(viewport);
  open.push(viewport);
}

export function forget(viewport: Viewport): void {
  const at = open.indexOf(viewport);
  if (at >= 0) open.splice(at, 1);
}
