/** The fields of what is selected, made from the schema; where nothing is, those of the map and of the atlas. */

import { type ReactNode, useRef } from "react";
import type { JsonSchema } from "../api";
import { treeAt } from "../lib/path";
import { calledAt, type Spot, spotAt, spotsTo } from "../lib/schema";
import { removed } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { pathsAbout } from "../picture/offers";
import { Icon } from "../shell/Icon";
import { focusStage } from "../studio/stage";
import { useDocument, useMay, useScreen, useSelection, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Fields } from "./Fields";
import { inspected } from "./inspected";
import { Links } from "./Links";
import { useKeptFocus } from "./useKeptFocus";
import { useSchema } from "./useSchema";
import "../styles/inspector.css";

export function Inspector(): ReactNode {
  const schema = useSchema();
  const values = useDocument((document) => document.values);
  const isLoaded = useDocument((document) => document.isLoaded);
  const pictures = useDocument((document) => document.pictures);
  const chosen = useSelection();
  const box = useRef<HTMLElement>(null);
  const kept = useKeptFocus(box, chosen.at(-1) ?? "");
  const selection = pathsAbout(pictures.values(), chosen);
  const spots = schema === null ? [] : inspected(schema, values, selection);
  // The box is another one for another record, which so is read from its beginning: scrolling an old one back would
  // have the whole page laid out before anything is painted.
  return (
    <section
      key={spots.at(-1)?.path ?? ""}
      ref={box}
      className="inspector"
      aria-label={texts.inspector}
      tabIndex={-1}
      {...kept}
    >
      {schema !== null && isLoaded && (
        <Inspected schema={schema} values={values} spots={spots} selected={selection.at(-1)} />
      )}
    </section>
  );
}

interface InspectedProps {
  readonly schema: JsonSchema;
  readonly values: Tree;
}

interface SpotsProps extends InspectedProps {
  readonly spots: readonly Spot[];
}

function Inspected({
  schema,
  values,
  spots,
  selected,
}: SpotsProps & { readonly selected: string | undefined }): ReactNode {
  const findings = useDocument((document) => document.findings);
  const section = useSection();
  const last = spots.at(-1);
  if (last === undefined) return <Everything schema={schema} values={values} section={section} />;
  return (
    <>
      <Breadcrumbs spots={spotsTo(schema, last.path)} schema={schema} values={values} />
      <Head spots={spots} schema={schema} values={values} />
      <Fields spots={spots} schema={schema} values={values} findings={findings} selected={selected} />
      {spots.length === 1 && last.path !== "" && <Links path={last.path} schema={schema} values={values} />}
    </>
  );
}

/** The map that is looked at, and what the atlas itself says. */
function Everything({ schema, values, section }: InspectedProps & { readonly section: string }): ReactNode {
  const findings = useDocument((document) => document.findings);
  const map = spotAt(schema, section);
  const atlas = spotAt(schema, "");
  const shared = { schema, values, findings, selected: undefined };
  return (
    <>
      {map.path !== "" && (
        <>
          <h2>{map.title}</h2>
          <Fields key={map.path} spots={[map]} {...shared} without={hasOneTitle(values, map) ? ["title"] : []} />
        </>
      )}
      <h2>{texts.atlas}</h2>
      <Fields spots={[atlas]} without={map.path === "" ? ["flowatlas"] : ["flowatlas", map.path]} {...shared} />
    </>
  );
}

/** Whether the title of the atlas is the only one, so that a second one below it would only raise questions. */
function hasOneTitle(values: Tree, map: Spot): boolean {
  return values.has("title") && !treeAt(values, map.path).has("title");
}

/** The section that the first view draws. */
function useSection(): string {
  const view = useScreen((screen) => screen.views[0]);
  return useDocument((document) => document.views.find((one) => one.name === view)?.section ?? "current");
}

function Breadcrumbs({ spots, schema, values }: SpotsProps): ReactNode {
  const { screen } = useStudio();
  return (
    <nav className="breadcrumbs" aria-label={texts.where}>
      {spots.slice(0, -1).map((spot) => (
        <button
          key={spot.path}
          type="button"
          className="quiet-button"
          onClick={() => screen.set({ selection: spot.path === "" ? [] : [spot.path] })}
        >
          {spot.path === "" ? texts.atlas : spot.isKeyed ? calledAt(schema, spot.path, values) : spot.title}
          <Icon sign="next" />
        </button>
      ))}
    </nav>
  );
}

function Head({ spots, schema, values }: SpotsProps): ReactNode {
  const { room, screen } = useStudio();
  const mayEdit = useMay("edit");
  const last = spots.at(-1);
  if (last === undefined) return null;
  const remove = (): void => {
    const paths = spots.map((spot) => spot.path);
    focusStage();
    room.edit(removed(values, paths), texts.remove(last.title));
    screen.set({ selection: [] });
  };
  return (
    <header>
      <h2>
        {spots.length > 1 ? (
          texts.several(spots.length, last.title)
        ) : (
          <>
            {last.isKeyed && <span className="kind">{last.title} </span>}
            {last.isKeyed ? calledAt(schema, last.path, values) : last.title}
          </>
        )}
      </h2>
      {mayEdit && spots.every((spot) => spot.isKeyed) && (
        <button type="button" className="quiet-button" onClick={remove}>
          {spots.length > 1 ? texts.removeSeveral(spots.length, last.title) : texts.remove(last.title)}
        </button>
      )}
    </header>
  );
}
