import { activeViewport, ZOOM_STEP } from "../picture/viewport";
import { texts } from "../texts/commands";
import type { Command } from "./command";

export const commands: readonly Command[] = [
  {
    id: "zoom-in",
    group: "view",
    label: texts.zoomIn,
    keys: ["+", "="],
    region: "map",
    run: () => activeViewport()?.zoom(ZOOM_STEP),
  },
  {
    id: "zoom-out",
    group: "view",
    label: texts.zoomOut,
    keys: ["-"],
    region: "map",
    run: () => activeViewport()?.zoom(1 / ZOOM_STEP),
  },
  {
    id: "zoom-fit",
    group: "view",
    label: texts.zoomFit,
    keys: ["1", "Shift+1", "!"],
    region: "map",
    menus: ["ground"],
    run: () => activeViewport()?.fit(),
  },
  {
    id: "zoom-full",
    group: "view",
    label: texts.zoomFull,
    keys: ["0"],
    region: "map",
    menus: ["ground"],
    run: () => activeViewport()?.toFullSize(),
  },
];
