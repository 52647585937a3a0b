/** Where a small box stands beside what it belongs to: below it, or above where there is no room; inside the window. */

/** `left` keeps what stands below in sight, as in a list; where there is no room on the left it is below as well. */
export type Side = "below" | "left";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

const EDGE = 8;

export function placed(
  anchor: Rectangle,
  box: Size,
  window: Size,
  side: Side = "below",
): { left: number; top: number } {
  if (side === "left" && anchor.left - box.width - EDGE >= EDGE) {
    const top = anchor.top + anchor.height / 2 - box.height / 2;
    const lowest = window.height - box.height - EDGE;
    return { left: Math.round(anchor.left - box.width - EDGE), top: Math.round(Math.max(EDGE, Math.min(top, lowest))) };
  }
  const middle = anchor.left + anchor.width / 2 - box.width / 2;
  const left = Math.max(EDGE, Math.min(middle, window.width - box.width - EDGE));
  const below = anchor.top + anchor.height;
  const above = anchor.top - box.height;
  const hasRoom = below + box.height + EDGE <= window.height || above < EDGE;
  return { left: Math.round(left), top: Math.round(hasRoom ? below : above) };
}
