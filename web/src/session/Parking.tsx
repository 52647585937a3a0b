/** The parking lot: what matters, but not now; anybody adds to it, and it can become a question of the atlas. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { MeetingOf, ParkedOf } from "../generated/protocol";
import { join } from "../lib/path";
import { randomId } from "../lib/randomId";
import { newId } from "../lib/structure";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { LineField } from "./LineField";
import { QUESTIONS } from "./material";
import { useMayRun, useTakesPart } from "./useMeeting";

export function Parking({ meeting }: { readonly meeting: MeetingOf }): ReactNode {
  const { room } = useStudio();
  const takesPart = useTakesPart();
  const [text, setText] = useState("");
  const id = useId();
  const park = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    room.act({ do: "park", item: randomId(), text: text.trim() });
    setText("");
  };
  return (
    <section className="session-part" aria-labelledby={id}>
      <div className="session-part-head">
        <h3 id={id}>{texts.parking}</h3>
        <span className="soft">{texts.parkingLong}</span>
      </div>
      <ul className="parked">
        {meeting.parked.map((parked) => (
          <Parked key={parked.id} parked={parked} />
        ))}
      </ul>
      {takesPart && (
        <form className="session-line" onSubmit={park}>
          <LineField label={texts.parkThis} hint={texts.parkHint} value={text} onValue={setText} />
          <button type="submit" className="button" aria-disabled={text.trim() === ""}>
            {texts.parkThis}
          </button>
        </form>
      )}
    </section>
  );
}

function Parked({ parked: { id, text } }: { readonly parked: ParkedOf }): ReactNode {
  const { room } = useStudio();
  const mayRun = useMayRun();
  const takesPart = useTakesPart();
  const out = (): void => room.act({ do: "park", item: id, text: "" });
  const ask = (): void => {
    const path = join(QUESTIONS, newId(text, "question"));
    room.edit([{ path, value: new Map([["text", text]]) }], texts.toQuestion);
    out();
  };
  return (
    <li>
      <span>{text}</span>
      {mayRun && (
        <button type="button" className="link" aria-label={texts.toQuestionOf(text)} onClick={ask}>
          {texts.toQuestion}
        </button>
      )}
      {takesPart && (
        <button type="button" className="icon-button small" aria-label={texts.unpark(text)} onClick={out}>
          <Icon sign="close" />
        </button>
      )}
    </li>
  );
}
