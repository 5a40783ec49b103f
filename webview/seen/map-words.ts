import { figure, plain } from '../../src/design/words/number-text';
import type { Places } from '../../src/shared/seen';

/** Where in a picture a cell lies, in a few words: `at the upper left`. */
export function placeWords([row, column]: Places, [rows, columns]: Places): string {
  const third = (at: number, of: number) => Math.min(2, Math.floor((3 * (at + 0.5)) / of));
  const down = (['upper', '', 'lower'] as const)[third(row, rows) as 0 | 1 | 2];
  const across = (['left', '', 'right'] as const)[third(column, columns) as 0 | 1 | 2];
  if (down === '' && across === '') return 'in the middle';
  if (down === '') return `at the ${across}`;
  return across === '' ? `at the ${down} edge` : `at the ${down} ${across}`;
}

/** A value of a network as people read it. */
export function valueText(value: number): string {
  return plain(figure(value));
}
