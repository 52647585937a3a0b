/** A value that is typed as free text; what is being typed stays, whatever happens elsewhere. */

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { withNewcomers } from "../lib/newcomers";
import { lastKey } from "../lib/path";
import { type Field, type Spot, typedIn } from "../lib/schema";
import type { Tree } from "../lib/tree";
import { ChangedBy } from "../people/ChangedBy";
import { useTypingAside } from "../people/useTypingAside";
import { say } from "../studio/screen";
import { useMay, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { changesFor, changesForText, pathIn, shared } from "./inspected";
import { comboAttributes, movedChoice, TypingHelp } from "./TypingHelp";
import { useTyping } from "./useTyping";

interface ControlProps {
  readonly field: Field;
  readonly spots: readonly Spot[];
  readonly values: Tree;
  readonly id: string;
  readonly describedBy: string;
}

interface Draft {
  readonly text: string;
  /** what stood there when the typing began */
  readonly from: string;
}

export function TypedControl({ field, spots, values, id, describedBy }: ControlProps): ReactNode {
  const { room, screen } = useStudio();
  const [draft, setDraft] = useState<Draft | null>(null);
  const helpId = useId();
  const path = pathIn(spots[0] ?? { path: "", schema: {}, title: "", isKeyed: false }, field.name);
  const common = shared(spots, field.name, values);
  const shown = common === null ? "" : typedIn(field, common.value, path, values);
  const typing = useTyping(field, path, draft?.text ?? null, values);

  const mayEdit = useMay("edit");
  useTypingAside(path, draft !== null);

  const commit = (text: string | undefined): void => {
    // What cannot be understood stays where it is typed, with what is wrong below it.
    if (text === draft?.text && typing.isWrong) return;
    setDraft(null);
    if (draft === null || text === undefined || text.trim() === draft.from.trim()) return;
    // Names stand for other ids in another map, so that only one value can be sent as it was read.
    const isRead = spots.length === 1 && text === draft.text;
    const changes = isRead
      ? changesFor(spots, field.name, typing.valueNow(), values)
      : changesForText(spots, field, text, values);
    const fieldOf = (name: string): Field | undefined => (name === lastKey(path) ? field : undefined);
    room.edit(withNewcomers(changes, fieldOf, values), texts.change(field.title));
  };
  // Whoever selects something else while typing loses the field before it could say that it lost the focus.
  const leave = useRef<() => void>(() => undefined);
  leave.current = () => {
    if (draft !== null && typing.isWrong) say(screen, texts.notTaken(field.title, draft.text), "error");
    else commit(draft?.text);
  };
  useEffect(() => () => leave.current(), []);

  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (draft !== null && movedChoice(event.key, typing)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (typing.chosen >= 0) take(typing.take(typing.chosen));
      else commit(draft?.text);
    } else if (event.key === "Escape" && draft !== null) {
      event.preventDefault();
      event.stopPropagation();
      setDraft(null);
    }
  };
  const take = (text: string): void => {
    if (field.kind === "list") setDraft((now) => ({ text, from: now?.from ?? shown }));
    else commit(text);
  };
  return (
    <div className="typed">
      <textarea
        id={id}
        rows={1}
        readOnly={!mayEdit}
        spellCheck={field.kind === "text"}
        autoComplete="off"
        aria-describedby={`${describedBy}${draft === null ? "" : ` ${helpId}-reading`}`}
        aria-invalid={typing.isWrong}
        placeholder={common === null ? texts.severalValues : texts.nothing}
        value={draft?.text ?? shown}
        {...comboAttributes(helpId, typing)}
        onChange={(event) => setDraft({ text: event.target.value, from: draft?.from ?? shown })}
        onKeyDown={pressed}
        onBlur={() => commit(draft?.text)}
      />
      {draft !== null && <TypingHelp id={helpId} typing={typing} onTake={take} />}
      <ChangedBy path={path} />
      {draft !== null && draft.from !== shown && (
        <p className="elsewhere" role="status">
          {texts.elsewhere(shown)}
        </p>
      )}
    </div>
  );
}
