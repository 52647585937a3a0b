/** Findings, counted and folded; those that say the same stand together. */

import type { ReactNode } from "react";
import type { FindingOf } from "../generated/protocol";
import { texts } from "../texts/panels";
import { Linked } from "./Linked";
import { counts, together } from "./told";

export function Findings({ title, findings }: { title: string; findings: readonly FindingOf[] }): ReactNode {
  if (findings.length === 0) return null;
  return (
    <details className="findings">
      <summary>
        {title}
        {counts(findings).map(([severity, count]) => (
          <span key={severity} className={`count ${severity}`}>
            {texts.counted(count, texts.severities[severity])}
          </span>
        ))}
      </summary>
      <ul className="rows">
        {together(findings).map((told) => (
          <li key={`${told.severity} ${told.message} ${told.hint}`}>
            <Linked paths={told.paths} tip={told.hint} className={`finding ${told.severity}`}>
              <span className="sign" aria-hidden="true" />
              <span className="unseen">{texts.severities[told.severity]}: </span>
              <span>{told.message}</span>
              {told.paths.length > 1 && <span className="spread">{texts.times(told.paths.length)}</span>}
            </Linked>
          </li>
        ))}
      </ul>
    </details>
  );
}
