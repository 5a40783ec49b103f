/** A place in a grid, both from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The cell that a key leads to (the grid pattern of the ARIA Authoring Practices); undefined for other keys. */
export function cellByKey(
  { key, ctrlKey, metaKey, altKey, shiftKey }: Key,
  { row, column }: Cell,
  last: Cell,
): Cell | undefined {
  if (metaKey || altKey || shiftKey) return undefined;
  const places: Readonly<Record<string, Cell>> = ctrlKey
    ? { Home: { row: 0, column: 0 }, End: last }
    : {
        ArrowUp: { row: Math.max(0, row - 1), column },
        ArrowDown: { row: Math.min(last.row, row + 1), column },
        ArrowLeft: { row, column: Math.max(0, column - 1) },
        ArrowRight: { row, column: Math.min(last.column, column + 1) },
        Home: { row, column: 0 },
        End: { row, column: last.column },
      };
  return places[key];
}
