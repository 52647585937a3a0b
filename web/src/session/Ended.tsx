/** A session that is over: its summary to open and to take along, and what comes next. */

import type { ReactNode } from "react";
import { summaryAddress } from "../api";
import type { MeetingOf } from "../generated/protocol";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { Earlier } from "./Earlier";
import { useMayRun } from "./useMeeting";

export function Ended({ meeting }: { readonly meeting: MeetingOf }): ReactNode {
  const { room, screen } = useStudio();
  const mayRun = useMayRun();
  const page = summaryAddress(room.key, "html");
  return (
    <>
      <div className="session-front">
        <div className="session-now">
          <h3>{texts.over_}</h3>
          {(meeting.next_text !== "" || meeting.next_on !== "") && (
            <p>
              {texts.nextTime}: {[meeting.next_text, meeting.next_on].filter((one) => one !== "").join(" · ")}
            </p>
          )}
        </div>
        <div className="session-buttons">
          <a className="button primary" href={page} target="_blank" rel="noreferrer">
            {texts.openSummary}
          </a>
          <a className="button" href={summaryAddress(room.key, "md")} download>
            {texts.download} {texts.asMarkdown}
          </a>
          <a className="button" href={page} download>
            {texts.download} {texts.asPage}
          </a>
        </div>
      </div>
      <div className="session-back">
        <Earlier meeting={meeting} runs={false} />
        {mayRun && (
          <button type="button" className="button" onClick={() => screen.set({ settingUp: "session" })}>
            {texts.another}
          </button>
        )}
      </div>
    </>
  );
}
