/** What the map says, always visible: how long it takes, what limits it, what to find out next. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Figures } from "../generated/protocol";
import { Tip } from "../shell/Tip";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { MainAnswer, MoreAnswers, Sureness } from "./AnswerList";
import { Findings } from "./Findings";
import { Spots } from "./Spots";
import { isTold, movedFrom, nextOf } from "./told";
import "../styles/panels.css";

/** How long it is shown what stood there before a change. */
const SHOWN_MS = 12_000;

export function Answers(): ReactNode {
  const figures = useDocument((document) => document.figures);
  const findings = useDocument((document) => document.findings);
  const before = useBefore(figures);
  return (
    <section className="answers" aria-label={texts.answers} aria-busy={figures === null || figures.is_running}>
      <p className="unseen" aria-live="polite">
        {before.words}
      </p>
      {figures === null ? (
        <p className="quiet">{texts.waiting}</p>
      ) : (
        <>
          <MainAnswer figures={figures} before={before.text} />
          <div className={figures.is_running ? "settling" : "settled"}>
            <Sentences figures={figures} />
            <Spots figures={figures} />
            <Unknowns paths={figures.unknown} />
            <div className="folds">
              <Sureness figures={figures} />
              <MoreAnswers figures={figures} />
              <Findings title={texts.audit} findings={figures.audit} />
            </div>
          </div>
        </>
      )}
      <Findings title={texts.findings} findings={findings} />
    </section>
  );
}

/** What the figures say where there is no figure yet. */
function Sentences({ figures }: { figures: Figures }): ReactNode {
  if (isTold(figures)) return null;
  const sentences = figures.sentences.filter((sentence) => sentence !== figures.target?.sentence);
  return sentences.map((sentence, at) => (
    <p key={sentence} className={at === 0 ? "sentence first" : "sentence"}>
      {sentence}
    </p>
  ));
}

function Unknowns({ paths }: { paths: readonly string[] }): ReactNode {
  const { screen } = useStudio();
  if (paths.length === 0) return null;
  const next = (): void => {
    const path = nextOf(paths, screen.get().selection.at(-1));
    if (path !== null) screen.set({ selection: [path], pointed: [] });
  };
  return (
    <Tip text={texts.unknownsExplained} side="left">
      <button type="button" className="linked unknowns" onClick={next}>
        <span className="sign" aria-hidden="true">
          ?
        </span>
        {texts.unknowns(paths.length)}
      </button>
    </Tip>
  );
}

interface Before {
  /** what the sum was before the last change; '' where nothing moved, or some time ago */
  readonly text: string;
  /** the same as it is read out */
  readonly words: string;
}

/** What the last change did to the sum. */
function useBefore(figures: Figures | null): Before {
  const last = useRef<Figures | null>(null);
  const [before, setBefore] = useState<Before>({ text: "", words: "" });
  useEffect(() => {
    const earlier = last.current;
    last.current = figures;
    if (figures === null || earlier === null || earlier.n === figures.n) return;
    setBefore(movedFrom(earlier, figures));
  }, [figures]);
  useEffect(() => {
    if (before.text === "") return undefined;
    const timer = window.setTimeout(() => setBefore({ text: "", words: before.words }), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [before]);
  return before;
}
