/** Under what is typed: how it is understood, or what is wrong with it. */

import type { ReactNode } from "react";
import type { Understood } from "../generated/protocol";

export function ReadBack({ id, answer }: { readonly id: string; readonly answer: Understood | null }): ReactNode {
  const isWrong = answer !== null && answer.error !== "";
  return (
    <p id={id} className={`reading ${isWrong ? "wrong" : ""}`} aria-live="polite">
      {answer === null ? "" : isWrong ? `${answer.error}. ${answer.hint}` : answer.sentence}
    </p>
  );
}
