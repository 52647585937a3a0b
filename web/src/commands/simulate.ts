import { chosen } from "../shell/choices";
import { texts } from "../texts/commands";
import type { At, Command } from "./command";

/** The view that takes long and is on the screen, else the first one of them. */
function asked({ document, screen }: At): string | undefined {
  const names = document.views.filter((view) => view.kind === "asked").map((view) => view.name);
  return names.find((name) => screen.views.includes(name)) ?? names[0];
}

export const commands: readonly Command[] = [
  {
    id: "simulate",
    group: "view",
    label: texts.simulate,
    explanation: texts.simulateLong,
    when: (at) => asked(at) !== undefined,
    run: (at) => {
      const view = asked(at);
      if (view === undefined) return;
      at.show({ views: chosen(at.screen.views, view) });
      at.room.workOut(view);
    },
  },
];
