/** Give the present state a name. */

import type { ReactNode } from "react";
import { nameVersion } from "../api";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { LineDialog } from "./LineDialog";

export function VersionDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { room, screen } = useStudio();
  const keep = async (name: string): Promise<void> => {
    await nameVersion(room.key, name, screen.get().by);
    say(screen, texts.versionNamed(name));
  };
  return (
    <LineDialog
      title={texts.nameVersion}
      label={texts.versionName}
      text=""
      hint={texts.versionHint}
      note={texts.nameVersionLong}
      onKeep={keep}
      onClose={onClose}
    />
  );
}
