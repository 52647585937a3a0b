/** Where the picture stands on the screen: moved and scaled without React, once per frame at most. */

import type { Point, Rect } from "./geometry";

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

/** Where a picture stands at first: as a whole if it can be read then, else its start. */
export function started(picture: Size, screen: Size): Place {
  const whole = fitted(picture, screen);
  const scale = Math.max(whole.scale, Math.min(1, Math.max(0.6, (screen.width - 2 * EDGE) / picture.width)));
  if (scale === whole.scale) return whole;
  const middle = centred(picture, screen, scale);
  return { x: Math.max(middle.x, EDGE), y: Math.max(middle.y, EDGE), scale };
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
  private world: HTMLElement | null = null;
  private root: HTMLElement | null = null;
  private readonly subscribers = new Set<() => void>();

  readonly get = (): Place => this.place;

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  attach(root: HTMLElement | null, world: HTMLElement | null): void {
    this.root = root;
    this.world = world;
    if (root !== null) this.write();
  }

  setPicture(picture: Size): void {
    this.picture = picture;
  }

  get screen(): Size {
    return { width: this.root?.clientWidth ?? 1, height: this.root?.clientHeight ?? 1 };
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

  set(place: Place): void {
    const next = bounded(place, this.picture, this.screen);
    if (next.x === this.place.x && next.y === this.place.y && next.scale === this.place.scale) return;
    this.place = next;
    if (this.frame === 0) this.frame = window.requestAnimationFrame(() => this.write());
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
    this.set(fitted(this.picture, this.screen));
  }

  start(): void {
    this.set(started(this.picture, this.screen));
  }

  /** Move by itself, not by hand: without leaving more empty ground than needed. */
  shift(x: number, y: number): void {
    const { scale } = this.place;
    this.set(filled({ x: this.place.x + x, y: this.place.y + y, scale }, this.picture, this.screen));
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

  private write(): void {
    this.frame = 0;
    const { x, y, scale } = this.place;
    if (this.world !== null) {
      // While it moves it is a layer of its own, which is only put elsewhere; at rest it is drawn again, sharp.
      this.world.style.willChange = "transform";
      window.clearTimeout(this.rest);
      this.rest = window.setTimeout(() => this.world?.style.removeProperty("will-change"), 200);
      this.world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    }
    for (const subscriber of this.subscribers) subscriber();
  }
}

function centred(picture: Size, screen: Size, scale: number): Place {
  const x = (screen.width - picture.width * scale) / 2;
  const y = (screen.height - picture.height * scale) / 2;
  return { x, y: Math.min(y, 3 * EDGE), scale };
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
