/** One atlas: its room is opened here and closed when it is left. */

import { type ReactNode, useEffect, useState } from "react";
import { press } from "../commands/registry";
import { bring } from "../people/bring";
import { explain } from "../people/refusals";
import { Whereabouts } from "../people/whereabouts";
import { Room } from "../room/room";
import { newScreen, say } from "../studio/screen";
import { type Studio, StudioProvider } from "../studio/studio";
import { texts } from "../texts/people";
import { keepViews, keptViews } from "./keptViews";
import { Workspace } from "./Workspace";

/** What the server says about one's own edits and undos: of several in a row the last one counts. */
const JUST_DONE = "just done";

export function Atlas({ name }: { name: string }): ReactNode {
  const [studio, setStudio] = useState<Studio | null>(null);
  useEffect(() => {
    const screen = newScreen();
    screen.set({ views: keptViews(name) });
    const room = new Room(name, {
      onRefused: (refused, edit, place) => explain(screen, room.getDocument(), refused, edit, place),
      onNotice: ({ message, severity }) =>
        say(screen, message, severity, undefined, severity === "info" ? JUST_DONE : message),
      onBrought: (brought) => bring(opened, brought),
      onForbidden: () => say(screen, texts.notAllowed[room.getDocument().right], "warning"),
    });
    const opened: Studio = { room, screen, here: new Whereabouts(room, screen) };
    const pressed = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented) press(event, opened);
    };
    const follow = (): void => {
      room.signAs(screen.get().by);
      keepViews(name, screen.get().views);
    };
    const forget = screen.subscribe(follow);
    follow();
    window.addEventListener("keydown", pressed);
    setStudio(opened);
    return () => {
      window.removeEventListener("keydown", pressed);
      forget();
      opened.here.close();
      room.close();
    };
  }, [name]);
  if (studio === null) return null;
  return (
    <StudioProvider studio={studio}>
      <Workspace />
    </StudioProvider>
  );
}
