/** Who the changes are by: typed, kept in this browser, checked by nobody. */

import type { ReactNode } from "react";
import { keepName } from "../studio/screen";
import { useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { LineDialog } from "./LineDialog";

export function NameDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { screen } = useStudio();
  const by = useScreen((now) => now.by);
  return (
    <LineDialog
      title={texts.name}
      label={texts.name}
      text={by}
      note={texts.nameLong}
      autoComplete="name"
      isOptional
      onKeep={(name) => keepName(screen, name)}
      onClose={onClose}
    />
  );
}
