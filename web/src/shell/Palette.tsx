/** The command palette: everything that can be done, and everywhere one can go, by its name. */

import { Command as List } from "cmdk";
import { type ReactNode, useMemo } from "react";
import { getCards } from "../api";
import { at, COMMANDS, GROUPS, isPossible, run } from "../commands/registry";
import { shownKeys } from "../lib/keys";
import { useSchema } from "../panels/useSchema";
import { useDocument, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/shell";
import { choices, chosen, every } from "./choices";
import { Dialog } from "./Dialog";
import { closeness } from "./found";
import { otherPlaces, steps } from "./steps";
import { useAsked } from "./useAsked";

export function Palette({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Dialog title={texts.palette} onClose={onClose} className="palette" isBare>
      <List label={texts.palette} loop filter={(_, search, [label, more] = []) => closeness(search, label ?? "", more)}>
        <List.Input data-first placeholder={texts.palette} className="palette-field" />
        <List.List className="palette-list" label={texts.palette}>
          <List.Empty className="palette-empty">{texts.paletteNothing}</List.Empty>
          <Commands onClose={onClose} />
          <Places onClose={onClose} />
          <AllViews onClose={onClose} />
          <Atlases />
        </List.List>
      </List>
    </Dialog>
  );
}

function Commands({ onClose }: { onClose: () => void }): ReactNode {
  const studio = useStudio();
  const place = at(studio);
  const possible = COMMANDS.filter((command) => command.isHidden !== true && isPossible(command, place));
  const groups = GROUPS.filter((group) => possible.some((command) => command.group === group));
  return groups.map((group) => (
    <List.Group key={group} heading={texts.groups[group]}>
      {possible
        .filter((command) => command.group === group)
        .map((command) => (
          <List.Item
            key={command.id}
            value={`command ${command.id}`}
            keywords={[command.label, command.explanation ?? ""]}
            className="palette-item"
            onSelect={() => {
              onClose();
              run(command, studio);
            }}
          >
            <span>{command.label}</span>
            {command.keys?.[0] !== undefined && <kbd>{shownKeys(command.keys[0])}</kbd>}
          </List.Item>
        ))}
    </List.Group>
  ));
}

function Places({ onClose }: { onClose: () => void }): ReactNode {
  const { screen } = useStudio();
  const schema = useSchema();
  const values = useDocument((document) => document.values);
  const views = useDocument((document) => document.views);
  const found = useMemo(() => steps(values, views), [values, views]);
  const others = useMemo(() => otherPlaces(values, views, schema), [values, views, schema]);
  const go = (path: string): void => {
    onClose();
    screen.set({ selection: [path], search: null });
    // The palette gives the focus back first; the map takes it then, so that arrows go on from the step.
    window.requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-region]")?.focus());
  };
  return (
    <>
      <List.Group heading={texts.paletteSteps}>
        {found.map(({ path, name, number }) => (
          <List.Item
            key={path}
            value={`step ${path}`}
            keywords={[texts.goToStep(name)]}
            className="palette-item"
            onSelect={() => go(path)}
          >
            <span>{texts.goToStep(name)}</span>
            <span className="soft">{number}</span>
          </List.Item>
        ))}
      </List.Group>
      <List.Group heading={texts.palettePlaces}>
        {others.map(({ path, name }) => (
          <List.Item
            key={path}
            value={`place ${path}`}
            keywords={[name]}
            className="palette-item"
            onSelect={() => go(path)}
          >
            {name}
          </List.Item>
        ))}
      </List.Group>
    </>
  );
}

function AllViews({ onClose }: { onClose: () => void }): ReactNode {
  const { screen } = useStudio();
  const views = useDocument((document) => document.views);
  const shown = useScreen((now) => now.views);
  return (
    <List.Group heading={texts.paletteViews}>
      {every(choices(views)).map((view) => (
        <List.Item
          key={view.name}
          value={`view ${view.name}`}
          keywords={[texts.showView(view.title), view.explanation]}
          className="palette-item"
          onSelect={() => {
            onClose();
            screen.set({ views: chosen(shown, view.name) });
          }}
        >
          {texts.showView(view.title)}
        </List.Item>
      ))}
    </List.Group>
  );
}

function Atlases(): ReactNode {
  const { room } = useStudio();
  const { answer } = useAsked(getCards);
  const others = (answer ?? []).filter((card) => card.key !== room.key);
  if (others.length === 0) return null;
  return (
    <List.Group heading={texts.paletteAtlases}>
      {others.map((card) => (
        <List.Item
          key={card.key}
          value={`atlas ${card.key}`}
          keywords={[`${card.title} ${card.file}`]}
          className="palette-item"
          onSelect={() => window.location.assign(`/atlas/${encodeURIComponent(card.key)}`)}
        >
          <span>{card.title === "" ? card.file : card.title}</span>
          <span className="soft">{card.file}</span>
        </List.Item>
      ))}
    </List.Group>
  );
}
