/** The views as tabs; arrow keys walk through them. */

import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { CommandButton } from "./CommandButton";
import { type Choice, choices, chosen, every } from "./choices";
import { Menu, MenuItem } from "./Menu";
import { Tip } from "./Tip";

export const STAGE = "stage";

export function Views(): ReactNode {
  const { screen } = useStudio();
  const views = useDocument((document) => document.views);
  const shown = useScreen((now) => now.views);
  const all = choices(views);
  const choose = (name: string): void => screen.set((now) => ({ views: chosen(now.views, name) }));
  const hidden = all.more.find((one) => shown.includes(one.name));
  return (
    <nav className="views" aria-label={texts.views}>
      <Tabs tabs={all.tabs} shown={shown} onChoose={choose} />
      {all.more.length > 0 && (
        <Menu
          label={texts.moreViews}
          words={hidden?.title ?? texts.moreViews}
          sign="down"
          className={hidden ? "is-on" : ""}
        >
          {all.more.map((one) => (
            <MenuItem
              key={one.name}
              label={one.title}
              isOn={shown.includes(one.name)}
              onSelect={() => choose(one.name)}
            />
          ))}
        </Menu>
      )}
      {every(all).length > 1 && <CommandButton id="side-by-side" sign="sides" />}
    </nav>
  );
}

interface TabsProps {
  readonly tabs: readonly Choice[];
  readonly shown: readonly string[];
  readonly onChoose: (name: string) => void;
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function Tabs({ tabs, shown, onChoose }: TabsProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const stop = tabs.find((tab) => shown.includes(tab.name)) ?? tabs[0];
  const pressed = (event: KeyboardEvent, at: number): void => {
    const next = tabs[STEPS[event.key]?.(at, tabs.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next.name);
    const button = list.current?.querySelector(`[data-view="${CSS.escape(next.name)}"]`);
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={texts.views} aria-multiselectable={shown.length > 1}>
      {tabs.map((tab, at) => (
        <Tip key={tab.name} text={tab.explanation}>
          <button
            type="button"
            role="tab"
            className="tab"
            data-view={tab.name}
            data-title={tab.title}
            aria-selected={shown.includes(tab.name)}
            aria-controls={STAGE}
            tabIndex={tab === stop ? 0 : -1}
            onClick={() => onChoose(tab.name)}
            onKeyDown={(event) => pressed(event, at)}
          >
            {tab.title}
          </button>
        </Tip>
      ))}
    </div>
  );
}
