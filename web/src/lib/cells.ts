/** Cells as text between tabs and line ends, as spreadsheets put them on the clipboard and take them from it. */

/** A cell, in quotes if it holds tabs or line ends, with what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;

/** Rows of cells; a line end behind the last row opens no further one. */
export function parsed(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length || row.length > 0) {
    const [, quoted, plain, end] = CELL.exec(text) ?? [];
    row.push(quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll('""', '"'));
    if (end === "\t") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

export function written(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(cell: string): string {
  return /[\t\r\n]|^"/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
