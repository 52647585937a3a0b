/** The end of a session: what comes next, and when; then it is over. */

import { type ReactNode, useId, useState } from "react";
import type { MeetingOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { Surely } from "./Surely";

export function Ending({ meeting }: { readonly meeting: MeetingOf }): ReactNode {
  const { room } = useStudio();
  const [text, setText] = useState<string | null>(null);
  const id = useId();
  const keep = (words: string, on: string): void => {
    setText(null);
    if (words !== meeting.next_text || on !== meeting.next_on) room.act({ do: "next", text: words, on });
  };
  return (
    <section className="session-part" aria-labelledby={id}>
      <h3 id={id}>{texts.ending}</h3>
      <form
        className="session-line"
        onSubmit={(event) => {
          event.preventDefault();
          keep(text ?? meeting.next_text, meeting.next_on);
        }}
      >
        <label className="labelled">
          <span>{texts.nextTime}</span>
          <input
            className="text-field"
            placeholder={texts.nextTimeHint}
            maxLength={2000}
            autoComplete="off"
            value={text ?? meeting.next_text}
            onChange={(event) => setText(event.target.value)}
            onBlur={() => text !== null && keep(text.trim(), meeting.next_on)}
          />
        </label>
        <label className="labelled">
          <span>{texts.nextOn}</span>
          <input
            type="date"
            className="text-field"
            value={meeting.next_on}
            onChange={(event) => keep(text?.trim() ?? meeting.next_text, event.target.value)}
          />
        </label>
      </form>
      <Surely
        words={texts.end}
        question={texts.endLong}
        yes={texts.endSurely}
        no={texts.notYet}
        onYes={() => room.act({ do: "end" })}
      />
    </section>
  );
}
