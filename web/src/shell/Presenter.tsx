/** The presentation: full screen, the answer in large words, then one view after the other. */

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { typed } from "../lib/tree";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { Icon } from "./Icon";
import { Still } from "./Still";
import { alone, headline, type Slide, slides } from "./slides";
import { type Turn, turned, turnOf } from "./turns";
import { useFullScreen } from "./useFullScreen";

export function Presenter(): ReactNode {
  const { room, screen } = useStudio();
  const views = useDocument((document) => document.views);
  const values = useDocument((document) => document.values);
  const all = useMemo(() => slides(views, values), [views, values]);
  const [at, setAt] = useState(0);
  const slide = all[Math.min(at, all.length - 1)];
  const view = slide?.view ?? "";
  const leave = (): void => screen.set({ isPresenting: false });
  const take = (turn: Turn): void => {
    if (turn === "leave") leave();
    else setAt((now) => turned(now, all.length, turn));
  };
  const stage = useRef<HTMLElement>(null);
  useEffect(() => stage.current?.focus(), []);
  useKeys(take);
  useFullScreen(leave);
  // The page of words has the next picture sent already, so that nobody waits for it.
  const next = view === "" ? (all[1]?.view ?? "") : view;
  useEffect(() => room.look(next === "" ? [] : [next]), [room, next]);
  if (slide === undefined) return null;
  return (
    <main ref={stage} tabIndex={-1} className="presenter" aria-label={texts.presenting}>
      {slide.view === "" ? <Words /> : <View key={slide.view} slide={slide} />}
      <nav className="presenter-foot" aria-label={texts.pages}>
        <button type="button" className="icon-button" aria-label={texts.previousSlide} onClick={() => take("previous")}>
          <Icon sign="previous" />
        </button>
        {all.map((one, index) => (
          <button
            key={one.view}
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
        {slide.title}. {texts.slide(all.indexOf(slide) + 1, all.length)}
      </p>
    </main>
  );
}

function Words(): ReactNode {
  const title = useDocument((document) => typed(document.values.get("title")));
  const sentences = useDocument((document) => document.figures?.sentences) ?? [];
  const [first, ...others] = sentences;
  return (
    <div className="presenter-words">
      <p className="presenter-title">{title === "" ? texts.untitled : title}</p>
      <h1>{first ?? title}</h1>
      {others.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function View({ slide }: { slide: Slide }): ReactNode {
  const picture = useDocument((document) => document.pictures.get(slide.view));
  const answer = useDocument((document) => document.figures?.sentences[0] ?? "");
  const constraint = useDocument((document) => document.figures?.constraint?.sentence ?? "");
  const only = useMemo(() => (picture === undefined ? undefined : alone(picture, slide)), [picture, slide]);
  return (
    <>
      <header>
        <p className="presenter-title">{slide.title}</p>
        <h1>{headline(slide, picture, answer, constraint)}</h1>
      </header>
      <div className="presenter-picture">
        {picture !== undefined && only !== undefined && <Still picture={picture} only={only} />}
      </div>
    </>
  );
}

/** Pages turned by keys, before the shortcuts of the workspace, which mean other things by the same keys. */
function useKeys(take: (turn: Turn) => void): void {
  const taken = useRef(take);
  taken.current = take;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const turn = turnOf(event);
      if (turn === null) return;
      event.preventDefault();
      event.stopPropagation();
      taken.current(turn);
    };
    window.addEventListener("keydown", pressed, { capture: true });
    return () => window.removeEventListener("keydown", pressed, { capture: true });
  }, []);
}
