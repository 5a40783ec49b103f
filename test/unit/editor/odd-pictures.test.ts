import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { scanFolder } from '../../../src/disk/images/folder-scan';
import type { TransferDocument } from '../../../src/editor/documents/transfer-document';
import { OddPictures } from '../../../src/editor/panel/odd-pictures';
import type { Processes } from '../../../src/editor/processes';
import { KeptOddImages } from '../../../src/launch/project/kept-odd-images';
import { oddAs } from '../../fixtures/odd-findings';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { header, project } from '../language/support/project';

const editor = vi.hoisted(() => ({
  isTrusted: true,
  /** What the user presses on the next notice. */
  pressed: undefined as string | undefined,
  told: [] as string[],
  /** What happens while a notice is read. */
  meanwhile: undefined as (() => void) | undefined,
}));
vi.mock('vscode', () => {
  class WorkspaceEdit {
    readonly renames: { from: string; to: string }[] = [];
    renameFile(from: { fsPath: string }, to: { fsPath: string }, { overwrite }: { overwrite: boolean }) {
      if (!overwrite) this.renames.push({ from: from.fsPath, to: to.fsPath });
    }
  }
  const told = async (message: string, ...buttons: string[]) => {
    editor.told.push(message);
    editor.meanwhile?.();
    editor.meanwhile = undefined;
    return buttons.find((button) => button === editor.pressed);
  };
  return {
    WorkspaceEdit,
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    workspace: {
      get isTrusted() {
        return editor.isTrusted;
      },
      // As the editor does it: folders are made, and nothing is written over.
      applyEdit: async ({ renames }: WorkspaceEdit) => {
        for (const { from, to } of renames) {
          if (existsSync(to) || !existsSync(from)) return false;
          mkdirSync(path.dirname(to), { recursive: true });
          renameSync(from, to);
        }
        return true;
      },
    },
    window: { showInformationMessage: told, showWarningMessage: told, showErrorMessage: told },
    commands: { executeCommand: async () => {} },
  };
});

beforeEach(() => {
  editor.isTrusted = true;
  editor.pressed = undefined;
  editor.meanwhile = undefined;
  editor.told.length = 0;
});

/** A project with a picture that looks like another class. */
async function opened() {
  const folder = scratchFolder();
  const place = (file: string) => path.join(folder, ...file.split('/'));
  for (const file of ['images/dogs/rex.png', 'images/cats/tom.png', 'images/dogs/fine.png']) {
    mkdirSync(path.dirname(place(file)), { recursive: true });
    writeFileSync(place(file), file);
  }
  writeFileSync(place('package.json'), '{"version":"1.0.0"}');
  const dataset = { train: await scanFolder(place('images')) };
  const refreshed: string[] = [];
  const document = {
    ...{ file: place('transfer.yaml'), folder, project: project(header, { dataset, odd: oddAs() }) },
    refreshImages: () => refreshed.push('images'),
    refreshOdd: () => refreshed.push('odd'),
  } as unknown as TransferDocument;
  const installation = { root: folder, bundles: folder };
  const pictures = new OddPictures({ installation } as Processes, () => {});
  const decided = async () => (await KeptOddImages.of(folder, installation)).decidedIds();
  return {
    document,
    pictures,
    refreshed,
    decided,
    isThere: (file: string) => existsSync(place(file)),
    place,
  };
}

const rex = 'images/dogs/rex.png';

describe('a picture of a finding', () => {
  it('is moved to the class, and the images are looked through again', async () => {
    const { document, pictures, isThere, refreshed } = await opened();
    await pictures.move(document, rex, { className: 'cats' });
    expect([isThere(rex), isThere('images/cats/rex.png')]).toEqual([false, true]);
    expect(refreshed).toEqual(['images']);
    expect(editor.told[0]).toContain('rex.png was moved to');
  });

  it('is left out, not deleted, and comes back by Undo', async () => {
    const { document, pictures, isThere, refreshed, place } = await opened();
    editor.pressed = 'Undo';
    await pictures.move(document, rex, 'left out');
    await vi.waitUntil(() => refreshed.length === 2, 10_000);
    expect([isThere(rex), isThere('images-left-out/dogs/rex.png')]).toEqual([true, false]);
    expect(readFileSync(place(rex), 'utf8')).toBe(rex);
  });

  it('that Undo can’t bring back is told, and stays where it is', async () => {
    const { document, pictures, isThere, place } = await opened();
    editor.pressed = 'Undo';
    editor.meanwhile = () => writeFileSync(place(rex), 'another');
    await pictures.move(document, rex, 'left out');
    await vi.waitUntil(() => editor.told.length === 2, 10_000);
    expect(editor.told[1]).toContain('could not be moved');
    expect(isThere('images-left-out/dogs/rex.png')).toBe(true);
  });

  it('is not touched where the workspace is not trusted, and that is said', async () => {
    const { document, pictures, isThere, decided } = await opened();
    editor.isTrusted = false;
    await pictures.move(document, rex, 'left out');
    await pictures.keep(document, 'a1');
    await pictures.look(document);
    expect(isThere(rex)).toBe(true);
    expect(await decided()).toEqual([]);
    expect(editor.told).toHaveLength(3);
    expect(new Set(editor.told)).toEqual(new Set([expect.stringContaining('not trusted')]));
  });

  it('that no finding is about stays, whatever the page asks for', async () => {
    const { document, pictures, isThere } = await opened();
    for (const file of ['images/dogs/fine.png', '../package.json', 'package.json'])
      await pictures.move(document, file, 'left out');
    expect([isThere('images/dogs/fine.png'), isThere('package.json')]).toEqual([true, true]);
    expect(editor.told).toEqual([]);
  });
});

describe('a finding', () => {
  it('that is kept is remembered, and told again after Undo', async () => {
    const { document, pictures, refreshed, decided } = await opened();
    await pictures.keep(document, 'no finding');
    await pictures.keep(document, 'a1');
    expect(await decided()).toEqual(['a1']);
    expect(refreshed).toEqual(['odd']);
    editor.pressed = 'Undo';
    await pictures.keep(document, 'b2');
    await vi.waitUntil(() => refreshed.length === 3, 10_000);
    expect(await decided()).toEqual(['a1']);
  });
});
