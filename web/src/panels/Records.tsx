/** Records inside a record: by id as a list to open, add to and take from; a single one folded in place. */

import { type FormEvent, type ReactNode, useState } from "react";
import type { JsonSchema } from "../api";
import type { FindingOf } from "../generated/protocol";
import { isInside, join, split, treeAt } from "../lib/path";
import { areCalledByKey, calledAt, type Field, spotAt, titleInside } from "../lib/schema";
import { newId, removed } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";
import { useMay, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Fields } from "./Fields";
import { Fold } from "./Fold";

interface InnerProps {
  readonly field: Field;
  readonly path: string;
  readonly schema: JsonSchema;
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
}

const FEW = 6;

export function Records({ field, path, schema, values, findings }: InnerProps): ReactNode {
  const { room, screen } = useStudio();
  const mayEdit = useMay("edit");
  const records = treeAt(values, path);
  const title = titleInside(schema, path);
  const open = (key: string): void => screen.set({ selection: [join(...split(path), key)] });
  const add = (key: string): void => {
    if (!records.has(key)) room.edit([{ path: join(...split(path), key), value: new Map() }], texts.add(title));
    open(key);
  };
  return (
    <div className="field records" data-path={path}>
      <Fold
        title={field.title}
        count={records.size}
        tip={field.explanation}
        isOpenFirst={records.size > 0 && records.size <= FEW}
      >
        <ul>
          {[...records.keys()].map((key) => {
            const inner = join(...split(path), key);
            const name = calledAt(schema, inner, values);
            const grave = findings.find((finding) => isInside(finding.path, inner));
            return (
              <li key={key}>
                <button type="button" className="record" aria-label={texts.open(name)} onClick={() => open(key)}>
                  <span className="label">{name}</span>
                  {grave !== undefined && (
                    <span className={`finding ${grave.severity}`}>
                      <span className="sign" aria-hidden="true" />
                    </span>
                  )}
                  <Icon sign="next" />
                </button>
                {mayEdit && (
                  <Tip text={texts.removeNamed(name)}>
                    <button
                      type="button"
                      className="icon-button"
                      aria-label={texts.removeNamed(name)}
                      onClick={() => room.edit(removed(values, [inner]), texts.remove(title))}
                    >
                      <Icon sign="close" />
                    </button>
                  </Tip>
                )}
              </li>
            );
          })}
        </ul>
        {!mayEdit ? null : areCalledByKey(schema, path) ? (
          <Naming title={title} onAdd={add} />
        ) : (
          <button type="button" className="quiet-button" onClick={() => add(newId(title, "new"))}>
            <Icon sign="plus" /> {texts.add(title)}
          </button>
        )}
      </Fold>
    </div>
  );
}

/** What a new record is called, typed before there is one. */
function Naming({ title, onAdd }: { readonly title: string; readonly onAdd: (key: string) => void }): ReactNode {
  const [key, setKey] = useState("");
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (key.trim() !== "") onAdd(key.trim());
  };
  return (
    <form className="adding" onSubmit={add}>
      <input
        className="text-field"
        value={key}
        maxLength={200}
        aria-label={texts.newName(title)}
        placeholder={texts.name}
        autoComplete="off"
        onChange={(event) => setKey(event.target.value)}
      />
      <button type="submit" className="quiet-button" disabled={key.trim() === ""}>
        <Icon sign="plus" /> {texts.add(title)}
      </button>
    </form>
  );
}

export function InnerRecord({ field, path, schema, values, findings }: InnerProps): ReactNode {
  return (
    <div className="field records" data-path={path}>
      <Fold title={field.title} tip={field.explanation} isOpenFirst={path.includes("/")}>
        <Fields
          spots={[spotAt(schema, path)]}
          schema={schema}
          values={values}
          findings={findings}
          selected={undefined}
        />
      </Fold>
    </div>
  );
}
