/** Following somebody: this page shows what theirs shows, until oneself moves, or Escape. */

import { useEffect, useRef } from "react";
import type { PersonOf } from "../generated/protocol";
import { activeViewport } from "../picture/viewport";
import { say } from "../studio/screen";
import { usePeople, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/people";
import { showSeen } from "./bring";
import { called } from "./faces";

/** Whom this page follows; null for nobody, or somebody who left. */
export function useFollowed(): PersonOf | null {
  const following = useScreen((screen) => screen.following);
  return usePeople(({ people }) => (following === null ? null : (people.get(following) ?? null)));
}

export function useFollowing(): void {
  const { screen } = useStudio();
  const following = useScreen((now) => now.following);
  const followed = useFollowed();
  const views = useScreen((now) => now.views);
  const name = useRef("");
  const shown = useRef("");
  if (followed !== null) name.current = called(followed);

  useEffect(() => {
    if (following === null || followed !== null) return;
    say(screen, texts.followedLeft(name.current));
    screen.set({ following: null });
  }, [screen, following, followed]);

  const view = followed?.view ?? "";
  const frame = followed?.frame?.join() ?? "";
  // Where they look, not that they point or choose.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (followed === null) return;
    shown.current = view;
    showSeen({ screen }, followed);
  }, [screen, following, view, frame]);

  useEffect(() => {
    if (following === null || views.includes(shown.current)) return;
    screen.set({ following: null });
  }, [screen, following, views]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another view has another viewport
  useEffect(() => {
    if (following === null) return undefined;
    return activeViewport()?.subscribeHand(() => screen.set({ following: null }));
  }, [screen, following, views, view]);
}
