/** A command as a button with a sign: name, key and explanation come from the command. */

import type { ReactNode } from "react";
import { Icon, type Sign } from "./Icon";
import { Tip } from "./Tip";
import { useCommand } from "./useCommand";

export function CommandButton({ id, sign }: { id: string; sign: Sign }): ReactNode {
  const now = useCommand(id);
  if (now === null) return null;
  const { command } = now;
  return (
    <Tip text={command.label} keys={command.keys?.[0]}>
      <button
        type="button"
        className="icon-button"
        aria-label={command.label}
        aria-pressed={now.isOn}
        // Not the attribute "disabled", which would drop the focus of somebody who has just undone the last change.
        aria-disabled={!now.isPossible}
        onClick={now.run}
      >
        <Icon sign={sign} />
      </button>
    </Tip>
  );
}
