/** Where a map is empty: the way to begin it with a group. */

import type { ReactNode } from "react";
import { runById } from "../commands/registry";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { isBlank } from "./material";
import { useMayRun } from "./useMeeting";

export function SessionInvite(): ReactNode {
  const studio = useStudio();
  const mayRun = useMayRun();
  const view = useScreen(({ views }) => views[0] ?? "");
  const isNeeded = useDocument(({ isLoaded, values, views, meeting }) => {
    const section = views.find(({ name }) => name === view)?.section ?? "";
    return isLoaded && section !== "" && meeting?.state !== "on" && isBlank(values, section);
  });
  if (!isNeeded || !mayRun) return null;
  return (
    <section className="session-invite" aria-label={texts.session}>
      <h2>{texts.invite}</h2>
      <p>{texts.inviteLong}</p>
      <button type="button" className="button" onClick={() => runById("start-session", studio)}>
        {texts.start}
      </button>
    </section>
  );
}
