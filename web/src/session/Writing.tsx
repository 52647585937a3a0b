/** Silent writing: one's own notes, which nobody else sees before all are shown. */

import type { ReactNode } from "react";
import { texts } from "../texts/session";
import { OwnNotes } from "./OwnNotes";
import type { PartProps } from "./RoundShown";

export function Writing({ round, draft, onDraft }: PartProps): ReactNode {
  return (
    <OwnNotes
      round={round}
      draft={draft}
      onDraft={onDraft}
      hint={`${texts.onlyYou} ${round.is_anonymous ? texts.shownWithout : texts.shownWith}`}
    />
  );
}
