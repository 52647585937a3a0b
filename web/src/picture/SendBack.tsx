/** Choosing the earlier step that work goes back to, with keys or mouse. */

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { join } from "../lib/path";
import { backFrom } from "../lib/shape";
import { everythingBefore, nameOf, newId, predecessors, sentBack, stepOf, stepsIn } from "../lib/structure";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";

export function SendBack({ onClose }: { onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const from = useScreen((now) => now.sending);
  const values = useDocument((document) => document.values);
  const list = useRef<HTMLDivElement>(null);
  const step = from === null ? null : stepOf(from);
  useEffect(() => {
    if (from !== null) list.current?.querySelector("button")?.focus();
  }, [from]);
  if (step === null) return null;
  const steps = stepsIn(values, step.section);
  const allowed = backFrom(steps, step.id);
  const earlier = everythingBefore(predecessors(steps), step.id);
  const crossing = [...steps.keys()].filter((id) => earlier.has(id) && !allowed.includes(id)).reverse();
  const places = [...allowed.filter((id) => id !== step.id), step.id];
  const close = (): void => {
    screen.set({ sending: null });
    onClose();
  };
  const choose = (to: string): void => {
    const link = newId("again", "again");
    room.edit(sentBack(step.section, step.id, to, link), labels.sendBack);
    screen.set({ sending: null, selection: [join(step.section, "steps", step.id, "rework", link)] });
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
  const title = texts.sendBackTo(nameOf(steps.get(step.id), step.id));
  return (
    <div ref={list} className="send-back" role="dialog" aria-label={title} onKeyDown={pressed}>
      <p>{title}</p>
      {places.map((id) => (
        <button key={id} type="button" onClick={() => choose(id)}>
          {nameOf(steps.get(id), id)}
        </button>
      ))}
      {crossing.map((id) => (
        <button key={id} type="button" aria-disabled="true">
          {nameOf(steps.get(id), id)}
          <span className="why-not">{texts.crossesBranches}</span>
        </button>
      ))}
    </div>
  );
}
