/** A large picture in small, with what is on the screen; dragging in it moves the picture. */

import { memo, type PointerEvent, type ReactNode, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { PartOf } from "../generated/protocol";
import { isSameList } from "../lib/store";
import type { Picture } from "../room/document";
import { texts } from "../texts/canvas";
import { coreOf } from "./geometry";
import type { Viewport } from "./viewport";

const WIDTH = 160;
const HEIGHT = 140;

export function Minimap({ picture, viewport }: { picture: Picture; viewport: Viewport }): ReactNode {
  const isLarge = useSyncExternalStore(viewport.subscribeRest, () => viewport.isLarge);
  return isLarge ? <Small picture={picture} viewport={viewport} /> : null;
}

function Small({ picture, viewport }: { picture: Picture; viewport: Viewport }): ReactNode {
  const shown = useRef<HTMLDivElement>(null);
  const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
  useLayoutEffect(() => {
    const write = (): void => {
      const { x, y, scale: zoom } = viewport.get();
      const { width, height } = viewport.screen;
      const by = scale / zoom;
      const style = shown.current?.style;
      style?.setProperty("width", `${width * by}px`);
      style?.setProperty("height", `${height * by}px`);
      style?.setProperty("transform", `translate3d(${-x * by}px, ${-y * by}px, 0)`);
    };
    write();
    return viewport.subscribe(write);
  }, [viewport, scale]);
  const go = (event: PointerEvent<HTMLDivElement>): void => {
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
    <div className="minimap" role="img" aria-label={texts.minimap} onPointerDown={go} onPointerMove={go}>
      <Boxes boxes={boxesOf(picture)} width={picture.width} height={picture.height} scale={scale} />
      <div ref={shown} className="minimap-shown" />
    </div>
  );
}

interface BoxesProps {
  readonly boxes: readonly PartOf[];
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

const Boxes = memo(function Boxes({ boxes, width, height, scale }: BoxesProps): ReactNode {
  return (
    <svg width={width * scale} height={height * scale} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {boxes.map((part) => (
        <rect key={part.id} className={`role-${part.shapes[0]?.role ?? ""}`} {...coreOf(part)} />
      ))}
    </svg>
  );
}, isSameBoxes);

function isSameBoxes(before: BoxesProps, now: BoxesProps): boolean {
  const isSameSize = before.scale === now.scale && before.width === now.width && before.height === now.height;
  return isSameSize && isSameList(before.boxes, now.boxes);
}

function boxesOf(picture: Picture): PartOf[] {
  return [...picture.parts.values()].filter((part) => part.shapes[0]?.shape === "box" && part.role !== "legend");
}
