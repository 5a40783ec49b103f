import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveScreen } from '../../../src/cli/live-screen';
import { RunLines } from '../../../src/cli/run-lines';
import { uncoloured } from '../../../src/cli/style';
import { widthOf } from '../../../src/cli/text-table';
import { expectGolden } from '../../fixtures/golden-text';
import { events, KeptStream, shownLines } from '../../fixtures/terminal-sample';

const golden = (name: string) => path.join(import.meta.dirname, 'golden', name);

function shown(isTTY: boolean, columns = 100) {
  const output = new KeptStream(isTTY, columns);
  const errors = new KeptStream();
  const lines = new RunLines(new LiveScreen(output, errors), uncoloured);
  for (const event of events) lines.show(event);
  return { output, errors };
}

describe('a run in a terminal', () => {
  it('is a few plain lines where no one sees a line change', () => {
    const { output, errors } = shown(false);
    expectGolden(golden('run-plain.txt'), output.text);
    expect(errors.lines).toEqual(['warning: a.png and b.png are the same image.']);
    expect(output.text).not.toContain('\u001b');
    expect(output.lines.length).toBeLessThan(20);
  });

  it('has a bar with the time left on a terminal, and leaves the same lines', () => {
    const { output } = shown(true);
    expectGolden(golden('run-live.txt'), `${shownLines(output).join('\n')}\n`);
    expect(output.text).toContain('17/200  31 s left  17 of 20 right, best 17, loss 0.0588, validation 0.05');
  });

  it('never writes a live line that is wider than the terminal', () => {
    const { output } = shown(true, 40);
    const live = output.text
      .split('\r\u001b[2K')
      .slice(1)
      .map((part) => part.split('\n')[0] ?? '');
    const bars = live.filter((line) => line.includes('░'));
    expect(bars.length).toBeGreaterThan(10);
    for (const bar of bars) expect(widthOf(bar)).toBeLessThan(40);
  });

  it('tells the last epoch of a phase that ended early', () => {
    expect(shown(false).output.text).toContain('epoch 37 of 200');
    expect(shown(false).output.text).toContain('No better since epoch 17');
  });
});
