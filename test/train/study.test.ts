import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StudyResult } from '../../src/design/study/study';
import { parseRunEvent, type RunEvent } from '../../src/shared/run-events';
import { nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

let whole: TerminalWorkshop;
let killed: TerminalWorkshop;

beforeAll(async () => {
  const engine = await nativeEngineFolder();
  whole = await TerminalWorkshop.open(engine);
  killed = await TerminalWorkshop.open(engine);
});

afterAll(async () => {
  await whole?.close();
  await killed?.close();
});

const call = ['study', '--depths', '2', '--seeds', '1', '--epochs', '30'];

/** What is the same where a study is done again. */
function found(stdout: string) {
  const { study } = JSON.parse(stdout) as { readonly study: StudyResult };
  return study.yours.outcomes.map(({ line, copied, wrong, phases }) => ({
    ...{ line, copied, wrong },
    epochs: phases.map(({ epochs }) => epochs),
  }));
}

/** The events of the trial that goes on; none while there is none. */
function eventsNow({ folder }: TerminalWorkshop): readonly RunEvent[] {
  const trials = path.join(folder, '.transfer', 'trials');
  const names = existsSync(trials) ? readdirSync(trials, { withFileTypes: true }) : [];
  const going = names.filter((one) => one.isDirectory()).at(0);
  const file = going && path.join(trials, going.name, 'events.jsonl');
  if (!file || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => parseRunEvent(line) ?? []);
}

/** Kills the terminal's program and the training, once that has come so far. */
function killBoth(workshop: TerminalWorkshop, child: ChildProcess): void {
  const look = setInterval(() => {
    const events = eventsNow(workshop);
    const [started] = events;
    if (started?.event !== 'started' || !events.some(({ event }) => event === 'epoch')) return;
    clearInterval(look);
    child.kill('SIGKILL');
    process.kill(started.processId, 'SIGKILL');
  }, 5);
}

it('a study that is killed in the middle of a training goes on, and comes to the same', async () => {
  const { status, stdout, stderr } = await whole.call([...call, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const outcomes = found(stdout);
  expect(outcomes.map(({ line, copied }) => `${copied} ${line}`)).toEqual([
    '0 random',
    '1 frozen',
    '1 fine-tuned',
    '3 frozen',
    '3 fine-tuned',
  ]);

  let isKilling = false;
  const first = await killed.call(call, (_soFar, child) => {
    if (!isKilling) killBoth(killed, child);
    isKilling = true;
  });
  expect(first.status).toBeNull();
  expect(first.stdout).toMatch(/^5 trainings \(2 depths, .*at most/);
  const again = await killed.call([...call, '--json']);
  expect(again.status).toBe(0);
  expect(found(again.stdout)).toEqual(outcomes);
  const page = path.join(killed.folder, '.transfer', 'studies', 'transfer.html');
  expect(readFileSync(page, 'utf8')).toContain('Accuracy by depth');
});
