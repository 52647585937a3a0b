/** Values by key, such as readings by date: each can be typed, removed, and another one added. */

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { join, split, treeAt } from "../lib/path";
import { type Field, meaningOf } from "../lib/schema";
import type { Tree } from "../lib/tree";
import { isTree } from "../lib/tree";
import { Icon } from "../shell/Icon";
import { Tip } from "../shell/Tip";
import { useMay, useStudio } from "../studio/studio";
import { texts } from "../texts/panels";
import { Fold } from "./Fold";
import { Kept } from "./Kept";
import { TypedControl } from "./TypedControl";

interface EntriesProps {
  readonly field: Field;
  /** the path of the mapping */
  readonly path: string;
  readonly values: Tree;
}

export function Entries({ field, path, values }: EntriesProps): ReactNode {
  const mayEdit = useMay("edit");
  const entries = treeAt(values, path);
  return (
    <div className="field records" data-path={path}>
      <Fold title={field.title} count={entries.size} tip={field.explanation} isOpenFirst={true}>
        <ul className="planned">
          {[...entries].map(([key, value]) => (
            <li key={key}>
              {isTree(value) ? (
                <Held name={key} value={value} values={values} />
              ) : (
                <Entry field={field} holder={path} name={key} values={values} />
              )}
              {mayEdit && <Remove field={field} path={join(...split(path), key)} name={key} />}
            </li>
          ))}
        </ul>
        {mayEdit && <Adding field={field} path={path} values={values} />}
      </Fold>
    </div>
  );
}

/** One value under its key. */
function Entry({
  field,
  holder,
  name,
  values,
}: {
  field: Field;
  holder: string;
  name: string;
  values: Tree;
}): ReactNode {
  const id = useId();
  const spot = { path: holder, schema: {}, title: "", isKeyed: false };
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <TypedControl field={entryOf(field, name)} spots={[spot]} values={values} id={id} describedBy="" />
    </>
  );
}

/** More than one value under a key: to be read. */
function Held({ name, value, values }: { name: string; value: Tree; values: Tree }): ReactNode {
  return (
    <div className="held">
      <span>{name}</span>
      <Kept value={value} values={values} />
    </div>
  );
}

function Remove({ field, path, name }: { field: Field; path: string; name: string }): ReactNode {
  const { room } = useStudio();
  const words = texts.removeNamed(name);
  return (
    <Tip text={words}>
      <button
        type="button"
        className="icon-button"
        aria-label={words}
        onClick={() => room.edit([{ path, value: null }], texts.change(field.title))}
      >
        <Icon sign="close" />
      </button>
    </Tip>
  );
}

/** A key and its value, typed beside each other; both are needed. */
function Adding({ field, path, values }: EntriesProps): ReactNode {
  const { room } = useStudio();
  const [key, setKey] = useState("");
  const [text, setText] = useState("");
  const first = useRef<HTMLInputElement>(null);
  const isWhole = key.trim() !== "" && text.trim() !== "";
  const add = (): void => {
    if (!isWhole) return;
    const place = join(...split(path), key.trim());
    const value = meaningOf(entryOf(field, key.trim()), text, place, values);
    room.edit([{ path: place, value }], texts.change(field.title));
    setKey("");
    setText("");
    first.current?.focus();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return (
    <div className="adding">
      <input
        ref={first}
        className="text-field"
        value={key}
        maxLength={200}
        aria-label={texts.newKey(field.title)}
        placeholder={texts.key}
        autoComplete="off"
        onChange={(event) => setKey(event.target.value)}
        onKeyDown={pressed}
      />
      <input
        className="text-field"
        value={text}
        maxLength={2000}
        aria-label={texts.newValue(field.title)}
        placeholder={texts.value}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
      />
      <button type="button" className="quiet-button" disabled={!isWhole} onClick={add}>
        <Icon sign="plus" /> {texts.addEntry}
      </button>
    </div>
  );
}

/** The value under a key as a field of its own. */
function entryOf(field: Field, name: string): Field {
  return { ...field, name, kind: "figure", title: name, absent: "" };
}
