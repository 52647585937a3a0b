/** Choosing the earlier step that work goes back to, with keys or mouse. */

import type { ReactNode } from "react";
import { join } from "../lib/path";
import { backFrom } from "../lib/shape";
import { everythingBefore, nameOf, newId, predecessors, sentBack, stepOf, stepsIn } from "../lib/structure";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";
import { PickOne } from "./PickOne";

export function SendBack({ onClose }: { onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const from = useScreen((now) => now.sending);
  const values = useDocument((document) => document.values);
  const step = from === null ? null : stepOf(from);
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
  return (
    <PickOne key={from} title={texts.sendBackTo(nameOf(steps.get(step.id), step.id))} onClose={close}>
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
    </PickOne>
  );
}
