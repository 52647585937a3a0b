import { nextTheme } from "../shell/theme";
import { texts } from "../texts/commands";
import { texts as shell } from "../texts/shell";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "theme",
    group: "view",
    label: texts.theme,
    keys: ["Mod+Shift+L"],
    run: ({ screen, show, say }) => {
      const theme = nextTheme(screen.theme);
      show({ theme });
      say(shell.themeNow[theme]);
    },
  },
];
