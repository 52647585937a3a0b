/** The fields of one record, or those that several share: what is filled and common first, the rest on demand. */

import { type ReactNode, useState } from "react";
import type { JsonSchema } from "../api";
import type { FindingOf } from "../generated/protocol";
import { valueAt } from "../lib/path";
import { type Field, isTyped, type Spot } from "../lib/schema";
import type { Tree } from "../lib/tree";
import { texts } from "../texts/panels";
import { FieldRow } from "./FieldRow";
import { nameInside, parted, pathIn } from "./inspected";
import { Kept } from "./Kept";

interface FieldsProps {
  readonly spots: readonly Spot[];
  readonly schema: JsonSchema;
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
  readonly selected: string | undefined;
  /** names of fields that stand elsewhere */
  readonly without?: readonly string[];
}

export function Fields({ spots, schema, values, findings, selected, without = [] }: FieldsProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { first, rest, unknown } = parted(spots, values, selected);
  const isShown = (field: Field): boolean => !without.includes(field.name) && (spots.length === 1 || isTyped(field));
  const others = rest.filter(isShown);
  const current = selected === undefined ? "" : nameInside(spots, selected);
  return (
    <div className="fields">
      {[...first.filter(isShown), ...(isOpen ? others : [])].map((field) => (
        <FieldRow
          key={`${spots.map((spot) => spot.path).join(" ")} ${field.name}`}
          field={field}
          spots={spots}
          schema={schema}
          values={values}
          findings={findings}
          isSelected={field.name === current}
        />
      ))}
      {spots.length === 1 &&
        unknown.map((name) => (
          <UnknownField key={name} spot={spots[0]} name={name} values={values} findings={findings} />
        ))}
      {others.length > 0 && (
        <button type="button" className="quiet-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? texts.fewer : texts.more(others.length)}
        </button>
      )}
    </div>
  );
}

interface UnknownFieldProps {
  readonly spot: Spot | undefined;
  readonly name: string;
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
}

/** What the file says and nobody declared: shown as it is. */
function UnknownField({ spot, name, values, findings }: UnknownFieldProps): ReactNode {
  if (spot === undefined) return null;
  const path = pathIn(spot, name);
  const value = valueAt(values, path);
  const finding = findings.find((one) => one.path === path);
  return (
    <div className="field unknown" data-path={path}>
      <span className="name">{name}</span>
      <Kept value={value ?? null} values={values} />
      <p className="finding warning">
        <span className="sign" aria-hidden="true" />
        <span>{finding === undefined ? texts.unknownField : `${finding.message}; ${finding.hint}`}</span>
      </p>
    </div>
  );
}
