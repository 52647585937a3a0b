/** Figures of the whole map: the main one large with its range and its sum, all else folded. */

import type { ReactNode } from "react";
import type { AnswerOf, Figures } from "../generated/protocol";
import { texts } from "../texts/panels";
import { Figure } from "./Figure";
import { Linked } from "./Linked";
import { isTold, mainOf, named, othersOf } from "./told";

export function MainAnswer({ figures, before }: { readonly figures: Figures; readonly before: string }): ReactNode {
  const exact = mainOf(figures.exact);
  const main = mainOf(figures.answers);
  if (exact === null && !isTold(figures)) return null;
  return (
    <div className="main-answer">
      {main !== null && isTold(figures) && (
        <Linked
          paths={main.paths}
          tip={`${main.explanation} ${texts.rangeExplained}`}
          className={`head ${figures.is_running ? "settling" : "settled"}`}
        >
          <span className="label">{main.title}</span>
          <span className="row">
            <Figure text={main.text} className="large" />
            {main.spread !== "" && <span className="spread">{main.spread}</span>}
          </span>
        </Linked>
      )}
      <div className="sum">
        {exact !== null && exact.text !== "?" && (
          <Linked paths={exact.paths} tip={texts.addsUpToExplained} className="exact">
            <Figure text={texts.addsUpTo(exact.text)} />
          </Linked>
        )}
        <span className="beside-sum">{figures.is_running ? texts.workingOut : ""}</span>
        {before !== "" && <span className="was">{texts.was(before)}</span>}
      </div>
    </div>
  );
}

/** How far the main figure can be trusted, and what it counts in. */
export function Sureness({ figures }: { readonly figures: Figures }): ReactNode {
  const main = mainOf(figures.answers);
  if (main === null || !isTold(figures)) return null;
  return (
    <details>
      <summary>{texts.howSure}</summary>
      <ul className="rows">
        <Fact title={texts.typical} text={main.typical} paths={main.paths} tip={texts.typicalExplained} />
        <Fact title={texts.least} text={main.least} paths={main.paths} tip={texts.leastExplained} />
        <Fact title={texts.basis} text={main.basis} paths={main.paths} tip={texts.basisExplained} />
        <Fact title={texts.calendar} text={figures.calendar} paths={["calendar"]} tip={texts.calendarExplained} />
      </ul>
    </details>
  );
}

interface FactProps {
  readonly title: string;
  readonly text: string;
  readonly paths: readonly string[];
  readonly tip: string;
}

function Fact({ title, text, paths, tip }: FactProps): ReactNode {
  if (text === "") return null;
  return (
    <li>
      <Linked paths={paths} tip={tip} className="row">
        <span className="label">{title}</span>
        <span>{text}</span>
      </Linked>
    </li>
  );
}

/** All other figures. */
export function MoreAnswers({ figures }: { readonly figures: Figures }): ReactNode {
  const others = othersOf(figures);
  if (others.length === 0 || !isTold(figures)) return null;
  return (
    <details>
      <summary>{texts.otherFigures}</summary>
      <ul className="rows">
        {others.map((answer) => (
          <li key={answer.name}>
            <Row answer={answer} exact={figures.is_running ? named(figures.exact, answer.name) : null} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** While the doubt is being looked at, the sum that is known at once stands in place of the older figure. */
function Row({ answer, exact }: { readonly answer: AnswerOf; readonly exact: AnswerOf | null }): ReactNode {
  const now = exact ?? answer;
  const tip = [answer.explanation, answer.sentence].filter((sentence) => sentence !== "").join(" ");
  const about = [exact === null ? answer.spread : "", now.unknowns > 0 ? texts.unknownIn(now.unknowns) : ""]
    .filter((words) => words !== "")
    .join(" · ");
  return (
    <Linked paths={now.paths} tip={tip} className="row">
      <span className="label">{now.title}</span>
      <Figure text={now.text} />
      {about !== "" && <span className="spread">{about}</span>}
    </Linked>
  );
}
