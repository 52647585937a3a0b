/** The presentation: full screen, one view after the other, the answer large above it. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { typed } from "../lib/tree";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Icon } from "./Icon";
import { Still } from "./Still";
import { type Turn, turned, turnOf } from "./turns";

export function Presenter(): ReactNode {
  const { room, screen } = useStudio();
  const views = useDocument((document) => document.views);
  const title = useDocument((document) => typed(document.values.get("title")));
  const sentences = useDocument((document) => document.figures?.sentences);
  // Two versions beside each other come last: they are where the story leads.
  const slides = [...views].sort((one, other) => Number(one.kind === "beside") - Number(other.kind === "beside"));
  const [at, setAt] = useState(0);
  const slide = slides[Math.min(at, slides.length - 1)];
  const view = slide?.name ?? "";
  const picture = useDocument((document) => document.pictures.get(view));
  const count = slides.length;
  const leave = (): void => screen.set({ isPresenting: false });
  const take = (turn: Turn): void => {
    if (turn === "leave") leave();
    else setAt((now) => turned(now, count, turn));
  };
  const taken = useRef(take);
  taken.current = take;
  const stage = useFullScreen(leave);
  useEffect(() => room.look([view]), [room, view]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const turn = turnOf(event);
      if (turn === null) return;
      event.preventDefault();
      event.stopPropagation();
      taken.current(turn);
    };
    // Before the shortcuts of the workspace, which mean other things by the same keys.
    window.addEventListener("keydown", pressed, { capture: true });
    return () => window.removeEventListener("keydown", pressed, { capture: true });
  }, []);
  return (
    <main ref={stage} className="presenter" aria-label={texts.presenting}>
      <header className="presenter-head">
        <p className="presenter-title">
          {title === "" ? texts.untitled : title} <span className="soft">{slide?.title}</span>
        </p>
        <h1>{sentences?.[0] ?? title}</h1>
        {at === 0 && sentences?.slice(1).map((sentence) => <p key={sentence}>{sentence}</p>)}
      </header>
      <div className="presenter-picture">{picture !== undefined && <Still key={view} picture={picture} />}</div>
      <nav className="presenter-foot">
        <button type="button" className="icon-button" aria-label={texts.previousSlide} onClick={() => take("previous")}>
          <Icon sign="previous" />
        </button>
        {slides.map((one, index) => (
          <button
            key={one.name}
            type="button"
            className="dot"
            aria-label={one.title}
            aria-current={one === slide ? "page" : undefined}
            onClick={() => setAt(index)}
          />
        ))}
        <button type="button" className="icon-button" aria-label={texts.nextSlide} onClick={() => take("next")}>
          <Icon sign="next" />
        </button>
        <button type="button" className="icon-button" aria-label={texts.leave} onClick={leave}>
          <Icon sign="close" />
        </button>
      </nav>
      <p className="unseen" role="status">
        {slide?.title}. {texts.slide(Math.min(at, count - 1) + 1, count)}
      </p>
    </main>
  );
}

/** The whole screen where the browser gives it; leaving it leaves the presentation. */
function useFullScreen(onLeave: () => void): { current: HTMLElement | null } {
  const stage = useRef<HTMLElement>(null);
  const left = useRef(onLeave);
  left.current = onLeave;
  useEffect(() => {
    const changed = (): void => {
      if (document.fullscreenElement === null) left.current();
    };
    // Refused where no click or key asked for it; the presentation fills the window then.
    document.documentElement.requestFullscreen?.().then(
      () => document.addEventListener("fullscreenchange", changed),
      () => undefined,
    );
    return () => {
      document.removeEventListener("fullscreenchange", changed);
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, []);
  return stage;
}
