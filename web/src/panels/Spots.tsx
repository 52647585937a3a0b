/** What the figures say of places: the constraint, what to find out next, the target. */

import type { ReactNode } from "react";
import type { Figures, SpotOf } from "../generated/protocol";
import { texts } from "../texts/panels";
import { Figure } from "./Figure";
import { Linked } from "./Linked";
import { QuickFixes } from "./QuickFixes";
import { inPercent } from "./told";

export function Spots({ figures }: { figures: Figures }): ReactNode {
  const { constraint, others, measure_next: questions, target } = figures;
  const [question, ...later] = questions;
  return (
    <>
      {constraint !== null && (
        <div className="spot hot">
          <Head title={texts.constraint} spot={constraint} />
          <div className="folds">
            <QuickFixes path={constraint.paths[0] ?? ""} />
            <Others title={texts.others(others.length)} spots={others} />
          </div>
        </div>
      )}
      {question !== undefined && (
        <div className="spot ask">
          <Head title={texts.measureNext} spot={question} />
          <Others title={texts.moreQuestions(later.length)} spots={later} />
        </div>
      )}
      {target !== null && (
        <div className="spot goal">
          <Head title={texts.target} spot={target} />
        </div>
      )}
    </>
  );
}

function Head({ title, spot }: { title: string; spot: SpotOf }): ReactNode {
  const isTarget = title === texts.target;
  const chance = isTarget ? spot.share : spot.sure;
  return (
    <Linked paths={spot.paths} tip={`${spot.sentence} ${spot.explanation}`.trim()} className="head">
      <span className="label">{title}</span>
      <Figure text={spot.name} className="name" />
      {spot.text !== "" && <span className="spread">{spot.text}</span>}
      {isTarget && spot.share !== null && <span className="spread">{texts.chance(inPercent(spot.share))}</span>}
      {chance !== null && <Bar share={chance} />}
    </Linked>
  );
}

/** A share as a length; the words beside it say the same. */
function Bar({ share }: { share: number }): ReactNode {
  return (
    <span className="bar" aria-hidden="true">
      <span className="part" style={{ width: inPercent(share) }} />
    </span>
  );
}

function Others({ title, spots }: { title: string; spots: readonly SpotOf[] }): ReactNode {
  if (spots.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="rows">
        {spots.map((spot) => (
          <li key={spot.paths.join(" ")}>
            <Linked paths={spot.paths} tip={`${spot.sentence} ${spot.explanation}`.trim()} className="row">
              <span className="label">{spot.name}</span>
              <span className="spread">{spot.text}</span>
            </Linked>
          </li>
        ))}
      </ul>
    </details>
  );
}
