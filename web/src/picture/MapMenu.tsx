/** What can be done with what was clicked with the right button, or is chosen when the menu key is pressed. */

import { Fragment, type MouseEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { at, COMMANDS, GROUPS, isPossible, run } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { Popup, PopupItem } from "../shell/Popup";
import { useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/canvas";
import { isStep } from "./here";

/** So long a finger rests before the menu opens. */
const HELD = 700;

interface MenuProps {
  readonly children: ReactNode;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

export function MapMenu({ children, onOpen, onClose }: MenuProps): ReactNode {
  const [open, setOpen] = useState<{ readonly anchor: DOMRect; readonly isByKeys: boolean } | null>(null);
  const nothing = useRef(null);
  const timer = useRef(0);
  const show = (x: number, y: number, isByKeys: boolean): void => {
    window.clearTimeout(timer.current);
    onOpen();
    setOpen({ anchor: new DOMRect(x, y, 0, 0), isByKeys });
  };
  const asked = (event: MouseEvent): void => {
    event.preventDefault();
    show(event.clientX, event.clientY, !event.isTrusted);
  };
  const rested = (event: PointerEvent): void => {
    if (event.pointerType === "mouse") return;
    const { clientX: x, clientY: y } = event;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => show(x, y, false), HELD);
  };
  const stirred = (): void => window.clearTimeout(timer.current);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the map inside takes the keyboard */}
      <div
        className="map-menu-of"
        onContextMenu={asked}
        onPointerDown={rested}
        onPointerMove={stirred}
        onPointerUp={stirred}
        onPointerCancel={stirred}
      >
        {children}
      </div>
      {open !== null && (
        <Popup
          label={texts.map}
          align="start"
          opener={nothing}
          onClose={(isDone) => {
            if (isDone) onClose();
            setOpen(null);
          }}
          {...open}
        >
          <Items />
        </Popup>
      )}
    </>
  );
}

function Items(): ReactNode {
  const studio = useStudio();
  const place = at(studio);
  const path = useSelection().at(-1) ?? null;
  const clicked = path === null ? "ground" : isStep(path) ? "step" : "value";
  const commands = COMMANDS.filter(
    (command) => command.menus?.includes(clicked) === true && isPossible(command, place),
  );
  const groups = GROUPS.map((group) => ({ group, items: commands.filter((command) => command.group === group) }));
  const filled = groups.filter(({ items }) => items.length > 0);
  return filled.map(({ group, items }, number) => (
    <Fragment key={group}>
      {number > 0 && <hr className="menu-rule" />}
      {items.map((command) => (
        <PopupItem key={command.id} onSelect={() => run(command, studio)}>
          <span className="menu-words">{command.label}</span>
          {command.keys?.[0] !== undefined && <kbd>{shownKeys(command.keys[0])}</kbd>}
        </PopupItem>
      ))}
    </Fragment>
  ));
}
