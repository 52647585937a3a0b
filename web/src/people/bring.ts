/** Seeing what somebody else sees: brought there once, or following them. */

import type { Brought, Here } from "../generated/protocol";
import { showPart } from "../picture/viewport";
import { say } from "../studio/screen";
import type { Studio } from "../studio/studio";
import { texts } from "../texts/people";

/** Show what somebody sees: their view, alone, and the part of it that is on their screen. */
export function showSeen({ screen }: Pick<Studio, "screen">, { view, frame }: Pick<Here, "view" | "frame">): void {
  if (view === "") return;
  if (!screen.get().views.includes(view)) screen.set({ views: [view], typing: null });
  if (frame === null) return;
  const [x, y, width, height] = frame;
  if (width > 0 && height > 0) showPart(view, { x, y, width, height });
}

/** Somebody brings everybody to where they are; whoever is typing is asked. */
export function bring(studio: Studio, brought: Brought): void {
  const { screen, here } = studio;
  const name = brought.name.trim() === "" ? texts.somebody : brought.name;
  const go = (): void => {
    const before = here.now;
    screen.set({ following: null, isPresenting: false });
    showSeen(studio, brought);
    const run = (): void => {
      screen.set({ following: null });
      showSeen(studio, before);
    };
    say(screen, texts.brought(name), "info", { words: texts.goBack, run });
  };
  const { typing, typingAside, isPresenting } = screen.get();
  if (typing === null && typingAside === "" && !isPresenting) go();
  else say(screen, texts.wanted(name), "info", { words: texts.goThere, run: go });
}
