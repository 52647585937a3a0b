/** What points at the inspected record, and what it points at: both lead there. */

import { type ReactNode, useDeferredValue, useMemo } from "react";
import type { JsonSchema } from "../api";
import { type Link, linksFrom, linksIn, linksTo } from "../lib/links";
import { split } from "../lib/path";
import { placeName } from "../lib/places";
import { calledAt, spotAt } from "../lib/schema";
import type { Tree } from "../lib/tree";
import { chosen } from "../shell/choices";
import { Icon } from "../shell/Icon";
import { useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Fold } from "./Fold";

const FEW = 6;

interface LinksProps {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly values: Tree;
}

export function Links({ path, schema, values: latest }: LinksProps): ReactNode {
  // A moment later than what was typed, which nobody should wait for.
  const values = useDeferredValue(latest);
  const all = useMemo(() => linksIn(schema, values), [schema, values]);
  const shared = { schema, values };
  return (
    <div className="fields links">
      <Listed title={texts.pointedAtBy} tip={texts.pointedAtByLong} links={linksTo(all, path)} end="from" {...shared} />
      <Listed title={texts.pointsAt} tip={texts.pointsAtLong} links={linksFrom(all, path)} end="to" {...shared} />
    </div>
  );
}

interface ListedProps {
  readonly title: string;
  readonly tip: string;
  readonly links: readonly Link[];
  /** which end of each link is told */
  readonly end: "from" | "to";
  readonly schema: JsonSchema;
  readonly values: Tree;
}

function Listed({ title, tip, links, end, schema, values }: ListedProps): ReactNode {
  const { room, screen } = useStudio();
  if (links.length === 0) return null;
  const go = (path: string): void => {
    const section = split(path)[0];
    const { views } = room.getDocument();
    const isShown = views.some((view) => screen.get().views.includes(view.name) && view.section === section);
    const own = views.find((one) => one.name === path);
    const view = isShown ? own : (own ?? views.find((one) => one.section === section && one.kind === "map"));
    screen.set((now) => ({
      selection: [path],
      typing: null,
      views: view === undefined ? now.views : chosen(now.views, view.name),
    }));
  };
  return (
    <div className="field records">
      <Fold title={title} count={links.length} tip={tip} isOpenFirst={links.length <= FEW}>
        <ul>
          {links.map((link) => {
            const spot = spotAt(schema, link[end]);
            const isRecord = spot.isKeyed && spot.path === link[end];
            const name = isRecord ? calledAt(schema, spot.path, values) : placeName(values, link[end]);
            return (
              <li key={`${link.from} ${link.field} ${link.to}`}>
                <button type="button" className="record" onClick={() => go(link[end])}>
                  <span className="label">
                    {name}
                    <span className="quiet"> · {texts.linkAs(isRecord ? spot.title : "", link.field, end)}</span>
                  </span>
                  <Icon sign="next" />
                </button>
              </li>
            );
          })}
        </ul>
      </Fold>
    </div>
  );
}
