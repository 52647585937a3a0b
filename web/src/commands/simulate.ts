import { chosen } from "../shell/choices";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

/** The simulation of usual days, the first of the views that take long; the others are found among the views. */
function simulation({ document }: At): string | undefined {
  return document.views.find((view) => view.kind === "asked")?.name;
}

export const commands: readonly Command[] = [
  {
    id: "simulate",
    group: "view",
    label: texts.simulate,
    explanation: texts.simulateLong,
    when: (at) => simulation(at) !== undefined,
    run: (at) => {
      const view = simulation(at);
      if (view === undefined) return;
      at.show({ views: chosen(at.screen.views, view) });
      at.room.workOut(view);
    },
  },
];
