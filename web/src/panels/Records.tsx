/** Records inside a record: by id as a list to open, add to and take from; a single one folded in place. */

import type { ReactNode } from "react";
import type { JsonSchema } from "../api";
import type { FindingOf } from "../generated/protocol";
import { isInside, join, split, treeAt } from "../lib/path";
import { calledAt, type Field, spotAt, titleInside } from "../lib/schema";
import { newId, removed } from "../lib/structure";
import type { Tree } from "../lib/tree";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";
import { useStudio } from "../studio/studio";
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
  const records = treeAt(values, path);
  const title = titleInside(schema, path);
  const open = (key: string): void => screen.set({ selection: [join(...split(path), key)] });
  const add = (): void => {
    const key = newId(title, "new");
    room.edit([{ path: join(...split(path), key), value: new Map() }], texts.add(title));
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
              </li>
            );
          })}
        </ul>
        <button type="button" className="quiet-button" onClick={add}>
          <Icon sign="plus" /> {texts.add(title)}
        </button>
      </Fold>
    </div>
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
