/** The screen of one atlas: bar, map or table, and what stands beside it. */

import { type ReactNode, useEffect } from "react";
import { useForesight } from "../commands/useForesight";
import { useNews } from "../comments/useNews";
import { isSameList } from "../lib/store";
import { Answers } from "../panels/Answers";
import { Inspector } from "../panels/Inspector";
import { Followed } from "../people/Followed";
import { may } from "../people/rights";
import { Canvas } from "../picture/Canvas";
import { SessionInvite } from "../session/Invite";
import { Session } from "../session/Session";
import { useIsCovered } from "../session/useMeeting";
import { say, TABLE } from "../studio/screen";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { Table } from "../table/Table";
import { texts as people } from "../texts/people";
import { texts } from "../texts/shell";
import { Bar } from "./Bar";
import { known } from "./choices";
import { isLog } from "./dropped";
import { Messages } from "./Messages";
import { Missing, useTrouble } from "./Missing";
import { Overlays } from "./Overlays";
import { Presenter } from "./Presenter";
import { Printed, usePrinting } from "./Printed";
import { wearTheme } from "./theme";
import { useDrop } from "./useDrop";
import { useTooLong } from "./useTooLong";
import { STAGE } from "./Views";
import "../styles/shell.css";

export function Workspace(): ReactNode {
  const theme = useScreen((screen) => screen.theme);
  const isPresenting = useScreen((screen) => screen.isPresenting);
  useEffect(() => wearTheme(theme), [theme]);
  useKnownViews();
  useNews();
  useTooLong();
  const trouble = useTrouble();
  if (trouble !== "") return <Missing reason={trouble} />;
  if (!isPresenting) return <Desk />;
  return (
    <>
      <Presenter />
      <Messages />
    </>
  );
}

function Desk(): ReactNode {
  const { room, screen } = useStudio();
  const views = useScreen((screen) => screen.views);
  const isPrinting = usePrinting();
  const isCovered = useIsCovered();
  useEffect(() => room.look(views.filter((view) => view !== TABLE)), [room, views]);
  useForesight();
  const isOver = useDrop(([file]) => {
    if (file === undefined) return;
    const { right } = room.getDocument();
    if (!may(right, "edit")) say(screen, people.notAllowed[right]);
    else if (isLog(file)) screen.set({ dialog: "log", log: file });
    else say(screen, texts.notALog(file.name), "warning");
  });
  return (
    <div className="workspace">
      <Bar />
      <Session />
      <main id={STAGE} className="stage" data-views={views.length} aria-label={texts.stage} inert={isCovered}>
        {isPrinting ? (
          <Printed />
        ) : (
          views.map((view) => (view === TABLE ? <Table key={view} /> : <Canvas key={view} view={view} />))
        )}
        <Followed />
      </main>
      <aside className="beside" aria-label={texts.beside}>
        <SessionInvite />
        <Answers />
        <Inspector />
      </aside>
      <Overlays />
      {isOver && (
        <div className="drop" aria-hidden="true">
          <p>{texts.dropLog}</p>
        </div>
      )}
    </div>
  );
}

/** A view that went away, such as that of a future, gives its place to one that exists. */
function useKnownViews(): void {
  const { screen } = useStudio();
  const isLoaded = useDocument((document) => document.isLoaded);
  const views = useDocument((document) => document.views);
  const shown = useScreen((now) => now.views);
  useEffect(() => {
    if (!isLoaded) return;
    const left = known(shown, views);
    if (!isSameList(left, shown)) screen.set({ views: left });
  }, [screen, isLoaded, views, shown]);
}
