/** What lies over the workspace: dialogs, the history, messages. */

import type { ReactNode } from "react";
import type { Dialog } from "../studio/screen";
import { useScreen, useStudio } from "../studio/studio";
import { ExportDialog } from "./ExportDialog";
import { Glossary } from "./Glossary";
import { History } from "./History";
import { LogDialog } from "./LogDialog";
import { Messages } from "./Messages";
import { NameDialog } from "./NameDialog";
import { Palette } from "./Palette";
import { Shortcuts } from "./Shortcuts";
import { VersionDialog } from "./VersionDialog";

const DIALOGS: Readonly<Record<Exclude<Dialog, "none">, (props: { onClose: () => void }) => ReactNode>> = {
  palette: Palette,
  shortcuts: Shortcuts,
  export: ExportDialog,
  versions: VersionDialog,
  glossary: Glossary,
  name: NameDialog,
  log: LogDialog,
};

export function Overlays(): ReactNode {
  const { screen } = useStudio();
  const dialog = useScreen((now) => now.dialog);
  const hasHistory = useScreen((now) => now.hasHistory);
  const Shown = dialog === "none" ? null : DIALOGS[dialog];
  const close = (): void => screen.set({ dialog: "none" });
  return (
    <>
      {hasHistory && <History />}
      {Shown !== null && <Shown key={dialog} onClose={close} />}
      <Messages />
    </>
  );
}
