/** What is done to the cells that are selected; every action is one edit. */

import type { ClipboardEvent } from "react";
import { written } from "../lib/cells";
import { withNewcomers } from "../lib/newcomers";
import { type Change, join } from "../lib/path";
import { type Field, meaningOf } from "../lib/schema";
import { added, copied as copiedWhole, newId, removed } from "../lib/structure";
import type { Tree, Value } from "../lib/tree";
import { AS_WRITTEN } from "../panels/useTyping";
import { remember } from "../picture/copied";
import { asOurs, CELLS, cellsIn, fromOurs, OURS } from "../picture/pasted";
import { say } from "../studio/screen";
import { useStudio } from "../studio/studio";
import { texts as said } from "../texts/canvas";
import { texts } from "../texts/table";
import {
  type Accepts,
  cellChange,
  cleared,
  copied,
  copiedSteps,
  filledOut,
  type Pasted,
  pasted,
  stepMade,
} from "./edits";
import {
  at,
  byTab,
  cellAt,
  neighbour,
  type Place,
  pastClosed,
  type Range,
  rangeOf,
  rowsIn,
  type Spot,
  spotOf,
} from "./place";
import { type Column, type Row, rowsOf, SECTION, type Sheet } from "./sheet";
import type { Go } from "./useSheetPlace";

const MOST = 5_000;
const MOST_QUESTIONS = 200;

/** Where the keyboard goes on after a cell was typed; `fill`: it stays, and all that is selected in the column is the same. */
export type Onward = "down" | "up" | "right" | "left" | "stay" | "fill";

export interface SheetActions {
  readonly write: (row: Row, column: Column, value: Value, onward: Onward) => void;
  readonly clear: () => void;
  /** false where no range is selected that could be filled */
  readonly fillRight: () => boolean;
  readonly clipboard: {
    readonly onCopy: (event: ClipboardEvent) => void;
    readonly onCut: (event: ClipboardEvent) => void;
    readonly onPaste: (event: ClipboardEvent) => void;
  };
}

export function useSheetActions(sheet: Sheet, values: Tree, place: Place, go: Go): SheetActions {
  const { room, screen } = useStudio();
  const range = rangeOf(sheet, place);
  const fieldOf = (name: string): Field | undefined => sheet.columns.find((column) => column.name === name)?.field;
  const edit = (changes: readonly Change[], label: string): void => {
    if (changes.length > MOST) say(screen, texts.tooMany, "error");
    else room.edit(withNewcomers(changes, fieldOf, room.getDocument().values), label);
  };
  const write = (row: Row, column: Column, value: Value, onward: Onward): void => {
    if (onward === "fill" && row.kind === "step") {
      const rows = rowsIn(sheet, range).filter((one) => one.kind === "step");
      edit(
        rows.flatMap((one) => cellChange(one, column, value)),
        texts.change(column.title),
      );
      return;
    }
    const made = row.kind === "new" ? stepMade(values, new Map([[column.name, value]])) : null;
    const changes = row.kind === "new" ? (made?.changes ?? []) : cellChange(row, column, value);
    edit(changes, made === null ? texts.change(column.title) : texts.addStep);
    const isTab = onward === "right" || onward === "left";
    const back = onward === "stay" || isTab ? column.name : (place.tabsFrom ?? column.name);
    // Its row may be gone: the keyboard is on another one then, and stays there.
    if (onward === "stay" && sheet.rows.every((one) => one.key !== row.key)) return;
    const here = spotOf(sheet, { row: row.key, column: back });
    const next = cellAt(sheet, pastClosed(sheet, here, moved(sheet, here, onward)));
    // The new step took the place of the empty row, which stands one row lower now.
    const stays = onward === "down" ? row.key : made?.path;
    const cell = made === null || stays === undefined ? next : { row: stays, column: next.column };
    go(isTab ? byTab(cell, place) : at(cell));
  };
  const clear = (): void => {
    const steps = rowsIn(sheet, range).filter((row) => row.kind === "step");
    if (!place.isRows) edit(cleared(sheet, range), texts.clear);
    else {
      edit(
        removed(
          values,
          steps.map((row) => row.key),
        ),
        texts.removeRows,
      );
      const next = sheet.rows[range.bottom + 1] ?? sheet.rows[0];
      if (next !== undefined) go(at({ row: next.key, column: place.cell.column }));
    }
  };
  const fillRight = (): boolean => {
    if (place.isRows || range.left === range.right) return false;
    edit(filledOut(sheet, { ...range, right: range.left }, range), texts.fillRight);
    return true;
  };
  const copy = (event: ClipboardEvent): void => {
    event.preventDefault();
    const text = written(copied(sheet, range, values));
    // Whole rows are steps with all that they hold, shown or not.
    const whole = rowsIn(sheet, range).filter((row) => row.kind === "step");
    const steps = place.isRows ? new Map(whole.map((row) => [row.id, row.record])) : copiedSteps(sheet, range);
    event.clipboardData.setData("text/plain", text);
    if (steps.size === 0) return;
    event.clipboardData.setData(place.isRows ? OURS : CELLS, asOurs(steps));
    remember(text, asOurs(steps), !place.isRows);
  };
  const paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    const steps = fromOurs(event.clipboardData.getData(OURS));
    if (steps !== null) {
      insert(steps);
      return;
    }
    const cells = cellsIn(event.clipboardData.getData("text/plain"));
    const questions = questionsIn(sheet, range, cells, values);
    if (questions.length === 0) take(pasted(sheet, range, cells, values));
    else void pasteUnderstood(cells, questions);
  };
  /** Whole steps go behind the row with the keyboard, and over none. */
  const insert = (steps: ReadonlyMap<string, Tree>): void => {
    const records = copiedWhole(steps, [...steps.keys()], (name) => newId(name, "step"));
    const row = sheet.rows[range.bottom];
    edit(
      row?.kind === "step"
        ? added(values, SECTION, records, row.id, "behind")
        : added(values, SECTION, records, "", "before"),
      texts.paste,
    );
    const [first = "", end = first] = [[...records.keys()][0], [...records.keys()].at(-1)];
    const spot = (id: string): { row: string; column: string } => ({
      row: join(SECTION, "steps", id),
      column: place.cell.column,
    });
    go({ cell: spot(end), from: spot(first), isRows: true });
  };
  /** Good cells are taken, the others stay as they were and are named. */
  const pasteUnderstood = async (
    cells: readonly (readonly string[])[],
    questions: readonly Question[],
  ): Promise<void> => {
    const answers = await Promise.all(questions.map(({ path, text }) => room.read(path, text)));
    const wrong = questions.filter((_, at) => (answers[at]?.error ?? "") !== "");
    const left: string[] = [];
    let count = 0;
    const accepts: Accepts = (column, text) => {
      count += 1;
      const isWrong = wrong.some((one) => one.column === column.name && one.text === text);
      if (isWrong) left.push(texts.valueIn(text, column.title));
      return !isWrong;
    };
    const now = room.getDocument().values;
    take(pasted({ ...sheet, rows: rowsOf(now) }, range, cells, now, accepts));
    if (left.length > 0) say(screen, texts.notUnderstood(left.length, count, [...new Set(left)]), "error");
  };
  const take = (result: Pasted): void => {
    edit(result.changes, texts.paste);
    if (result.unused.length > 0) say(screen, said.columnsUnused(result.unused), "warning");
    if (result.changes.length === 0 || result.changes.length > MOST) return;
    const from = cellAt(sheet, { row: result.range.top, column: result.range.left });
    const cell = cellAt(sheet, { row: result.range.bottom, column: result.range.right });
    const [first] = result.made;
    const end = result.made.at(-1);
    const isNew = sheet.rows[result.range.top]?.kind !== "step" && first !== undefined;
    const last = end === undefined ? cell : { ...cell, row: end };
    // Over cells the keyboard stays where it was: the next column is pasted beside it. New steps go on below.
    go(
      isNew ? { cell: last, from: { ...from, row: first }, isRows: false } : { cell: from, from: last, isRows: false },
    );
  };
  const cut = (event: ClipboardEvent): void => {
    copy(event);
    clear();
  };
  return { write, clear, fillRight, clipboard: { onCopy: copy, onCut: cut, onPaste: paste } };
}

interface Question {
  readonly column: string;
  readonly text: string;
  readonly path: string;
}

/** What is to be asked about pasted texts, each once; nothing where it would be too much, so that the room decides. */
function questionsIn(sheet: Sheet, range: Range, cells: readonly (readonly string[])[], values: Tree): Question[] {
  const found = new Map<string, Question>();
  pasted(sheet, range, cells, values, (column, text, path) => {
    const isAsked = text.trim() !== "" && !AS_WRITTEN.has(column.field.kind);
    if (isAsked) found.set(JSON.stringify([column.name, text]), { column: column.name, text, path });
    return true;
  });
  return found.size > MOST_QUESTIONS ? [] : [...found.values()];
}

function moved(sheet: Sheet, from: Spot, onward: Onward): Spot {
  switch (onward) {
    case "down":
      return { ...from, row: from.row + 1 };
    case "up":
      return { ...from, row: from.row - 1 };
    case "right":
      return neighbour(sheet, from, 1) ?? from;
    case "left":
      return neighbour(sheet, from, -1) ?? from;
    case "stay":
    case "fill":
      return from;
  }
}

/** What typed text means in a cell, also in the empty row. */
export function meaningIn(row: Row, column: Column, text: string, values: Tree): Value {
  return meaningOf(column.field, text, row.kind === "new" ? SECTION : row.key, values);
}
