/** Keys and gestures, made from the commands. */

import type { ReactNode } from "react";
import type { Command } from "../commands/command";
import { COMMANDS, GROUPS } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { texts } from "../texts/shell";
import { Dialog } from "./Dialog";

export function Shortcuts({ onClose }: { onClose: () => void }): ReactNode {
  // What is called the same and has the same keys is one thing to whoever presses them.
  const named = new Map(COMMANDS.map((command) => [`${command.label} ${command.keys?.join(" ") ?? ""}`, command]));
  const shown = [...named.values()].filter((command) => (command.keys?.length ?? 0) > 0);
  const groups = GROUPS.filter((group) => shown.some((command) => command.group === group));
  return (
    <Dialog title={texts.shortcuts} onClose={onClose} className="wide">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <section className="dialog-scroll columns" tabIndex={0} aria-label={texts.shortcuts}>
        {groups.map((group) => (
          <Keys key={group} title={texts.groups[group]} commands={shown.filter((one) => one.group === group)} />
        ))}
        <section className="keys">
          <h3>{texts.gestures}</h3>
          <dl>
            {texts.gestureList.map(([gesture, words]) => (
              <div key={gesture} className="gesture">
                <dt>{gesture}</dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      </section>
    </Dialog>
  );
}

function Keys({ title, commands }: { title: string; commands: readonly Command[] }): ReactNode {
  return (
    <section className="keys">
      <h3>{title}</h3>
      <dl>
        {commands.map((command) => (
          <div key={command.id} className="key">
            <dt>
              <span>{command.label}</span>
              {command.explanation !== undefined && <small>{command.explanation}</small>}
            </dt>
            <dd>
              {command.keys?.map((keys) => (
                <kbd key={keys}>{shownKeys(keys)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
