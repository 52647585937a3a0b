/** A cell while it is being typed: the field stands over it, how the text is understood below it. */

import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { join } from "../lib/path";
import { labelOf } from "../lib/places";
import type { Tree, Value } from "../lib/tree";
import { comboAttributes, movedChoice, TypingHelp } from "../panels/TypingHelp";
import { useTyping } from "../panels/useTyping";
import { ChangedBy } from "../people/ChangedBy";
import { useTypingAside } from "../people/useTypingAside";
import { texts } from "../texts/table";
import { typedAt } from "./edits";
import { type Column, cellPath, type Row, SECTION } from "./sheet";
import { meaningIn, type Onward } from "./useSheetActions";

interface CellEditorProps {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly row: Row;
  readonly column: Column;
  readonly values: Tree;
  /** what the typing starts with; null for what stands there */
  readonly start: string | null;
  readonly onDone: (value: Value, onward: Onward) => void;
  readonly onCancel: () => void;
}

export function CellEditor({ table, row, column, values, start, onDone, onCancel }: CellEditorProps): ReactNode {
  const [before] = useState(() => typedAt(row, column, values));
  const [text, setText] = useState(start ?? (before === "?" ? "" : before));
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const isDone = useRef(false);
  const path = cellPath(row, column) ?? join(SECTION, "steps", "new", column.name);
  const typing = useTyping(column.field, path, text, values);
  useOverCell(box, table);
  useTypingAside(path, row.kind !== "new");

  const done = (final: string, onward: Onward): void => {
    if (isDone.current) return;
    isDone.current = true;
    const isSame = final === before || (final === "" && before === "?" && text === "");
    if (isSame) onDone(row.kind === "new" ? null : meaningIn(row, column, before, values), onward);
    else
      onDone(final === text && row.kind !== "new" ? typing.valueNow() : meaningIn(row, column, final, values), onward);
  };
  const leave = useRef(done);
  leave.current = done;
  const words = useRef(text);
  words.current = text;
  // The cell may go while it is typed, when something else is selected: what was typed counts.
  useEffect(() => {
    isDone.current = false;
    return () => leave.current(words.current, "stay");
  }, []);

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (movedChoice(event.key, typing)) {
      event.preventDefault();
      return;
    }
    const onward = onwardOf(event, start !== null && typing.choices.length === 0);
    if (event.key === "Escape") {
      isDone.current = true;
      onCancel();
    } else if (onward !== null && typing.chosen < 0 && typing.isWrong) {
      // It stays open with what is wrong below it.
    } else if (onward !== null) done(typing.chosen >= 0 ? typing.take(typing.chosen) : text, onward);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const name =
    row.kind === "step" ? labelOf(row.record, row.id) : row.kind === "final" ? texts.finalWait : texts.newStep;
  return (
    <div ref={box} className="cell-editor">
      <input
        aria-label={texts.edit(column.title, name)}
        aria-describedby={`${id}-reading`}
        aria-invalid={typing.isWrong}
        autoComplete="off"
        spellCheck={column.field.kind === "text"}
        value={text}
        {...comboAttributes(id, typing)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
        onBlur={() => done(text, "stay")}
      />
      <ChangedBy path={path} />
      <div className="cell-help">
        <TypingHelp
          id={id}
          typing={typing}
          onTake={(taken) => (column.field.kind === "list" ? setText(taken) : done(taken, "down"))}
        />
      </div>
    </div>
  );
}

/** Where a key ends the typing and takes the keyboard to; null where it goes on. */
function onwardOf(event: KeyboardEvent, isFresh: boolean): Onward | null {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return "fill";
  if (event.key === "Enter") return event.shiftKey ? "up" : "down";
  if (event.key === "Tab") return event.shiftKey ? "left" : "right";
  if (isFresh && event.key === "ArrowDown") return "down";
  return isFresh && event.key === "ArrowUp" ? "up" : null;
}

/** Puts the field where the cell with the keyboard stands, and the keyboard into it, without moving the table away. */
function useOverCell(box: RefObject<HTMLDivElement | null>, table: RefObject<HTMLTableElement | null>): void {
  useLayoutEffect(() => {
    const cell = table.current?.querySelector<HTMLElement>('[tabindex="0"]');
    if (box.current === null || cell === null || cell === undefined) return;
    const { style } = box.current;
    style.left = `${cell.offsetLeft}px`;
    style.top = `${cell.offsetTop}px`;
    style.minWidth = `${cell.offsetWidth}px`;
    style.setProperty("--cell-height", `${cell.offsetHeight}px`);
    box.current.querySelector("input")?.focus({ preventScroll: true });
    box.current.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [box, table]);
}
