/** The command palette: everything that can be done, and everywhere one can go, by its name. */

import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { getCards } from "../api";
import type { Command } from "../commands/command";
import { at, COMMANDS, GROUPS, isPossible, run } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { useSchema } from "../panels/useSchema";
import { focusStage } from "../studio/stage";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { choices, chosen, every } from "./choices";
import { Dialog } from "./Dialog";
import { type Group, ranked } from "./found";
import { otherPlaces, steps } from "./steps";
import { useAsked } from "./useAsked";

interface Entry {
  readonly key: string;
  readonly label: string;
  /** what is told of it besides its label; it is found by that, too */
  readonly more?: string;
  readonly aside?: ReactNode;
  readonly run: () => void;
}

export function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const [search, setSearch] = useState("");
  const [place, setPlace] = useState({ search: "", at: 0 });
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const groups = [...useCommands(), ...usePlaces(), useViews(), useAtlases()];
  const found = ranked(groups, search);
  const entries = found.flatMap((group) => group.entries);
  const numbers = new Map(entries.map((entry, number) => [entry, number]));
  // Other words begin with what fits best.
  const now = place.search === search ? Math.min(place.at, entries.length - 1) : 0;
  const go = (next: number): void => setPlace({ search, at: (next + entries.length) % entries.length });
  const take = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") go(now + 1);
    else if (event.key === "ArrowUp") go(now - 1);
    else if (event.key === "Enter") take(entries[now]);
    else return;
    event.preventDefault();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it is another one
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [now, search]);
  return (
    <Dialog title={texts.palette} onClose={onClose} className="palette" isBare>
      <input
        data-first
        className="palette-field"
        role="combobox"
        aria-label={texts.palette}
        aria-expanded={true}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={entries.length > 0 ? `${id}-${now}` : undefined}
        placeholder={texts.palette}
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={pressed}
      />
      <div ref={list} id={id} className="palette-list" role="listbox" aria-label={texts.palette}>
        {found.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of a list of choices
          <div key={group.heading} role="group" aria-label={group.heading}>
            <div className="palette-heading" aria-hidden="true">
              {group.heading}
            </div>
            {group.entries.map((entry) => {
              const place = numbers.get(entry) ?? -1;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
                // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
                <div
                  key={entry.key}
                  id={`${id}-${place}`}
                  role="option"
                  className="palette-item"
                  aria-selected={place === now}
                  data-selected={place === now}
                  onPointerMove={() => place !== now && go(place)}
                  onClick={() => take(entry)}
                >
                  <span>{entry.label}</span>
                  {entry.aside}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p className="palette-empty" role="status">
          {texts.paletteNothing}
        </p>
      )}
    </Dialog>
  );
}

function useCommands(): Group<Entry>[] {
  const studio = useStudio();
  const place = at(studio);
  const possible = COMMANDS.filter((command) => command.isHidden !== true && isPossible(command, place));
  const entryOf = (command: Command): Entry => ({
    key: `command ${command.id}`,
    label: command.label,
    more: command.explanation ?? "",
    aside: command.keys?.[0] !== undefined && <kbd>{shownKeys(command.keys[0])}</kbd>,
    run: () => run(command, studio),
  });
  return GROUPS.map((group) => ({
    heading: texts.groups[group],
    entries: possible.filter((command) => command.group === group).map(entryOf),
  }));
}

function usePlaces(): Group<Entry>[] {
  const { screen } = useStudio();
  const schema = useSchema();
  const values = useDocument((document) => document.values);
  const views = useDocument((document) => document.views);
  return useMemo(() => {
    const go = (path: string): void => {
      screen.set({ selection: [path], search: null });
      // The palette gives the focus back first; the map takes it then, so that arrows go on from the step.
      window.requestAnimationFrame(focusStage);
    };
    const ofSteps = steps(values, views).map(({ path, name, number }) => ({
      key: `step ${path}`,
      label: texts.goToStep(name),
      aside: <span className="soft">{number}</span>,
      run: () => go(path),
    }));
    const others = otherPlaces(values, views, schema).map(({ path, name }) => ({
      key: `place ${path}`,
      label: name,
      run: () => go(path),
    }));
    return [
      { heading: texts.paletteSteps, entries: ofSteps },
      { heading: texts.palettePlaces, entries: others },
    ];
  }, [screen, schema, values, views]);
}

function useViews(): Group<Entry> {
  const { screen } = useStudio();
  const views = useDocument((document) => document.views);
  const shown = useScreen((now) => now.views);
  const entries = every(choices(views)).map((view) => ({
    key: `view ${view.name}`,
    label: texts.showView(view.title),
    more: view.explanation,
    run: () => screen.set({ views: chosen(shown, view.name) }),
  }));
  return { heading: texts.paletteViews, entries };
}

function useAtlases(): Group<Entry> {
  const { room } = useStudio();
  const { answer } = useAsked(getCards);
  const others = (answer ?? []).filter((card) => card.key !== room.key);
  const entries = others.map((card) => ({
    key: `atlas ${card.key}`,
    label: card.title === "" ? card.file : card.title,
    more: card.file,
    aside: <span className="soft">{card.file}</span>,
    run: () => window.location.assign(`/atlas/${encodeURIComponent(card.key)}`),
  }));
  return { heading: texts.paletteAtlases, entries };
}
