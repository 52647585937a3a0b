/** What an overlay such as a future changes: each change in words, with its value to type, and a way to add one. */

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { JsonSchema } from "../api";
import { treeAt, valueAt } from "../lib/path";
import { type Field, shownIn } from "../lib/schema";
import { isTree, type Tree, typed, type Value } from "../lib/tree";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";
import { useMay, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Fold } from "./Fold";
import { Kept } from "./Kept";
import { aboutInWords, aboutPath, changePath, fieldOfChange, open } from "./planned";
import { TypedControl } from "./TypedControl";

interface PlannedProps {
  readonly field: Field;
  /** the path of the mapping that holds the changes */
  readonly path: string;
  readonly schema: JsonSchema;
  readonly values: Tree;
}

export function Planned({ field, path, schema, values }: PlannedProps): ReactNode {
  /** a change that is begun and has no value yet */
  const [begun, setBegun] = useState<string | null>(null);
  const mayEdit = useMay("edit");
  const changes = treeAt(values, path);
  const places = [...changes.keys(), ...(begun === null || changes.has(begun) ? [] : [begun])];
  return (
    <div className="field records" data-path={path}>
      <Fold title={field.title} count={changes.size} tip={field.explanation} isOpenFirst={true}>
        <ul className="planned">
          {places.map((place) => (
            <PlannedRow
              key={place}
              holder={path}
              place={place}
              value={changes.get(place)}
              isBegun={place === begun}
              schema={schema}
              values={values}
              onDrop={() => setBegun(null)}
            />
          ))}
        </ul>
        {mayEdit && (
          <select aria-label={texts.addChange} value="" onChange={(event) => setBegun(event.target.value)}>
            <option value="">{texts.addChange}…</option>
            {open(schema, changes, values).map((group) => (
              <optgroup key={group.id} label={group.name}>
                {group.places.map(({ place, title }) => (
                  <option key={place} value={place}>
                    {title}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Fold>
    </div>
  );
}

interface RowProps {
  readonly holder: string;
  readonly place: string;
  /** undefined while nothing is typed yet */
  readonly value: Value | undefined;
  /** it was chosen just now, so that its value is typed next */
  readonly isBegun: boolean;
  readonly schema: JsonSchema;
  readonly values: Tree;
  readonly onDrop: () => void;
}

function PlannedRow({ holder, place, value, isBegun, schema, values, onDrop }: RowProps): ReactNode {
  const { room } = useStudio();
  const mayEdit = useMay("edit");
  const words = aboutInWords(schema, place, value ?? null, values);
  const field = value === null ? null : fieldOfChange(schema, place);
  const id = useId();
  const drop = (): void => {
    room.edit(value === undefined ? [] : [{ path: changePath(holder, place), value: null }], texts.dropChange(words));
    onDrop();
  };
  return (
    <li>
      <label htmlFor={field === null ? undefined : id}>{words}</label>
      {field === null ? (
        <Added value={value} values={values} />
      ) : (
        <Plan
          field={{ ...field, title: words }}
          holder={holder}
          place={place}
          id={id}
          values={values}
          isBegun={isBegun}
        />
      )}
      {mayEdit && (
        <Tip text={texts.dropChange(words)}>
          <button type="button" className="icon-button" aria-label={texts.dropChange(words)} onClick={drop}>
            <Icon sign="close" />
          </button>
        </Tip>
      )}
    </li>
  );
}

interface PlanProps {
  readonly field: Field;
  readonly holder: string;
  readonly place: string;
  readonly id: string;
  readonly values: Tree;
  readonly isBegun: boolean;
}

/** The planned value, with today's value below. */
function Plan({ field, holder, place, id, values, isBegun }: PlanProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isBegun) box.current?.querySelector("textarea")?.focus();
  }, [isBegun]);
  const now = shownIn(field, valueAt(values, aboutPath(place)), aboutPath(place), values);
  const spot = { path: holder, schema: {}, title: "", isKeyed: false };
  return (
    <div ref={box}>
      <TypedControl field={field} spots={[spot]} values={values} id={id} describedBy={`${id}-now`} />
      <p id={`${id}-now`} className="quiet">
        {texts.today(now || field.absent)}
      </p>
    </div>
  );
}

/** What has no field of its own: a thing that is taken out, put elsewhere, or new with what is said of it. */
function Added({ value, values }: { readonly value: Value | undefined; readonly values: Tree }): ReactNode {
  if (value === null || value === undefined) return <p className="kept">{texts.takenOut}</p>;
  if (!isTree(value)) return <p className="kept">{typed(value)}</p>;
  return (
    <div>
      <p className="kept">{texts.isNew}</p>
      <Kept value={value} values={values} />
    </div>
  );
}
