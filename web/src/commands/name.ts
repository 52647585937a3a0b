import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "name",
    group: "versions",
    label: texts.yourName,
    keys: ["Mod+Shift+U"],
    run: ({ show }) => show({ dialog: "name" }),
  },
  {
    id: "rename-atlas",
    group: "view",
    label: texts.renameAtlas,
    needs: "edit",
    // The palette gives the focus back first.
    run: () =>
      void window.requestAnimationFrame(() => document.querySelector<HTMLElement>("button.title-words")?.click()),
  },
];
