/** The atlas's title; a click makes it a field. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { typed } from "../lib/tree";
import { useDocument, useMay, useStudio } from "../studio/studio";
import { texts as commandTexts } from "../texts/commands";
import { texts } from "../texts/shell";
import { Tip } from "./Tip";

export function Title(): ReactNode {
  const [isTyping, setTyping] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasTyping = useRef(false);
  const title = useDocument((document) => typed(document.values.get("title")));
  useEffect(() => {
    document.title = title === "" ? texts.product : `${title} · ${texts.product}`;
  }, [title]);
  useEffect(() => {
    if (wasTyping.current && !isTyping) button.current?.focus();
    wasTyping.current = isTyping;
  }, [isTyping]);
  const mayEdit = useMay("edit");
  if (!mayEdit) return <h1 className="title title-words">{title === "" ? texts.untitled : title}</h1>;
  if (isTyping) return <TitleField title={title} onDone={() => setTyping(false)} />;
  return (
    <Tip text={texts.renameTitle}>
      <h1 className="title">
        <button ref={button} type="button" className="title-words" onClick={() => setTyping(true)}>
          {title === "" ? texts.untitled : title}
        </button>
      </h1>
    </Tip>
  );
}

function TitleField({ title, onDone }: { title: string; onDone: () => void }): ReactNode {
  const { room } = useStudio();
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => field.current?.select(), []);
  const done = (isKept: boolean): void => {
    if (isDone.current) return;
    isDone.current = true;
    const text = field.current?.value.trim() ?? title;
    if (isKept && text !== title)
      room.edit([{ path: "title", value: text === "" ? null : text }], commandTexts.renameAtlas);
    onDone();
  };
  return (
    <input
      ref={field}
      className="title-field"
      aria-label={texts.title}
      defaultValue={title}
      maxLength={200}
      onBlur={() => done(true)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        done(event.key === "Enter");
      }}
    />
  );
}
