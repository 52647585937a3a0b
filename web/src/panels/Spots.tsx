/** What the figures say of places: the constraint, what to find out next, the target. */

import type { ReactNode } from "react";
import type { Figures, SpotOf } from "../generated/protocol";
import { texts } from "../texts/panels";
import { Figure } from "./Figure";
import { Linked } from "./Linked";
import { inPercent } from "./told";

export function Spots({ figures }: { figures: Figures }): ReactNode {
  const { constraint, others, measure_next: questions, target } = figures;
  return (
    <>
      {constraint !== null && (
        <div className="spot hot">
          <Linked
            paths={constraint.paths}
            tip={`${constraint.explanation} ${constraint.sentence}`.trim()}
            className="head"
          >
            <span className="label">{texts.constraint}</span>
            <Figure text={constraint.name} className="name" />
            <span className="spread">{constraint.text}</span>
            {constraint.sure !== null && <Sure share={constraint.sure} />}
          </Linked>
          {others.length > 0 && <SpotList title={texts.others} spots={others} />}
        </div>
      )}
      {questions.length > 0 && (
        <div className="spot ask">
          <SpotList title={texts.measureNext} spots={questions} isOpen={true} />
        </div>
      )}
      {target !== null && (
        <div className="spot goal">
          <Linked paths={target.paths} tip={target.explanation} className="head">
            <span className="label">{texts.target}</span>
            <Figure text={target.name} className="name" />
            <span className="spread">{target.text === "" ? target.sentence : target.text}</span>
          </Linked>
        </div>
      )}
    </>
  );
}

/** How sure it is, as a bar and in words. */
function Sure({ share }: { share: number }): ReactNode {
  return (
    <span className="sure">
      <span className="bar" aria-hidden="true">
        <span className="part" style={{ width: inPercent(share) }} />
      </span>
      {texts.sure(inPercent(share))}
    </span>
  );
}

function SpotList({
  title,
  spots,
  isOpen = false,
}: {
  title: string;
  spots: readonly SpotOf[];
  isOpen?: boolean;
}): ReactNode {
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <ul className="rows">
        {spots.map((spot) => (
          <li key={spot.paths.join(" ")}>
            <Linked paths={spot.paths} tip={`${spot.sentence} ${spot.explanation}`.trim()} className="row">
              <span className="label">{spot.name}</span>
              <span className="values">
                <span className="spread">{spot.text}</span>
              </span>
            </Linked>
          </li>
        ))}
      </ul>
    </details>
  );
}
