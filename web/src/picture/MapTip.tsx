/** What a part means, in plain words: while the mouse rests on it, or the keyboard has come to it. */

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Picture } from "../room/document";
import { texts } from "../texts/canvas";
import { boundsOf } from "./geometry";
import { isOffer } from "./offers";
import type { Viewport } from "./viewport";

const REST = 800;

interface TipProps {
  readonly picture: Picture;
  /** the id of the part */
  readonly part: string | null;
  /** whether it stands in the corner, where it covers nothing, instead of beside its part */
  readonly isAside: boolean;
  readonly viewport: Viewport;
}

export function MapTip({ picture, part: id, isAside, viewport }: TipProps): ReactNode {
  const [shown, setShown] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    setShown(null);
    if (id === null) return;
    const timer = window.setTimeout(() => setShown(id), REST);
    const hide = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setShown(null);
    };
    const stop = isAside ? null : viewport.subscribe(() => setShown(null));
    window.addEventListener("keydown", hide);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("keydown", hide);
      stop?.();
    };
  }, [id, isAside, viewport]);
  const part = shown === null ? undefined : picture.parts.get(shown);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || part === undefined || isAside) return;
    const rect = viewport.onScreen(boundsOf(part));
    const { width, height } = viewport.screen;
    const own = element.getBoundingClientRect();
    const below = rect.y + rect.height + 12;
    const isAbove = below + own.height > height - 8 && rect.y - own.height - 12 > 8;
    element.style.left = `${Math.max(8, Math.min(width - own.width - 8, rect.x + rect.width / 2 - own.width / 2))}px`;
    element.style.top = `${isAbove ? rect.y - own.height - 12 : Math.min(below, height - own.height - 8)}px`;
  }, [part, isAside, viewport]);
  if (part === undefined || (part.tip === "" && !isOffer(part))) return null;
  return (
    <div ref={box} className="map-tip" role="tooltip" data-is-aside={isAside ? "" : undefined}>
      <strong>{part.name}</strong>
      {part.tip !== "" && <p>{part.tip}</p>}
      {isOffer(part) && <p>{texts.takeHint}</p>}
    </div>
  );
}
