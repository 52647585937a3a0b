/** Buttons for those who zoom by mouse or finger. */

import { type ReactNode, useSyncExternalStore } from "react";
import { texts } from "../texts/canvas";
import { Sign } from "./SearchField";
import { type Viewport, ZOOM_STEP } from "./viewport";

export function Controls({ viewport }: { viewport: Viewport }): ReactNode {
  const percent = useSyncExternalStore(viewport.subscribeRest, () => Math.round(viewport.get().scale * 100));
  return (
    <div className="canvas-controls">
      <button
        type="button"
        className="icon-button by-hand"
        aria-label={texts.zoomOut}
        onClick={() => viewport.zoom(1 / ZOOM_STEP)}
      >
        <Sign path="M5 10h10" />
      </button>
      <button type="button" className="zoom" aria-label={texts.fullSize(percent)} onClick={() => viewport.toFullSize()}>
        {percent} %
      </button>
      <button
        type="button"
        className="icon-button by-hand"
        aria-label={texts.zoomIn}
        onClick={() => viewport.zoom(ZOOM_STEP)}
      >
        <Sign path="M5 10h10M10 5v10" />
      </button>
      <button type="button" className="icon-button" aria-label={texts.fit} onClick={() => viewport.fit()}>
        <Sign path="M4 7.5V4h3.5M12.5 4H16v3.5M16 12.5V16h-3.5M7.5 16H4v-3.5" />
      </button>
    </div>
  );
}
