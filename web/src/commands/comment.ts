import { chosen } from "../picture/here";
import { texts } from "../texts/people";
import type { At, Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "comment",
    group: "share",
    label: texts.commandComment,
    explanation: texts.commandCommentLong,
    keys: ["C", "Mod+Alt+M"],
    needs: "comment",
    menus: ["step", "value", "ground"],
    run: (at) => open(at, chosen(at)),
  },
  {
    id: "comments",
    group: "share",
    label: texts.commandComments,
    keys: ["Shift+C"],
    isOn: ({ screen }) => screen.comments !== null,
    run: (at) => (at.screen.comments === null ? open(at, null) : at.show({ comments: null })),
  },
];

function open({ show }: At, about: string | null): void {
  show({ comments: { about, thread: null }, hasHistory: false, typing: null });
  document.querySelector<HTMLElement>(".comments textarea")?.focus();
}
