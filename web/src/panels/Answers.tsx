/** What the map says, always visible: how long it takes, what limits it, what to find out next. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Figures } from "../generated/protocol";
import { Tip } from "../shell/Tip";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { AnswerList, MainAnswer } from "./AnswerList";
import { Findings } from "./Findings";
import { Spots } from "./Spots";
import { changeInWords, nextOf } from "./told";
import "../styles/panels.css";

export function Answers(): ReactNode {
  const figures = useDocument((document) => document.figures);
  const findings = useDocument((document) => document.findings);
  const change = useChange(figures);
  return (
    <section className="answers" aria-label={texts.answers} aria-busy={figures === null || figures.is_running}>
      <p className="unseen" aria-live="polite">
        {change}
      </p>
      {figures === null ? (
        <p className="quiet">{texts.waiting}</p>
      ) : (
        <>
          <MainAnswer figures={figures} change={change} />
          <div className={figures.is_running ? "settling" : "settled"}>
            <Sentences figures={figures} />
            <Spots figures={figures} />
            <Unknowns paths={figures.unknown} />
            <AnswerList figures={figures} />
            <Findings title={texts.audit} findings={figures.audit} />
          </div>
        </>
      )}
      <Findings title={texts.findings} findings={findings} />
    </section>
  );
}

/** What the figures say where there is no figure yet. */
function Sentences({ figures }: { figures: Figures }): ReactNode {
  if (figures.answers.length > 0 && figures.constraint !== null) return null;
  return figures.sentences.map((sentence) => (
    <p key={sentence} className="sentence">
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

/** What the last change did to the main answer, once that is settled. */
function useChange(figures: Figures | null): string {
  const settled = useRef<Figures | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (figures === null || figures.is_running || figures === settled.current) return;
    const told = changeInWords(settled.current, figures);
    settled.current = figures;
    if (told !== "") setWords(told);
  }, [figures]);
  return words;
}
