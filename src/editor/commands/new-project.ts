import path from 'node:path';
import * as vscode from 'vscode';
import type { FolderFacts } from '../../design/dataset-facts';
import { folderLayout } from '../../design/images/folder-layouts';
import { isTaken } from '../../disk/files/is-taken';
import { scanFolder } from '../../disk/images/folder-scan';
import { type NewProject, newProjectText } from '../../language/new-project-text';
import { notices } from '../notices';
import { chooseBase } from './choose-base';
import { type CommandWork, givenUri } from './command-registry';
import { showProject } from './show-project';

/** Writes a commented `transfer.yaml` for a folder of images, on a base that is asked for, and opens it with its panel. */
export function newProjectCommand(): CommandWork {
  return async (...given) => {
    const images = givenUri(given) ?? (await pickedFolder());
    if (!images) return;
    const look = await scanFolder(images.fsPath);
    if (!look.found) throw new Error(`${images.fsPath} can't be read as a folder (${look.reason}).`);
    if (look.facts.classes.every((one) => one.images.length === 0)) {
      throw new Error(
        `${images.fsPath} holds no folders with images. Put the images of each class into a folder of its own, named like the class.`,
      );
    }
    const folder = projectFolder(images);
    const file = vscode.Uri.joinPath(folder, 'transfer.yaml');
    if (await isTaken(file.fsPath)) {
      void notices.information(`${file.fsPath} is there already; it was opened and not changed.`);
    } else {
      const found = await projectOn(look.facts, folder.fsPath);
      const base = await chooseBase(found.facts, folder.fsPath);
      if (!base) return;
      const text = newProjectText({ ...found, base });
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    }
    await showProject(file);
  };
}

/** What the file of a project in `folder` says of its images. */
async function projectOn(facts: FolderFacts, folder: string): Promise<Omit<NewProject, 'base'>> {
  const named = (file: string) => path.relative(folder, file).split(path.sep).join('/') || '.';
  const layout = folderLayout(facts);
  const below = (name: string) => path.join(facts.path, ...name.split('/'));
  if (layout?.kind === 'split') {
    const train = await scanFolder(below(layout.train));
    if (train.found) {
      return {
        ...{ path: named(below(layout.train)), facts: train.facts },
        ...(layout.validation ? { validation: named(below(layout.validation)) } : {}),
        ...(layout.test ? { test: named(below(layout.test)) } : {}),
      };
    }
  }
  if (layout?.kind === 'deeper') {
    const inner = await scanFolder(below(layout.path));
    if (inner.found) return { path: named(below(layout.path)), facts: inner.facts };
  }
  const relative = named(facts.path);
  const test = `${relative}-test`;
  const hasTest = relative !== '.' && (await isTaken(path.join(folder, test)));
  return { path: relative, facts, ...(hasTest ? { test } : {}) };
}

/** Beside the images; inside them where they are the opened folder itself, for what lies outside is not ours. */
function projectFolder(images: vscode.Uri): vscode.Uri {
  const opened = vscode.workspace.workspaceFolders ?? [];
  return opened.some(({ uri }) => uri.fsPath === images.fsPath) ? images : vscode.Uri.joinPath(images, '..');
}

async function pickedFolder(): Promise<vscode.Uri | undefined> {
  const [opened] = vscode.workspace.workspaceFolders ?? [];
  const picked = await vscode.window.showOpenDialog({
    title: 'The folder of images, with one folder per class in it',
    openLabel: 'Use This Folder',
    canSelectFiles: false,
    canSelectFolders: true,
    ...(opened ? { defaultUri: opened.uri } : {}),
  });
  return picked?.[0];
}
