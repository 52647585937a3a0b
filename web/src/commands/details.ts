import { chosen } from "../picture/here";
import { focusStage } from "../studio/stage";
import { texts } from "../texts/commands";
import type { Command } from "./command";

const FIELDS = "textarea, select, input, button.fold";

export const commands: readonly Command[] = [
  {
    id: "details",
    needs: "view",
    group: "edit",
    label: texts.details,
    explanation: texts.detailsLong,
    keys: ["I"],
    region: "map",
    menus: ["step", "value"],
    when: (at) => chosen(at) !== null,
    run: () => document.querySelector<HTMLElement>(`.inspector :is(${FIELDS})`)?.focus(),
  },
  {
    id: "back-to-map",
    needs: "view",
    group: "edit",
    label: texts.backToMap,
    keys: ["Escape"],
    isForTyping: true,
    isHidden: true,
    when: () => (document.activeElement?.closest(".inspector") ?? null) !== null,
    run: focusStage,
  },
];
