/** Figures of the whole map: the main one large, the others in a list. */

import type { ReactNode } from "react";
import type { AnswerOf, Figures } from "../generated/protocol";
import { texts } from "../texts/panels";
import { Figure } from "./Figure";
import { Linked } from "./Linked";
import { mainOf, named, othersOf } from "./told";

const FIRST = 5;

export function MainAnswer({ figures, change }: { figures: Figures; change: string }): ReactNode {
  const exact = mainOf(figures.exact);
  const main = mainOf(figures.answers) ?? exact;
  if (main === null) return null;
  const state = figures.is_running ? "settling" : "settled";
  return (
    <div className="main-answer">
      <Linked paths={main.paths} tip={main.explanation} className={`head ${state}`}>
        <span className="label">{main.title}</span>
        <Figure text={main.text} className="large" />
        {main.spread !== "" && <span className="spread">{main.spread}</span>}
      </Linked>
      {exact !== null && (
        <Linked paths={exact.paths} tip={texts.addsUpToExplained} className="exact">
          <Figure text={texts.addsUpTo(exact.text)} />
          {exact.least !== "" && exact.least !== exact.text && <span className="quiet"> · {exact.least}</span>}
        </Linked>
      )}
      {main.typical !== "" && (
        <Linked paths={main.paths} tip={texts.typicalExplained} className={`note ${state}`}>
          {main.typical}
        </Linked>
      )}
      <div className="beside-total">
        {main.basis !== "" && (
          <Linked paths={main.paths} tip={texts.basisExplained} className={`note ${state}`}>
            {texts.basis(main.basis)}
          </Linked>
        )}
        {figures.calendar !== "" && (
          <Linked paths={["calendar"]} tip={texts.calendarExplained} className="note">
            {figures.calendar}
          </Linked>
        )}
      </div>
      <p className="state">{figures.is_running ? texts.workingOut : change}</p>
    </div>
  );
}

/** All other figures; the less common ones are folded away. */
export function AnswerList({ figures }: { figures: Figures }): ReactNode {
  const others = othersOf(figures);
  const rest = others.slice(FIRST);
  if (others.length === 0) return null;
  return (
    <div className="answer-list">
      <Rows answers={others.slice(0, FIRST)} figures={figures} />
      {rest.length > 0 && (
        <details>
          <summary>{texts.otherFigures}</summary>
          <Rows answers={rest} figures={figures} />
        </details>
      )}
    </div>
  );
}

function Rows({ answers, figures }: { answers: readonly AnswerOf[]; figures: Figures }): ReactNode {
  return (
    <ul className="rows">
      {answers.map((answer) => (
        <li key={answer.name}>
          <Row answer={answer} exact={figures.is_running ? named(figures.exact, answer.name) : null} />
        </li>
      ))}
    </ul>
  );
}

/** While the doubt is being looked at, the sum that is known at once stands in place of the older figure. */
function Row({ answer, exact }: { answer: AnswerOf; exact: AnswerOf | null }): ReactNode {
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
