import path from 'node:path';
import * as vscode from 'vscode';
import { KeptOddImages } from '../../launch/project/kept-odd-images';
import { type MoveTarget, pictureMove } from '../../launch/project/picture-moves';
import { type LookState, Looks } from '../../launch/runs/looks';
import type { TransferDocument } from '../documents/transfer-document';
import { notices } from '../notices';
import { Owner } from '../owner';
import type { Processes } from '../processes';
import { mayExecute } from '../trust';

/** Looks for odd pictures, and does with those that were found what the user wants. Nothing of it is done unasked. */
export class OddPictures extends Owner {
  readonly #looks: Looks;

  /** @param onChange called with the project's file when there is something else to tell of a look */
  constructor(
    private readonly processes: Processes,
    onChange: (file: string) => void,
  ) {
    super();
    this.#looks = this.own(new Looks({ launch: (signal) => processes.launch(signal), onChange }));
  }

  of(file: string): LookState | undefined {
    return this.#looks.of(file);
  }

  async look(document: TransferDocument): Promise<void> {
    if (!(await mayExecute())) return;
    if (await this.#looks.begin(await document.settled())) document.refreshOdd();
  }

  stop({ file }: TransferDocument): void {
    this.#looks.stop(file);
  }

  /** Remembers that somebody has looked at a finding, so that it is told no more. */
  async keep(document: TransferDocument, id: string): Promise<void> {
    const { odd } = document.project.facts;
    if (!odd?.findings.some((finding) => finding.id === id) || !(await mayExecute())) return;
    const kept = await KeptOddImages.of(document.folder, this.processes.installation);
    await kept.decide(id, true);
    document.refreshOdd();
    void this.#offerUndo('It stays as it is, and is told no more.', async () => {
      await kept.decide(id, false);
      document.refreshOdd();
    });
  }

  /**
   * Moves one of the pictures that findings are about, in a step that undo takes back.
   *
   * @param file as findings name it
   * @throws TransferError `move-refused`
   */
  async move(document: TransferDocument, file: string, target: MoveTarget): Promise<void> {
    const { dataset, facts } = document.project;
    const isFound = facts.odd?.findings.some(({ images }) => images.some((image) => image.file === file));
    if (!dataset || !isFound || !(await mayExecute())) return;
    const { from, to } = await pictureMove(dataset, path.resolve(document.folder, file), target);
    await renamed(from, to);
    document.refreshImages();
    const words = target === 'left out' ? 'is left out: it lies in' : 'was moved to';
    void this.#offerUndo(`${path.basename(from)} ${words} ${path.dirname(to)}.`, async () => {
      await renamed(to, from);
      document.refreshImages();
    });
  }

  async #offerUndo(words: string, undo: () => Promise<void>): Promise<void> {
    const button = 'Undo';
    if ((await notices.information(words, button)) !== button) return;
    try {
      await undo();
    } catch (error) {
      void notices.error(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Never over what stands there. @throws Error where the editor refuses it */
async function renamed(from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(vscode.Uri.file(from), vscode.Uri.file(to), { overwrite: false });
  if (await vscode.workspace.applyEdit(edit)) return;
  throw new Error(`${from} could not be moved to ${to}. It may be gone, or something stands there by now.`);
}
