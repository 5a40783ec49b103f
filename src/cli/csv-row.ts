/** A row of a table as RFC 4180 has it, with its line break. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => inQuotes(String(cell))).join(',')}\r\n`;
}

function inQuotes(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
