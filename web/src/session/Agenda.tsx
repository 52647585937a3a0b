/** The agenda: what is done now, for everybody, and all its parts; whoever runs the session changes them. */

import { type ReactNode, useId, useState } from "react";
import type { MeetingOf } from "../generated/protocol";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { AgendaEditor } from "./AgendaEditor";
import { around } from "./meeting";

interface AgendaProps {
  readonly meeting: MeetingOf;
  readonly runs: boolean;
}

/** What the group does now. */
export function Present({ meeting, runs }: AgendaProps): ReactNode {
  const { room } = useStudio();
  const { at, now, before, next } = around(meeting);
  const [first] = meeting.agenda;
  const go = (item: string): void => room.act({ do: "go", item });
  if (now === null && first === undefined)
    return (
      <div className="session-now">
        <h3>{texts.nothingPlanned}</h3>
        {runs && <p>{texts.nothingPlannedLong}</p>}
      </div>
    );
  const target = now === null ? first : next;
  return (
    <div className="session-now">
      {now === null ? (
        <p>{texts.notBegun(first?.title ?? "")}</p>
      ) : (
        <>
          <p className="soft">
            {texts.now} · {texts.partOf(at + 1, meeting.agenda.length)}
          </p>
          <h3>{now.title}</h3>
          {now.text !== "" && <p className="session-text">{now.text}</p>}
          {!runs && next !== null && <p className="soft">{texts.nextIs(next.title)}</p>}
        </>
      )}
      {runs && (
        <div className="session-buttons">
          {before !== null && (
            <button type="button" className="button" onClick={() => go(before.id)}>
              <Icon sign="previous" /> {texts.back}
            </button>
          )}
          {target !== undefined && target !== null && (
            <button type="button" className="button session-next" onClick={() => go(target.id)}>
              <span>{now === null ? texts.first : texts.nextIs(target.title)}</span> <Icon sign="next" />
            </button>
          )}
        </div>
      )}
    </div>
  );
}

export function Agenda({ meeting, runs }: AgendaProps): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const id = useId();
  if (meeting.agenda.length === 0 && !runs) return null;
  const total = meeting.agenda.reduce((sum, { minutes }) => sum + minutes, 0);
  return (
    <section className="session-part" aria-labelledby={id}>
      <div className="session-part-head">
        <h3 id={id}>{texts.agenda}</h3>
        {total > 0 && <span className="soft">{texts.minutes(total)}</span>}
        {runs && (
          <button type="button" className="link" onClick={() => setEditing(!isEditing)}>
            {isEditing ? texts.done : texts.change}
          </button>
        )}
      </div>
      {isEditing && runs ? <AgendaEditor items={meeting.agenda} /> : <Items meeting={meeting} runs={runs} />}
    </section>
  );
}

function Items({ meeting, runs }: AgendaProps): ReactNode {
  const { room } = useStudio();
  const { at } = around(meeting);
  return (
    <ol className="agenda">
      {meeting.agenda.map(({ id, title, minutes }, number) => {
        const words = (
          <>
            <span className="agenda-number">{number < at ? <Icon sign="check" /> : number + 1}</span>
            <span className="agenda-title">{title}</span>
            {minutes > 0 && <span className="soft">{texts.minutes(minutes)}</span>}
          </>
        );
        return (
          <li key={id} aria-current={number === at ? "step" : undefined} data-past={number < at || undefined}>
            {runs ? (
              <button type="button" className="agenda-item" onClick={() => room.act({ do: "go", item: id })}>
                {words}
              </button>
            ) : (
              <span className="agenda-item">{words}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
