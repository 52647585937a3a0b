/** Choosing where chosen cards go, with keys or mouse. */

import type { ReactNode } from "react";
import type { Picture } from "../room/document";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { texts as labels } from "../texts/commands";
import { fieldsAt, placed, zoneOf, zonesToChoose } from "./boards";
import { PickOne } from "./PickOne";
import { activeViewport, type Viewport } from "./viewport";

interface PutToProps {
  readonly picture: Picture;
  readonly viewport: Viewport;
  readonly onClose: () => void;
}

export function PutTo({ picture, viewport, onClose }: PutToProps): ReactNode {
  const { room, screen } = useStudio();
  const cards = useScreen((now) => now.placing);
  const values = useDocument((document) => document.values);
  const isHere = cards !== null && activeViewport() === viewport;
  const [first] = cards ?? [];
  if (!isHere || cards === null || first === undefined) return null;
  const now = cards.length === 1 ? zoneOf(picture, first) : null;
  const close = (): void => {
    screen.set({ placing: null });
    onClose();
  };
  return (
    <PickOne key={cards.join("\n")} title={texts.putTo(cards.length)} onClose={close}>
      {zonesToChoose(picture, first).map((zone) => (
        <button
          key={`${zone.name} ${zone.x} ${zone.y}`}
          type="button"
          onClick={() => {
            const changes = cards.flatMap((card) => placed(values, card, fieldsAt(zone, null)));
            room.edit(changes, labels.moveTo(zone.name));
            close();
          }}
        >
          {zone.name}
          {zone === now && <span className="why-not">{texts.isThere}</span>}
        </button>
      ))}
    </PickOne>
  );
}
