/** A large picture in small, with what is on the screen; dragging in it moves the picture. */

import { type PointerEvent, type ReactNode, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { Picture } from "../room/document";
import { texts } from "../texts/canvas";
import { coreOf } from "./geometry";
import type { Viewport } from "./viewport";

const WIDTH = 160;
const HEIGHT = 140;

export function Minimap({ picture, viewport }: { picture: Picture; viewport: Viewport }): ReactNode {
  const isLarge = useSyncExternalStore(viewport.subscribe, () => viewport.isLarge);
  return isLarge ? <Small picture={picture} viewport={viewport} /> : null;
}

function Small({ picture, viewport }: { picture: Picture; viewport: Viewport }): ReactNode {
  const shown = useRef<SVGRectElement>(null);
  const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
  useLayoutEffect(() => {
    const write = (): void => {
      const { x, y, scale: zoom } = viewport.get();
      const { width, height } = viewport.screen;
      const rect = shown.current;
      rect?.setAttribute("x", String(-x / zoom));
      rect?.setAttribute("y", String(-y / zoom));
      rect?.setAttribute("width", String(width / zoom));
      rect?.setAttribute("height", String(height / zoom));
    };
    write();
    return viewport.subscribe(write);
  }, [viewport]);
  const go = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.buttons === 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const { scale: zoom } = viewport.get();
    const { width, height } = viewport.screen;
    const x = width / 2 - ((event.clientX - box.left) / scale) * zoom;
    const y = height / 2 - ((event.clientY - box.top) / scale) * zoom;
    viewport.set({ x, y, scale: zoom });
  };
  return (
    <svg
      className="minimap"
      role="img"
      aria-label={texts.minimap}
      width={picture.width * scale}
      height={picture.height * scale}
      viewBox={`0 0 ${picture.width} ${picture.height}`}
      onPointerDown={go}
      onPointerMove={go}
    >
      {[...picture.parts.values()].map((part) => {
        const first = part.shapes[0];
        return first?.shape === "box" && part.role !== "legend" ? (
          <rect key={part.id} className={`role-${first.role}`} {...coreOf(part)} />
        ) : null;
      })}
      <rect ref={shown} className="minimap-shown" />
    </svg>
  );
}
