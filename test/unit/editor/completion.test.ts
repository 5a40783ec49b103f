import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { TransferDocuments } from '../../../src/editor/documents/transfer-documents';
import { Completion } from '../../../src/editor/text/completion';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { project } from '../language/support/project';

vi.mock('vscode', () => ({
  CompletionItemKind: { Folder: 'folder', File: 'file' },
  CompletionItem: class {
    constructor(
      readonly label: string,
      readonly kind: string,
    ) {}
  },
  Range: class {},
}));

it('where images are named the folders and lists beside the file are offered, and nothing else', async () => {
  const folder = scratchFolder();
  for (const name of ['images', 'runs', '.transfer', 'a folder.parquet']) mkdirSync(path.join(folder, name));
  for (const name of ['pets.parquet', 'OLD.PARQUET', 'notes.txt', '.hidden.parquet'])
    writeFileSync(path.join(folder, name), '');
  const text = 'base: demo\ndataset:\n  path: ';
  const documents = { of: () => ({ folder, project: project(text) }) } as unknown as TransferDocuments;
  const document = { offsetAt: () => text.length, positionAt: () => null } as unknown as vscode.TextDocument;
  const items = await new Completion(documents, '/nowhere').provideCompletionItems(
    document,
    {} as vscode.Position,
  );
  const offered = items.map(({ label, kind, insertText }) => [label, kind, insertText]);
  expect(offered.sort()).toEqual([
    ['OLD.PARQUET', 'file', 'OLD.PARQUET'],
    ['images', 'folder', 'images'],
    ['pets.parquet', 'file', 'pets.parquet'],
  ]);
});
