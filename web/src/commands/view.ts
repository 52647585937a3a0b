import { chosen, neighbour, sideBySide } from "../shell/choices";
import { TABLE } from "../studio/screen";
import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "next-view",
    group: "view",
    label: texts.nextView,
    keys: ["V", "Alt+PageDown"],
    run: ({ screen, document, show }) =>
      show({ views: chosen(screen.views, neighbour(screen.views, document.views, 1)) }),
  },
  {
    id: "previous-view",
    group: "view",
    label: texts.previousView,
    keys: ["Shift+V", "Alt+PageUp"],
    run: ({ screen, document, show }) =>
      show({ views: chosen(screen.views, neighbour(screen.views, document.views, -1)) }),
  },
  {
    id: "table-view",
    group: "view",
    label: texts.tableView,
    keys: ["T"],
    run: ({ screen, show }) => show({ views: chosen(screen.views, TABLE) }),
  },
  {
    id: "side-by-side",
    group: "view",
    label: texts.sideBySide,
    explanation: texts.sideBySideLong,
    keys: ["Mod+Shift+B"],
    isOn: ({ screen }) => screen.views.length > 1,
    run: ({ screen, document, show }) => show({ views: sideBySide(screen.views, document.views) }),
  },
];
