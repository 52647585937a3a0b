/** One field of the records that are inspected: its label with help, its control, what there is to tell about it. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import type { JsonSchema } from "../api";
import type { FindingOf } from "../generated/protocol";
import { valueAt } from "../lib/path";
import { placeName } from "../lib/places";
import type { Field, Spot } from "../lib/schema";
import type { Tree } from "../lib/tree";
import { Tip } from "../shell/Tip";
import { TABLE } from "../studio/screen";
import { useMay, useScreen, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Entries } from "./Entries";
import { changesFor, pathIn, shared } from "./inspected";
import { Kept } from "./Kept";
import { Planned } from "./Planned";
import { InnerRecord, Records } from "./Records";
import { TypedControl } from "./TypedControl";

export interface FieldRowProps {
  readonly field: Field;
  readonly spots: readonly Spot[];
  readonly schema: JsonSchema;
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
  readonly isSelected: boolean;
}

export function FieldRow(props: FieldRowProps): ReactNode {
  const { field, spots, schema, values, findings, isSelected } = props;
  const row = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  const refused = useScreen((screen) => screen.refused);
  const [spot] = spots;
  const path = spot === undefined ? "" : pathIn(spot, field.name);
  useFocusWhenAsked(row, path);
  if (spot === undefined) return null;
  if (field.kind === "record")
    return <InnerRecord field={field} path={path} schema={schema} values={values} findings={findings} />;
  if (field.kind === "records")
    return <Records field={field} path={path} schema={schema} values={values} findings={findings} />;
  if (field.kind === "mapping") {
    // An overlay's changes are about what stands on the map; any other mapping holds values of its own.
    return field.name === "changes" ? (
      <Planned field={field} path={path} schema={schema} values={values} />
    ) : (
      <Entries field={field} path={path} values={values} />
    );
  }
  const own = findings.filter((finding) => finding.path === path);
  const isRefused = refused.includes(path);
  return (
    <div
      ref={row}
      className="field"
      data-path={path}
      data-selected={isSelected || undefined}
      data-refused={isRefused || undefined}
    >
      <Tip text={explained(field)} side="left">
        <label htmlFor={id}>{field.title}</label>
        <Control {...props} path={path} id={id} describedBy={`${id}-help ${id}-findings`} />
      </Tip>
      <span id={`${id}-help`} className="unseen">
        {explained(field)}
      </span>
      <ul id={`${id}-findings`} className="field-findings" hidden={own.length === 0}>
        {own.map((finding) => (
          <li key={finding.message} className={`finding ${finding.severity}`}>
            <span className="sign" aria-hidden="true" />
            <span className="unseen">{texts.severities[finding.severity]}: </span>
            <span>
              {finding.message}
              {finding.hint !== "" && <span className="quiet"> · {finding.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A command may ask to type a value; where no picture stands beside the table, that is done here. */
function useFocusWhenAsked(row: { readonly current: HTMLElement | null }, path: string): void {
  const { screen } = useStudio();
  const isAsked = useScreen(
    ({ views, typing }) => typing?.path === path && typing.draft === undefined && views.every((view) => view === TABLE),
  );
  useEffect(() => {
    const control = isAsked ? row.current?.querySelector<HTMLElement>("textarea, select, input") : null;
    if (control === null || control === undefined) return;
    control.focus();
    screen.set({ typing: null });
  }, [isAsked, row, screen]);
}

interface ControlProps extends FieldRowProps {
  readonly path: string;
  readonly id: string;
  readonly describedBy: string;
}

function Control({ field, spots, values, path, id, describedBy }: ControlProps): ReactNode {
  const { room, screen } = useStudio();
  const mayEdit = useMay("edit");
  const common = shared(spots, field.name, values);
  const typed = (
    <TypedControl key={path} field={field} spots={spots} values={values} id={id} describedBy={describedBy} />
  );
  if (field.kind === "any") return <Kept value={common?.value ?? null} values={values} />;
  if (field.kind === "flag") {
    return (
      <input
        id={id}
        type="checkbox"
        disabled={!mayEdit}
        checked={common?.value === true}
        aria-describedby={describedBy}
        ref={(box) => {
          if (box !== null) box.indeterminate = common === null;
        }}
        onChange={(event) =>
          room.edit(changesFor(spots, field.name, event.target.checked, values), texts.change(field.title))
        }
      />
    );
  }
  const options = field.offers.length > 0 ? field.offers : field.options.map((name) => ({ name, title: name }));
  const isKnown =
    common === null || common.value === undefined || options.some(({ name }) => name === String(common.value));
  if (options.length > 0 && field.kind !== "list" && isKnown) {
    return (
      <select
        id={id}
        disabled={!mayEdit}
        aria-describedby={describedBy}
        value={common === null ? "…" : String(common.value ?? "")}
        onChange={(event) => {
          const value = event.target.value === "" ? null : event.target.value;
          room.edit(changesFor(spots, field.name, value, values), texts.change(field.title));
        }}
      >
        {common === null && (
          <option value="…" disabled={true}>
            {texts.severalValues}
          </option>
        )}
        <option value="">{field.offers.length > 0 && field.absent !== "" ? field.absent : texts.nothing}</option>
        {options.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    );
  }
  const target = field.isAddress ? String(common?.value ?? "") : "";
  if (target === "" || valueAt(values, target) === undefined) return typed;
  return (
    <>
      {typed}
      <button type="button" className="quiet-button" onClick={() => screen.set({ selection: [target] })}>
        {texts.showPlace}: {placeName(values, target)}
      </button>
    </>
  );
}

function explained(field: Field): string {
  return field.absent === "" ? field.explanation : `${field.explanation} ${texts.currently(field.absent)}`;
}
