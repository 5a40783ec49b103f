import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { KeptOpening } from '../../../src/editor/commands/kept-opening';
import { showKept } from '../../../src/editor/commands/show-project';
import { tryExampleCommand } from '../../../src/editor/commands/try-example';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { type Answers, windowWith } from './support/asked';
import { memory } from './support/memory';

vi.mock('vscode', async () => (await import('./support/asked')).askingEditor());

const root = path.resolve(import.meta.dirname, '../../..');

async function tryExample(
  answers: Answers,
  opened: readonly string[] = [],
  whileCopying?: (cancel: () => void) => void,
) {
  const asked = windowWith(answers, opened, whileCopying);
  const opening = new KeptOpening(memory());
  await tryExampleCommand({ root, bundles: path.join(root, 'dist') }, opening)();
  return { asked, opening };
}

const designer = 'transferDesigner.openDesigner';

describe('trying an example', () => {
  it('copies nothing where it is cancelled: at the list, at the folder, while it copies', async () => {
    const place = scratchFolder();
    await tryExample({});
    await tryExample({ picks: ['Emoji groups'] });
    const { asked } = await tryExample({ picks: ['Emoji groups'], places: [place] }, [], (cancel) =>
      cancel(),
    );
    expect(asked.told).toEqual(['Stopped; nothing was copied.']);
    expect(asked.commands).toEqual([]);
    expect(readdirSync(place)).toEqual([]);
  });

  it('opens the folder in this window where none is open, and there its file with the Designer', async () => {
    const place = scratchFolder();
    const { asked, opening } = await tryExample({ picks: ['Emoji groups'], places: [place] });
    const folder = path.join(place, 'emoji-groups');
    expect(asked.commands).toEqual([['vscode.openFolder', { fsPath: folder }, { forceReuseWindow: true }]]);
    expect(asked.shown).toEqual([]);
    // Another window is none of its affair.
    const other = windowWith({}, [scratchFolder()]);
    await showKept(opening);
    expect(other.shown).toEqual([]);
    const own = windowWith({}, [folder]);
    await showKept(opening);
    expect(own.shown).toEqual([path.join(folder, 'transfer.yaml')]);
    expect(own.commands.map(([command]) => command)).toEqual([designer]);
    // Once.
    const later = windowWith({}, [folder]);
    await showKept(opening);
    expect(later.shown).toEqual([]);
  });

  it('leaves a workspace open that is in use, and takes a window of its own beside it', async () => {
    const place = scratchFolder();
    const { asked } = await tryExample({ picks: ['Handwritten digits'], places: [place] }, [scratchFolder()]);
    expect(asked.commands).toEqual([
      ['vscode.openFolder', { fsPath: path.join(place, 'digits') }, { forceNewWindow: true }],
    ]);
  });

  it('shows in this window what lies in its workspace', async () => {
    const place = scratchFolder();
    const { asked } = await tryExample({ picks: ['Emoji groups'], places: [place] }, [place]);
    expect(asked.shown).toEqual([path.join(place, 'emoji-groups', 'transfer.yaml')]);
    expect(asked.commands.map(([command]) => command)).toEqual([designer]);
  });

  it('asks where the name is taken: a copy by another name, or what is there if it is a project', async () => {
    const place = scratchFolder();
    for (const name of ['digits', 'digits-2']) mkdirSync(path.join(place, name));
    const picks = ['Handwritten digits'];
    const first = await tryExample({ picks, places: [place] }, [place]);
    expect(first.asked.questions).toMatchObject([
      { message: `${path.join(place, 'digits')} is there already.`, buttons: ['Copy as digits-3'] },
    ]);
    expect(readdirSync(place)).toEqual(['digits', 'digits-2']);
    await tryExample({ picks, places: [place], buttons: ['Copy as digits-3'] }, [place]);
    expect(existsSync(path.join(place, 'digits-3', 'transfer.yaml'))).toBe(true);
    writeFileSync(path.join(place, 'digits', 'transfer.yaml'), 'base: demo\n');
    const last = await tryExample({ picks, places: [place], buttons: ['Open What Is There'] }, [place]);
    expect(last.asked.shown).toEqual([path.join(place, 'digits', 'transfer.yaml')]);
    expect(readdirSync(path.join(place, 'digits'))).toEqual(['transfer.yaml']);
  });
});
