/** Choosing where chosen cards go, with keys or mouse. */

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import type { Picture } from "../room/document";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";
import { fieldsAt, placed, zoneOf, zonesToChoose } from "./boards";
import { activeViewport, type Viewport } from "./viewport";

interface PutToProps {
  readonly picture: Picture;
  readonly viewport: Viewport;
  readonly onClose: () => void;
}

export function PutTo({ picture, viewport, onClose }: PutToProps): ReactNode {
  const { room, screen } = useStudio();
  const cards = useScreen((now) => now.placing);
  const values = useDocument((document) => document.values);
  const list = useRef<HTMLDivElement>(null);
  const isHere = cards !== null && activeViewport() === viewport;
  useEffect(() => {
    if (isHere) list.current?.querySelector("button")?.focus();
  }, [isHere]);
  const [first] = cards ?? [];
  if (!isHere || cards === null || first === undefined) return null;
  const now = cards.length === 1 ? zoneOf(picture, first) : null;
  const close = (): void => {
    screen.set({ placing: null });
    onClose();
  };
  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = document.activeElement instanceof HTMLButtonElement ? buttons.indexOf(document.activeElement) : -1;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === "ArrowUp") buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const title = texts.putTo(cards.length);
  return (
    <div ref={list} className="send-back" role="dialog" aria-label={title} onKeyDown={pressed}>
      <p>{title}</p>
      {zonesToChoose(picture, first).map((zone) => (
        <button
          key={`${zone.name} ${zone.x} ${zone.y}`}
          type="button"
          onClick={() => {
            const changes = cards.flatMap((card) => placed(values, card, fieldsAt(zone, null)));
            room.edit(changes, labels.moveTo(zone.name));
            close();
          }}
        >
          {zone.name}
          {zone === now && <span className="why-not">{texts.isThere}</span>}
        </button>
      ))}
    </div>
  );
}
