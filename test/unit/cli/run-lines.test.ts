import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveScreen } from '../../../src/cli/live-screen';
import { RunLines } from '../../../src/cli/run-lines';
import { uncoloured } from '../../../src/cli/style';
import { widthOf } from '../../../src/cli/text-table';
import type { RunEvent } from '../../../src/shared/run-events';
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

  it('on a cluster says where once, what it waits for, and whose cache is told of', () => {
    const time = '2026-11-26T12:00:00.000Z';
    const engines = { features: 'Ray 2.60.0', training: 'Ray 2.60.0' };
    const cluster = { host: '127.0.0.1:8265', workers: 2 };
    const waiting = {
      time,
      event: 'progress',
      stage: 'start the workers',
      total: 0,
      secondsLeft: null,
    } as const;
    const cache = { time, event: 'cache', phase: 1, cut: 'pool', bytes: 1, seconds: 1, reused: 0 } as const;
    const told: readonly RunEvent[] = [
      { time, event: 'started', run: 'one', resumed: false, processId: 1, engines, cluster },
      { ...waiting, done: 0 },
      { ...cache, computed: 9, decoded: 9, onCluster: true },
      { ...waiting, done: 25, time: '2026-11-26T12:00:25.000Z' },
      { ...cache, computed: 3, decoded: 3 },
    ];
    const output = new KeptStream(false);
    const lines = new RunLines(new LiveScreen(output, new KeptStream()), uncoloured);
    for (const event of told) lines.show(event);
    expect(output.text.replaceAll('\u00a0', ' ').trim().split('\n')).toEqual([
      'Running one. Training on Ray 2.60.0 at 127.0.0.1:8265, 2 workers',
      'start the workers',
      '0 of 9 outputs from the cache, 9 images decoded, on the cluster (outputs of pool, 1 s)',
      'start the workers, for 25 s',
      'For judging on this machine: 0 of 3 outputs from the cache, 3 images decoded (outputs of pool, 1 s)',
    ]);
  });
});
