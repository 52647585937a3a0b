/** Where I am, as the others see it: said at once where it matters, and seldom enough while a hand moves. */

import type { Here } from "../generated/protocol";
import type { Store } from "../lib/store";
import type { Room } from "../room/room";
import { type Screen, TABLE } from "../studio/screen";

/** Milliseconds between two messages while the pointer or the map moves. */
const PAUSE = 70;
/** As many paths as a message may hold, and as long. */
const MOST_SELECTED = 20;
const LONGEST_PATH = 1_000;

type Frame = [number, number, number, number];
type Moving = Pick<Here, "pointer" | "frame">;

export class Whereabouts {
  /** the view that was used last, and what is seen of it */
  private active = "";
  private readonly frames = new Map<string, Frame>();
  private pointer: { readonly view: string; readonly at: [number, number] } | null = null;
  private said = "";
  private lastAt = 0;
  private timer = 0;
  private isUrgent = false;
  private readonly forget: readonly (() => void)[];

  constructor(
    private readonly room: Room,
    private readonly screen: Store<Screen>,
  ) {
    this.forget = [screen.subscribe(() => this.soon(true)), room.watch(() => this.soon(false))];
    this.soon(true);
  }

  close(): void {
    window.clearTimeout(this.timer);
    for (const one of this.forget) one();
  }

  /** What is seen of a view. */
  see(view: string, frame: Frame): void {
    this.frames.set(view, frame);
    this.soon(false);
  }

  /** The view that hands and keys are on. */
  use(view: string): void {
    this.active = view;
    this.soon(true);
  }

  /** Where the pointer is on a view; null where it is not on it any more. */
  point(view: string, at: [number, number] | null): void {
    if (at === null && this.pointer?.view !== view) return;
    this.pointer = at === null ? null : { view, at };
    this.soon(at === null);
  }

  /** What is seen now. */
  get now(): { readonly view: string; readonly frame: Frame | null } {
    const { views } = this.screen.get();
    const view = views.includes(this.active) ? this.active : (views[0] ?? "");
    return { view, frame: view === TABLE ? null : (this.frames.get(view) ?? null) };
  }

  private soon(isUrgent: boolean): void {
    // Where nobody else is, nobody needs to know how the hand moves.
    if (!isUrgent && this.room.getDocument().people.size < 2) return;
    if (this.timer !== 0 && (this.isUrgent || !isUrgent)) return;
    window.clearTimeout(this.timer);
    this.isUrgent = isUrgent;
    const wait = isUrgent ? 0 : Math.max(0, this.lastAt + PAUSE - performance.now());
    this.timer = window.setTimeout(() => this.say(), wait);
  }

  private say(): void {
    this.timer = 0;
    const here = this.here();
    const said = JSON.stringify(here);
    if (said === this.said) return;
    this.said = said;
    this.lastAt = performance.now();
    this.room.stand(here);
  }

  private here(): Here {
    const { by, role, selection, isPresenting, following, isRunning } = this.screen.get();
    return {
      type: "here",
      name: by,
      role,
      ...this.moving(),
      view: this.now.view,
      selection: isPresenting ? [] : selection.filter((path) => path.length <= LONGEST_PATH).slice(-MOST_SELECTED),
      typing: this.typed(),
      following: following ?? "",
      leads: isRunning && this.room.getDocument().meeting?.state === "on",
    };
  }

  private moving(): Moving {
    const { view, frame } = this.now;
    const { following } = this.screen.get();
    const followed = following === null ? undefined : this.room.getDocument().people.get(following);
    // Two who follow each other would drive each other on if each told what fits on the own screen.
    const seen = followed?.view === view ? followed.frame : frame;
    return { frame: seen, pointer: this.pointer?.view === view ? this.pointer.at : null };
  }

  /** The value that is being typed; for what is not there yet, what it is about. */
  private typed(): string {
    const { typing, typingAside } = this.screen.get();
    if (typing === null) return typingAside;
    const { draft, path } = typing;
    if (draft === undefined) return path;
    return draft.kind === "remark" ? draft.about : "";
  }
}
