/** The session as a panel: what is done now with its clock, what everybody does alone first, and what else belongs to it. */

import type { ReactNode } from "react";
import type { MeetingOf } from "../generated/protocol";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";
import type { SessionSize } from "../studio/screen";
import { useDocument, useStudio } from "../studio/studio";
import { texts } from "../texts/session";
import { Agenda, Present } from "./Agenda";
import { Decision } from "./Decision";
import { Earlier } from "./Earlier";
import { Ended } from "./Ended";
import { Ending } from "./Ending";
import { Leaderless, RunsHere } from "./Leading";
import { currentRound } from "./meeting";
import { Parking } from "./Parking";
import { Quiet } from "./Quiet";
import { RoundShown } from "./RoundShown";
import { SetUp } from "./SetUp";
import { NARROW } from "./size";
import { Timer } from "./Timer";
import { useMayRun, useRuns, useTakesPart } from "./useMeeting";

interface PanelProps {
  readonly meeting: MeetingOf;
  readonly size: SessionSize;
}

export default function Panel({ meeting, size }: PanelProps): ReactNode {
  const isOver = meeting.state === "ended";
  return (
    <section
      className="session"
      data-size={size}
      // In the place of the map it is what the page is about.
      role={size === "whole" ? "main" : undefined}
      aria-label={texts.session}
    >
      <Head meeting={meeting} size={size} />
      {isOver ? <Ended meeting={meeting} /> : <Going meeting={meeting} />}
    </section>
  );
}

function Going({ meeting }: { readonly meeting: MeetingOf }): ReactNode {
  const runs = useRuns();
  const mayRun = useMayRun();
  const takesPart = useTakesPart();
  const round = currentRound(meeting);
  return (
    <>
      <div className="session-front">
        <Timer meeting={meeting} runs={runs} />
        {!takesPart && <p className="soft">{texts.lookOnly}</p>}
        {mayRun && !runs && <Leaderless />}
        {round !== null && <RoundShown key={round.id} round={round} runs={runs} />}
        <Present meeting={meeting} runs={runs} />
        <Quiet meeting={meeting} runs={runs} />
        {round === null && <Headline />}
        {runs && round?.state !== "open" && <SetUp isEmpty={round === null} />}
      </div>
      <div className="session-back">
        <Agenda meeting={meeting} runs={runs} />
        <Parking meeting={meeting} />
        {runs && <Decision />}
        <Earlier meeting={meeting} runs={runs} />
        {runs && <Ending meeting={meeting} />}
        {mayRun && <RunsHere runs={runs} />}
      </div>
    </>
  );
}

function Head({ meeting, size }: PanelProps): ReactNode {
  const { screen } = useStudio();
  const isOver = meeting.state === "ended";
  const isNarrow = window.matchMedia(NARROW).matches;
  const other = size === "whole" ? "beside" : "whole";
  return (
    <header className="session-head">
      <h2 tabIndex={-1}>{meeting.title || texts.session}</h2>
      {isNarrow ? (
        <button type="button" className="button" onClick={() => screen.set({ session: "folded" })}>
          {texts.map}
        </button>
      ) : (
        <Tip text={size === "whole" ? texts.small : texts.large}>
          <button
            type="button"
            className="icon-button"
            aria-label={size === "whole" ? texts.small : texts.large}
            onClick={() => screen.set({ session: other })}
          >
            <Icon sign={size === "whole" ? "sides" : "present"} />
          </button>
        </Tip>
      )}
      {!isNarrow && !isOver && (
        <Tip text={texts.fold}>
          <button
            type="button"
            className="icon-button"
            aria-label={texts.fold}
            onClick={() => screen.set({ session: "folded" })}
          >
            <Icon sign="previous" />
          </button>
        </Tip>
      )}
      {isOver && (
        <Tip text={texts.close}>
          <button
            type="button"
            className="icon-button"
            aria-label={texts.close}
            onClick={() => screen.set({ session: "gone" })}
          >
            <Icon sign="close" />
          </button>
        </Tip>
      )}
    </header>
  );
}

/** What the map says, for those who see the session in its place. */
function Headline(): ReactNode {
  const sentences = useDocument((document) => document.figures?.sentences) ?? [];
  if (sentences.length === 0) return null;
  return (
    <section className="session-figures" aria-label={texts.figures}>
      <h3>{texts.figures}</h3>
      {sentences.slice(0, 2).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  );
}
