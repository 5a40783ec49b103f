// npm run bench:editor: how long the editor's parts take on a base of 1,000 layers, in a real VS Code, and whether
// its memory grows while someone types.
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { benchOptions } from '../bench-options';
import { type Activation, BenchWindow } from './bench-window';
import { changeTimes, freezeChanges, letterChanges } from './change-times';
import { keyTimes } from './key-times';
import { projectText } from './large-project';
import { newEditorTimes, noOpenings, openingTimes } from './opening-times';
import { quickRunTimes } from './quick-run';
import { resultsText } from './results-text';
import { toggleTimes } from './toggle-times';
import { type MemorySample, typingMemory } from './typing-memory';

const options = benchOptions('bench:editor', {
  minutes: { says: 'minutes of typing, 0 leaves it out', default: 30, least: 0 },
  changes: { says: 'changes of each kind', default: 60 },
  editors: { says: 'editors and browsers of their own, with nothing kept from one before', default: 5 },
  windows: { says: 'how often the window is opened anew', default: 7 },
  output: { says: 'the page', default: path.join(__dirname, '..', 'editor-results.md') },
});
const count = options.changes;
const load = [os.loadavg()[0] ?? 0];
const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  say('new editors');
  const inNew = await newEditorTimes(options.editors);
  const window = await BenchWindow.open();
  const { session } = window;
  try {
    say('changes');
    await session.openFile('transfer.yaml');
    const first = noOpenings();
    await window.openPanel();
    const letters = await changeTimes(window, letterChanges(count));
    const freezes = await changeTimes(window, freezeChanges(count));
    say('toggles');
    const toggles = await toggleTimes(window, count);
    say('keys');
    const keys = await keyTimes(window, 'transfer.yaml', count / 2);
    const plainKeys = await keyTimes(window, 'plain.txt', count / 2);
    say('a quick run');
    const quickRun = await quickRunTimes(window);

    say('windows');
    await window.setText(projectText('stem', 0));
    const again = noOpenings();
    const empty = noOpenings();
    const activations: Activation[] = [];
    for (let turn = 0; turn < options.windows; turn += 1) {
      await window.closePanels();
      await session.openFile('transfer.yaml');
      await session.reload();
      activations.push(await window.activated());
      await openingTimes(window, 1, first);
      await openingTimes(window, 2, again);
      await openingTimes(window, 2, empty, 'emptyExtension.openPanel');
    }
    load.push(os.loadavg()[0] ?? 0);

    const timings = {
      ...{ letters, freezes, toggles, keys, plainKeys, quickRun },
      ...{ inNew, first, again, empty, activations },
    };
    const write = (memory: readonly MemorySample[]) =>
      writeFile(options.output, resultsText({ ...timings, memory, load: [...load, os.loadavg()[0] ?? 0] }));
    await write([]);
    if (options.minutes > 0) {
      say('memory');
      await window.openPanel();
      await window.panel();
      await typingMemory(window, options.minutes, write);
    }
    console.log(await readFile(options.output, 'utf8'));
    for (const fault of await session.faults()) console.error(fault);
  } catch (error) {
    await session.keepEvidence('bench');
    throw error;
  } finally {
    await session.close();
  }
}
