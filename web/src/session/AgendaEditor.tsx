/** The parts of the agenda as fields: titles, minutes, what to do; moved by buttons, keys, or dragged. */

import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { AgendaItemOf } from "../generated/protocol";
import { randomId } from "../lib/randomId";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { shifted } from "./meeting";

const LONGEST = 24 * 60;

export function AgendaEditor({ items }: { readonly items: readonly AgendaItemOf[] }): ReactNode {
  const { room } = useStudio();
  const [held, setHeld] = useState<number | null>(null);
  const [told, setTold] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const keep = (changed: readonly AgendaItemOf[]): void => room.act({ do: "agenda", items: [...changed] });
  const change = (id: string, field: Partial<AgendaItemOf>): void =>
    keep(items.map((item) => (item.id === id ? { ...item, ...field } : item)));
  const move = (from: number, to: number): void => {
    if (from === to || to < 0 || to >= items.length) return;
    keep(shifted(items, from, to));
    setTold(texts.movedTo(items[from]?.title ?? "", to + 1));
  };
  const pressed = (event: KeyboardEvent, at: number): void => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (step === 0 || !event.altKey) return;
    event.preventDefault();
    move(at, at + step);
  };
  const add = (): void => {
    keep([...items, { id: randomId(), title: texts.newItem, text: "", minutes: 5 }]);
    window.requestAnimationFrame(() => {
      const titles = box.current?.querySelectorAll<HTMLInputElement>(".agenda-name") ?? [];
      titles[titles.length - 1]?.select();
    });
  };
  return (
    <div ref={box}>
      <ol className="agenda-editor">
        {items.map((item, at) => (
          <li
            key={item.id}
            data-held={held === at || undefined}
            onKeyDown={(event) => pressed(event, at)}
            onDragOver={(event) => {
              if (held === null) return;
              event.preventDefault();
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (held !== null) move(held, at);
              setHeld(null);
            }}
          >
            <span
              className="agenda-handle"
              draggable
              aria-hidden="true"
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", item.title);
                setHeld(at);
              }}
              onDragEnd={() => setHeld(null)}
            >
              ⠿
            </span>
            <Kept
              className="text-field agenda-name"
              label={texts.itemTitle(at + 1)}
              text={item.title}
              most={200}
              onKeep={(title) => title.trim() !== "" && change(item.id, { title: title.trim() })}
            />
            <Kept
              className="text-field"
              label={texts.itemMinutes(at + 1)}
              text={String(item.minutes)}
              isNumber
              most={6}
              onKeep={(text) => {
                const minutes = Number(text.replace(",", "."));
                if (minutes >= 0 && minutes <= LONGEST) change(item.id, { minutes });
              }}
            />
            <span className="agenda-acts">
              <Small sign="previous" label={texts.up(item.title)} onClick={() => move(at, at - 1)} turn />
              <Small sign="next" label={texts.down(item.title)} onClick={() => move(at, at + 1)} turn />
              <Small
                sign="close"
                label={texts.remove(item.title)}
                onClick={() => keep(items.filter(({ id }) => id !== item.id))}
              />
            </span>
            <Kept
              className="text-field agenda-text"
              label={texts.itemText(at + 1)}
              hint={texts.whatToDo}
              text={item.text}
              most={2000}
              onKeep={(text) => change(item.id, { text: text.trim() })}
            />
          </li>
        ))}
      </ol>
      <button type="button" className="quiet-button" onClick={add}>
        <Icon sign="plus" /> {texts.addItem}
      </button>
      <p className="unseen" role="status">
        {told}
      </p>
    </div>
  );
}

interface SmallProps {
  readonly sign: "previous" | "next" | "close";
  readonly label: string;
  readonly turn?: boolean;
  readonly onClick: () => void;
}

function Small({ sign, label, turn = false, onClick }: SmallProps): ReactNode {
  return (
    <button
      type="button"
      className={`icon-button small ${turn ? "turned" : ""}`}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon sign={sign} />
    </button>
  );
}

interface KeptProps {
  readonly className: string;
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
  readonly isNumber?: boolean;
  /** so many letters can be typed */
  readonly most: number;
  readonly onKeep: (text: string) => void;
}

/** A field that is kept when it is left or Enter is pressed; what others change meanwhile shows once it is left. */
function Kept({ className, label, text, hint, isNumber = false, most, onKeep }: KeptProps): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const keep = (): void => {
    if (draft !== null && draft !== text) onKeep(draft);
    setDraft(null);
  };
  return (
    <input
      className={className}
      aria-label={label}
      placeholder={hint}
      inputMode={isNumber ? "decimal" : "text"}
      maxLength={most}
      autoComplete="off"
      value={draft ?? text}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape" && draft !== null) {
          event.stopPropagation();
          setDraft(null);
        }
      }}
    />
  );
}
