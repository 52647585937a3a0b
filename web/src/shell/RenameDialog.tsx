/** Another title for an atlas of the folder; its file keeps its name. */

import type { ReactNode } from "react";
import { renameAtlas } from "../api";
import { texts as commands } from "../texts/commands";
import { texts } from "../texts/home";
import { LineDialog } from "./LineDialog";

interface RenameProps {
  /** its key */
  readonly atlas: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly onRenamed: () => void;
}

export function RenameDialog({ atlas, title, onClose, onRenamed }: RenameProps): ReactNode {
  const keep = async (name: string): Promise<void> => {
    await renameAtlas(atlas, name, commands.renameAtlas);
    onRenamed();
  };
  return (
    <LineDialog
      title={texts.renameTitle}
      label={texts.newName}
      text={title}
      keeps={texts.keep}
      onKeep={keep}
      onClose={onClose}
    />
  );
}
