/** What begins an empty map, right below the boxes that are drawn for its first steps. */

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { runById } from "../commands/registry";
import type { Picture } from "../room/document";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { boundsOf } from "./geometry";
import type { Viewport } from "./viewport";

const GAP = 16;
/** What the map says where it is empty; a picture without it invites in its own way. */
export const WORDS = "invitation/words";
/** Room that the button and its hint take. */
const SIZE = { width: 240, height: 84 };

export function Invitation({ picture, viewport }: { picture: Picture; viewport: Viewport }): ReactNode {
  const studio = useStudio();
  const box = useRef<HTMLDivElement>(null);
  const words = picture.parts.get(WORDS);
  useLayoutEffect(() => {
    const write = (): void => {
      const style = box.current?.style;
      if (style === undefined || words === undefined) return;
      const on = viewport.onScreen(boundsOf(words));
      const { width, height } = viewport.screen;
      const [x, y] = [Math.min(on.x, width - SIZE.width - GAP), Math.min(on.y + on.height + GAP, height - SIZE.height)];
      style.setProperty("transform", `translate(${Math.max(x, GAP)}px, ${Math.max(y, GAP)}px)`);
    };
    write();
    return viewport.subscribe(write);
  }, [viewport, words]);
  return (
    <div ref={box} className="canvas-invitation">
      <button type="button" className="button primary" onClick={() => runById("add-step", studio)}>
        {texts.firstStep}
      </button>
      <p>{texts.pasteHint}</p>
    </div>
  );
}
