/** What the table does to its cells by keys and the clipboard, for whoever looks for it in a menu or in the help. */

import { stepsOf } from "../picture/copied";
import { OURS } from "../picture/pasted";
import { TABLE } from "../studio/screen";
import { texts } from "../texts/table";
import type { At, Command } from "./command";

/** The cell with the keyboard, which hears what is done to all that is selected. */
function cell(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[role="grid"] td[tabindex="0"]');
}

function press(key: string, also: KeyboardEventInit = {}): () => void {
  return () => {
    cell()?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...also }));
  };
}

/** What the cells take from a clipboard, or leave on it. */
function exchange(type: "copy" | "cut" | "paste", clipboardData: DataTransfer): void {
  cell()?.dispatchEvent(new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true }));
}

async function give(type: "copy" | "cut"): Promise<void> {
  const data = new DataTransfer();
  exchange(type, data);
  await navigator.clipboard.writeText(data.getData("text/plain"));
}

async function take(): Promise<void> {
  const data = new DataTransfer();
  const text = await navigator.clipboard.readText();
  data.setData("text/plain", text);
  data.setData(OURS, stepsOf(text));
  exchange("paste", data);
}

const isShown = ({ screen }: At): boolean => screen.views.includes(TABLE);
/** Over a network without https only the keys reach the clipboard. */
const hasClipboard = (place: At): boolean => isShown(place) && window.isSecureContext;

/** The table acts on these keys itself, where the keyboard is in it. */
const OWN: Pick<Command, "region" | "isNative" | "menus" | "when"> = {
  region: "table",
  isNative: true,
  menus: ["cell"],
  when: isShown,
};

export const commands: readonly Command[] = [
  {
    ...OWN,
    id: "cells-cut",
    isHidden: true,
    group: "edit",
    label: texts.cut,
    keys: ["Mod+X"],
    when: hasClipboard,
    run: () => give("cut"),
  },
  {
    ...OWN,
    id: "cells-copy",
    isHidden: true,
    needs: "view",
    group: "edit",
    label: texts.copy,
    explanation: texts.copyLong,
    keys: ["Mod+C"],
    when: hasClipboard,
    run: () => give("copy"),
  },
  {
    ...OWN,
    id: "cells-paste",
    isHidden: true,
    group: "edit",
    label: texts.paste,
    explanation: texts.pasteLong,
    keys: ["Mod+V"],
    when: hasClipboard,
    run: take,
  },
  {
    ...OWN,
    id: "cells-clear",
    group: "edit",
    label: texts.clear,
    keys: ["Delete", "Backspace"],
    run: press("Delete"),
  },
  {
    ...OWN,
    id: "cells-fill-right",
    group: "edit",
    label: texts.fillRight,
    explanation: texts.fillRightExplained,
    keys: ["Mod+R"],
    run: press("r", { ctrlKey: true }),
  },
  {
    ...OWN,
    id: "cells-rows",
    needs: "view",
    group: "select",
    label: texts.selectRows,
    keys: ["Shift+ "],
    run: press(" ", { shiftKey: true }),
  },
  {
    ...OWN,
    id: "cells-columns",
    needs: "view",
    group: "select",
    label: texts.selectColumns,
    keys: ["Mod+ "],
    run: press(" ", { ctrlKey: true }),
  },
];
