/** What lies over the workspace: dialogs, the history, messages. */

import { type ReactNode, Suspense, useEffect } from "react";
import { Comments } from "../comments/Comments";
import { later } from "../lib/later";
import { isNew, noteAsked } from "../people/welcome";
import type { Dialog } from "../studio/screen";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { ExportDialog } from "./ExportDialog";
import { Glossary } from "./Glossary";
import { History } from "./History";
import { LogDialog } from "./LogDialog";
import { Messages } from "./Messages";
import { NameDialog } from "./NameDialog";
import { Palette } from "./Palette";
import { Shortcuts } from "./Shortcuts";
import { VersionDialog } from "./VersionDialog";

const ShareDialog = later(() => import("./ShareDialog"));

const DIALOGS: Readonly<Record<Exclude<Dialog, "none">, (props: { onClose: () => void }) => ReactNode>> = {
  palette: Palette,
  shortcuts: Shortcuts,
  export: ExportDialog,
  versions: VersionDialog,
  glossary: Glossary,
  name: NameDialog,
  log: LogDialog,
  share: ShareDialog,
  welcome: Welcome,
};

export function Overlays(): ReactNode {
  const { screen } = useStudio();
  const dialog = useScreen((now) => now.dialog);
  const hasHistory = useScreen((now) => now.hasHistory);
  const hasComments = useScreen((now) => now.comments !== null);
  useWelcome();
  const Shown = dialog === "none" ? null : DIALOGS[dialog];
  const close = (): void => screen.set({ dialog: "none" });
  return (
    <>
      {hasHistory && <History />}
      {hasComments && <Comments />}
      <Suspense>{Shown !== null && <Shown key={dialog} onClose={close} />}</Suspense>
      <Messages />
    </>
  );
}

/** Whoever comes in by a link is asked once who they are. */
function useWelcome(): void {
  const { screen } = useStudio();
  const isLoaded = useDocument((document) => document.isLoaded);
  useEffect(() => {
    if (!isLoaded || !isNew()) return;
    noteAsked();
    screen.set({ dialog: "welcome" });
  }, [screen, isLoaded]);
}

function Welcome({ onClose }: { onClose: () => void }): ReactNode {
  return <NameDialog isWelcome={true} onClose={onClose} />;
}
