import { counted } from '../design/words/number-text';
import type { Terminal } from './terminal';

/** Shows how many names were looked at, once that takes longer than one likes to wait without a word. */
export function scanLine({ screen }: Terminal, json: boolean): (names: number) => void {
  const start = performance.now();
  return (names) => {
    if (json || performance.now() - start < 1_000) return;
    screen.live(`looking through the folders of images: ${counted(names, 'name')}`);
  };
}
