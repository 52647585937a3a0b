/** The cells: where the keyboard is, what is selected, what is being typed. */

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { FindingOf } from "../generated/protocol";
import { holderOf, join, split, treeAt } from "../lib/path";
import { useSelected } from "../lib/store";
import type { Tree } from "../lib/tree";
import { TableOthers } from "../people/TableOthers";
import { say, TABLE } from "../studio/screen";
import { useDocument, useMay, useScreen, useStudio } from "../studio/studio";
import { texts as refusals } from "../texts/people";
import { texts } from "../texts/table";
import { CellEditor } from "./CellEditor";
import { CellHint } from "./CellHint";
import { ColumnHead } from "./ColumnHead";
import { at, type Cell, cellOf, cornerOf, rangeOf, rowOf, spotOf } from "./place";
import { type Column, NAME, SECTION, type Sheet, widthOf } from "./sheet";
import { type Asked, TableMenu } from "./TableMenu";
import { TableRow } from "./TableRow";
import { usePointer } from "./usePointer";
import { useSheetActions } from "./useSheetActions";
import { useSheetKeys } from "./useSheetKeys";
import { useSheetPlace } from "./useSheetPlace";
import { type Widths, widths } from "./widths";

export function Grid({ sheet, values }: { sheet: Sheet; values: Tree }): ReactNode {
  const table = useRef<HTMLTableElement>(null);
  const [begun, setTyped] = useState<{ text: string | null; row: string } | null>(null);
  const [place, go] = useSheetPlace(sheet);
  // When its row goes, what is typed must not go on in the one that moves up.
  const typed = begun?.row === place.cell.row ? begun : null;
  const actions = useSheetActions(sheet, values, place, go);
  const { room, screen } = useStudio();
  const mayEdit = useMay("edit");
  const type = (text: string | null): void => {
    if (mayEdit) setTyped({ text, row: place.cell.row });
    else say(screen, refusals.notAllowed[room.getDocument().right]);
  };
  const keys = useSheetKeys({
    sheet,
    place,
    go,
    actions,
    type,
    mayEdit,
    tell: (words) => say(screen, words),
    table,
  });
  const pointer = usePointer({ sheet, values, place, go, type: () => type(null), table });
  const [asked, setAsked] = useState<Asked | null>(null);
  const findings = useFindings();
  const unknown = useUnknown();
  const references = useReferences(values, sheet);
  useTypingFromElsewhere(sheet, go, (cell) => setTyped({ text: null, row: cell.row }));
  const spot = spotOf(sheet, place.cell);
  useFocus(table, place.cell, typed !== null || asked !== null);

  const wide = useSelected(widths, ({ chosen }) => chosen);
  const range = rangeOf(sheet, place);
  const corner = mayEdit && typed === null ? cornerOf(sheet, place) : null;
  const { filling } = pointer;
  const row = sheet.rows[spot.row];
  const column = sheet.columns[spot.column];
  return (
    <div className="table-scroll">
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that is walked and edited
        role="grid"
        aria-label={texts.table}
        aria-describedby="table-help"
        aria-multiselectable="true"
        aria-readonly={!mayEdit}
        style={{ width: widthOfAll(sheet, wide) }}
        aria-rowcount={sheet.rows.length + 1}
        aria-colcount={sheet.columns.length + 1}
        onKeyDown={typed === null ? keys.onKeyDown : undefined}
        {...(typed === null ? actions.clipboard : {})}
        {...pointer.handlers}
        onContextMenu={(event) => {
          event.preventDefault();
          pointer.chooseUnder(event);
          setAsked({ anchor: new DOMRect(event.clientX, event.clientY, 0, 0), isByKeys: event.button !== 2 });
        }}
      >
        <colgroup>
          <col className="col-number" />
          {sheet.columns.map((one) => (
            <col key={one.name} style={{ width: isGrowing(one, wide) ? undefined : widthOf(one, wide) }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" aria-colindex={1}>
              <span className="unseen">{texts.number}</span>
            </th>
            {sheet.columns.map((one, index) => (
              <ColumnHead key={one.name} column={one} index={index} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((one, index) => {
            const isIn = index >= range.top && index <= range.bottom;
            const isFilling = filling !== null && index >= filling.top && index <= filling.bottom;
            return (
              <TableRow
                key={one.key}
                kind={one.kind}
                rowKey={one.key}
                id={one.id}
                record={one.record}
                index={index}
                columns={sheet.columns}
                values={references}
                findings={findings.get(one.key) ?? NONE}
                unknown={unknown.get(one.key) ?? ""}
                cursor={index === spot.row ? spot.column : -1}
                left={isIn ? range.left : -1}
                right={isIn ? range.right : -1}
                isWhole={isIn && place.isRows}
                fillLeft={isFilling ? filling.left : -1}
                fillRight={isFilling ? filling.right : -1}
                corner={corner?.row === index ? corner.column : -1}
                drop={pointer.drop?.row === one.key ? pointer.drop.side : null}
              />
            );
          })}
        </tbody>
      </table>
      {row !== undefined && column !== undefined && typed !== null && (
        <CellEditor
          key={`${row.key} ${column.name}`}
          table={table}
          row={row}
          column={column}
          values={values}
          start={typed.text}
          onDone={(value, step) => {
            setTyped(null);
            actions.write(row, column, value, step);
          }}
          onCancel={() => setTyped(null)}
        />
      )}
      {asked !== null && (
        <TableMenu
          asked={asked}
          onClose={(isDone) => {
            if (isDone) table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
            setAsked(null);
          }}
        />
      )}
      <TableOthers table={table} rows={sheet} />
      {typed === null && <CellHint table={table} findings={findings} />}
    </div>
  );
}

const NUMBER_WIDTH = 44;
/** What names may have beyond their usual width, where there is room. */
const MORE_FOR_NAMES = 240;

function isGrowing(column: Column, wide: Widths): boolean {
  return column.name === NAME && wide[NAME] === undefined;
}

function widthOfAll({ columns }: Sheet, wide: Widths): string {
  const all = columns.reduce((sum, one) => sum + widthOf(one, wide), NUMBER_WIDTH);
  const most = columns.some((one) => isGrowing(one, wide)) ? all + MORE_FOR_NAMES : all;
  return `max(${all}px, min(100%, ${most}px))`;
}

const NONE: readonly FindingOf[] = [];

/** The findings of each row. */
function useFindings(): ReadonlyMap<string, readonly FindingOf[]> {
  const findings = useDocument((document) => document.findings);
  return useMemo(() => {
    const found = new Map<string, FindingOf[]>();
    for (const finding of findings) {
      const key = rowOf(finding.path);
      found.set(key, [...(found.get(key) ?? []), finding]);
    }
    return found;
  }, [findings]);
}

/** The names of the values that nobody knows, by row; as one text, which stays the same where they do. */
function useUnknown(): ReadonlyMap<string, string> {
  const paths = useDocument((document) => document.figures?.unknown);
  return useMemo(() => {
    const found = new Map<string, string>();
    for (const path of paths ?? []) {
      found.set(rowOf(path), `${found.get(rowOf(path)) ?? ""} ${path}`);
    }
    return found;
  }, [paths]);
}

/** What cells name by id; the same object as long as nothing of it changed, so that rows need not be drawn again. */
function useReferences(values: Tree, sheet: Sheet): Tree {
  const mappings = new Set(sheet.columns.map((column) => column.field.refersTo));
  const roles = mappings.has("roles") ? treeAt(values, `${SECTION}/roles`) : NOTHING;
  const steps = mappings.has("steps") ? treeAt(values, `${SECTION}/steps`) : NOTHING;
  return useMemo(
    () =>
      new Map([
        [
          SECTION,
          new Map([
            ["roles", roles],
            ["steps", steps],
          ]),
        ],
      ]),
    [roles, steps],
  );
}

const NOTHING: Tree = new Map();

/** The cell with the keyboard has the focus while the table has it, and is in sight; a field or a menu keeps it. */
function useFocus(
  table: { readonly current: HTMLTableElement | null },
  cell: { readonly row: string; readonly column: string },
  isElsewhere: boolean,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when the cell becomes another one
  useEffect(() => {
    const element = table.current?.querySelector<HTMLElement>('[tabindex="0"]');
    if (element === null || element === undefined || isElsewhere) return;
    const holds =
      document.activeElement === document.body || table.current?.parentElement?.contains(document.activeElement);
    if (holds === true && element !== document.activeElement) element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [table, cell.row, cell.column, isElsewhere]);
}

/**
 * A command may ask to type a value. Where no picture stands beside the table it is typed here, a new step in the last
 * row; what the table has no cell for is made and selected, and typed beside it.
 */
function useTypingFromElsewhere(
  sheet: Sheet,
  go: ReturnType<typeof useSheetPlace>[1],
  type: (cell: Cell) => void,
): void {
  const { room, screen } = useStudio();
  const asked = useScreen((now) => (now.views.every((view) => view === TABLE) ? now.typing : null));
  const start = useRef({ sheet, go, type });
  start.current = { sheet, go, type };
  useEffect(() => {
    if (asked === null) return;
    const { draft, path } = asked;
    const { rows } = start.current.sheet;
    if (draft?.kind === "remark") {
      const record = holderOf(path);
      room.edit([{ path: record, value: new Map(draft.fields) }], texts.addRemark);
      screen.set({ selection: [record], typing: { path, text: null } });
      return;
    }
    const cell =
      draft === undefined ? cellOf(start.current.sheet, path) : { row: rows.at(-1)?.key ?? "", column: NAME };
    const isHere = draft !== undefined || (cell !== null && join(...split(cell.row), cell.column) === path);
    if (cell === null || !isHere) return;
    start.current.go(at(cell), { typing: null });
    start.current.type(cell);
  }, [asked, room, screen]);
}
