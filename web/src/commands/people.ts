import { texts } from "../texts/people";
import type { At, Command } from "./command";

const isTogether = ({ document }: At): boolean => document.people.size > 1;

export const commands: readonly Command[] = [
  {
    id: "stop-following",
    group: "view",
    label: texts.stopFollowing,
    keys: ["Escape"],
    when: ({ screen }) => screen.following !== null,
    run: ({ show }) => show({ following: null }),
  },
  {
    id: "bring",
    group: "view",
    label: texts.commandBring,
    explanation: texts.commandBringLong,
    needs: "edit",
    when: isTogether,
    run: ({ room, say }) => {
      room.bring();
      say(texts.broughtYours);
    },
  },
];
