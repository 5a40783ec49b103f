import path from 'node:path';
import * as vscode from 'vscode';
import { type DesignResult, resultToShow } from '../../design/design';
import { parseTransferFile } from '../../design/format/parse';
import { isImageList } from '../../design/image-list';
import type { TextEdit } from '../../design/problem';
import { applyEdits } from '../../design/yaml/edited-text';
import {
  type FactSources,
  isWrittenByRuns,
  KnownFacts,
  watchedFolders,
} from '../../launch/project/known-facts';
import { designProject, type Project } from '../../launch/project/project';
import { frame, Throttle } from '../../views/throttle';

/** An open `transfer.yaml` and what the design makes of its text as it is now. */
export class TransferDocument {
  readonly file: string;
  readonly folder: string;
  readonly #facts: KnownFacts;
  readonly #throttle: Throttle;
  readonly #watchers = new Map<string, vscode.FileSystemWatcher>();
  #project: Project | undefined;
  #shown: DesignResult | undefined;
  #version = -1;

  /** @param onChange called at once and then at most once a frame, after the text or the facts have changed */
  constructor(
    readonly document: vscode.TextDocument,
    sources: FactSources,
    onChange: (changed: TransferDocument) => void,
  ) {
    this.file = document.uri.fsPath;
    this.folder = path.dirname(this.file);
    this.#throttle = new Throttle(() => onChange(this), frame);
    this.#facts = new KnownFacts(sources, () => this.#factsChanged());
  }

  /** Never older than the document. */
  get project(): Project {
    if (this.#project && this.#version === this.document.version) return this.#project;
    const parsed = parseTransferFile(this.document.getText());
    const designed = designProject(this.file, parsed, this.#facts.of(parsed));
    const project = { ...designed, result: resultToShow(designed.result, this.#shown) };
    this.#facts.wantScales(project);
    this.#facts.wantMeasurement(project);
    this.#facts.wantOdd(project);
    this.#project = project;
    this.#shown = project.result;
    this.#version = this.document.version;
    return project;
  }

  /** What the design would make of the text after edits, which are not made. */
  projectAfter(edits: readonly TextEdit[]): Project {
    const parsed = parseTransferFile(applyEdits(this.project.text, edits));
    return designProject(this.file, parsed, this.#facts.of(parsed));
  }

  textChanged(): void {
    this.#throttle.call();
    this.#watch();
  }

  refreshBase(): void {
    this.#facts.refreshBase();
  }

  refreshImages(): void {
    this.#facts.refreshImages();
  }

  refreshMeasurement(): void {
    this.#facts.refreshMeasurement();
  }

  refreshOdd(): void {
    this.#facts.refreshOdd();
  }

  /** Resolves when base and images have been looked at. */
  async settled(): Promise<Project> {
    void this.project;
    await this.#facts.settled();
    return this.project;
  }

  /** Makes the edits in one step that undo takes back. Resolves with whether the editor took them. */
  async apply(edits: readonly TextEdit[]): Promise<boolean> {
    if (edits.length === 0) return true;
    const { document } = this;
    const change = new vscode.WorkspaceEdit();
    for (const { offset, length, text } of edits) {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      change.replace(document.uri, range, text);
    }
    return vscode.workspace.applyEdit(change);
  }

  dispose(): void {
    this.#throttle.dispose();
    this.#facts.dispose();
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }

  #factsChanged(): void {
    this.#project = undefined;
    this.#throttle.call();
    this.#watch();
  }

  #watch(): void {
    const { parsed, dataset } = this.project;
    const { images, base } = watchedFolders(parsed, this.folder, dataset);
    const wanted = new Map<string, () => void>(images.map((folder) => [folder, () => this.refreshImages()]));
    if (base !== undefined) wanted.set(base, () => this.refreshBase());
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.dispose();
      this.#watchers.delete(folder);
    }
    for (const [folder, refresh] of wanted) {
      if (this.#watchers.has(folder)) continue;
      const pattern = isImageList(folder)
        ? new vscode.RelativePattern(vscode.Uri.file(path.dirname(folder)), path.basename(folder))
        : new vscode.RelativePattern(vscode.Uri.file(folder), '**');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      // Where the images lie around the file, so does what runs write.
      const changed = ({ fsPath }: vscode.Uri) => {
        if (!isWrittenByRuns(fsPath, this.folder)) refresh();
      };
      watcher.onDidCreate(changed);
      watcher.onDidChange(changed);
      watcher.onDidDelete(changed);
      this.#watchers.set(folder, watcher);
    }
  }
}
