/** Views that the server is about to draw. */

import type { Store } from "../lib/store";
import type { Room } from "../room/room";
import type { Screen } from "../studio/screen";
import { chosen } from "./choices";

/** Show a view as soon as the server can draw it, at once where it can already. */
export function showOnceDrawn(room: Room, show: Store<Screen>["set"], name: string): void {
  const isThere = (): boolean => room.getDocument().views.some((view) => view.name === name);
  const open = (): void => show(({ views }) => ({ views: chosen(views, name) }));
  if (isThere()) {
    open();
    return;
  }
  const forget = room.subscribe(() => {
    if (!isThere()) return;
    forget();
    open();
  });
}
