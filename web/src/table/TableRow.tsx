/** A row; drawn again only where something of it changed. */

import { memo, type ReactNode } from "react";
import type { FindingOf } from "../generated/protocol";
import { labelOf } from "../lib/places";
import type { Tree } from "../lib/tree";
import { texts } from "../texts/table";
import { shownAt } from "./edits";
import { type Column, cellPath, isOpen, NAME, type Row } from "./sheet";

interface TableRowProps {
  readonly kind: Row["kind"];
  readonly rowKey: string;
  readonly id: string;
  readonly record: Tree;
  readonly index: number;
  readonly columns: readonly Column[];
  /** what cells name by id */
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
  /** the paths of what nobody knows, with spaces between */
  readonly unknown: string;
  /** the column that has the keyboard; -1 where it is in another row */
  readonly cursor: number;
  readonly left: number;
  readonly right: number;
  readonly isWhole: boolean;
  /** the columns that are being filled; -1 for none */
  readonly fillLeft: number;
  readonly fillRight: number;
  /** the column with the corner by which the range is drawn out; -1 for none */
  readonly corner: number;
  readonly drop: "before" | "behind" | null;
}

export const TableRow = memo(function TableRow(props: TableRowProps): ReactNode {
  const { kind, rowKey, id, record, index, columns, values, findings, unknown, cursor, left, right, isWhole, drop } =
    props;
  const { fillLeft, fillRight, corner } = props;
  const row: Row = { kind, key: rowKey, id, record };
  const name = kind === "step" ? labelOf(record, id) : kind === "final" ? texts.finalWait : texts.newStep;
  return (
    <tr
      aria-rowindex={index + 2}
      data-path={rowKey}
      data-kind={kind}
      data-drop={drop ?? undefined}
      aria-selected={isWhole}
    >
      <th scope="row" aria-colindex={1} title={kind === "step" ? texts.rowHeader(name) : undefined}>
        {kind === "step" ? index + 1 : <span className="unseen">{name}</span>}
      </th>
      {columns.map((column, at) => (
        <Cell
          key={column.name}
          row={row}
          name={name}
          column={column}
          at={at}
          values={values}
          findings={findings}
          unknown={unknown}
          hasKeyboard={at === cursor}
          isSelected={at >= left && at <= right}
          isFilling={at >= fillLeft && at <= fillRight}
          hasCorner={at === corner}
        />
      ))}
    </tr>
  );
});

interface CellProps {
  readonly row: Row;
  readonly name: string;
  readonly column: Column;
  readonly at: number;
  readonly values: Tree;
  readonly findings: readonly FindingOf[];
  readonly unknown: string;
  readonly hasKeyboard: boolean;
  readonly isSelected: boolean;
  readonly isFilling: boolean;
  readonly hasCorner: boolean;
}

function Cell(props: CellProps): ReactNode {
  const { row, name, column, at, values, findings, unknown, hasKeyboard, isSelected, isFilling, hasCorner } = props;
  const path = cellPath(row, column);
  const stated = shownAt(row, column, values);
  const shown = stated === "" && path !== null && unknown.split(" ").includes(path) ? "?" : stated;
  const own = findings.find((finding) => finding.path === path);
  const isUnknown = shown.startsWith("?") || (path !== null && unknown.split(" ").includes(path));
  const isPlace = row.kind !== "step" && column.name === NAME;
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the cell of a grid
      role="gridcell"
      aria-colindex={at + 2}
      aria-readonly={!isOpen(row, column)}
      aria-selected={isSelected}
      aria-invalid={own?.severity === "error" || undefined}
      tabIndex={hasKeyboard ? 0 : -1}
      data-column={column.name}
      data-path={path ?? undefined}
      data-unknown={isUnknown || undefined}
      data-finding={own?.severity}
      data-closed={!isOpen(row, column) || undefined}
      data-filling={isFilling || undefined}
    >
      {isPlace ? <span className="quiet">{name}</span> : shown}
      {own !== undefined && <span className="unseen"> {own.message}</span>}
      {/* The keyboard has commands for it. */}
      {hasCorner && <span className="fill-corner" aria-hidden="true" title={texts.fillCorner} />}
    </td>
  );
}
