import * as vscode from 'vscode';
import { classMention, classText } from '../../language/class-text';
import { type HoverText, hoverAt } from '../../language/hover-text';
import type { ClassThumbnails, Thumbnail } from '../../launch/project/class-thumbnails';
import type { Project } from '../../launch/project/project';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Log } from '../log';

/** A layer's shape, weights and state; a key's meaning, default and unit; a few pictures of a class. */
export class Hovers implements vscode.HoverProvider {
  constructor(
    private readonly documents: TransferDocuments,
    private readonly thumbnails: ClassThumbnails,
    private readonly log: Log,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const open = this.documents.of(document);
    if (!open) return undefined;
    const offset = document.offsetAt(position);
    const hover = (await this.#classAt(open.project, offset, token)) ?? hoverAt(open.project, offset);
    if (!hover) return undefined;
    const range = new vscode.Range(document.positionAt(hover.start), document.positionAt(hover.end));
    return new vscode.Hover(new vscode.MarkdownString(hover.text), range);
  }

  async #classAt(
    project: Project,
    offset: number,
    token: vscode.CancellationToken,
  ): Promise<HoverText | undefined> {
    const mention = classMention(project, offset);
    if (!mention) return undefined;
    const { name, start, end } = mention;
    const text = classText(name, project, await this.#thumbnailsOf(project, name, token));
    return text === undefined ? undefined : { text, start, end };
  }

  /** None where they can't be made: what is said of the class is there all the same. */
  async #thumbnailsOf(
    { dataset }: Project,
    name: string,
    token: vscode.CancellationToken,
  ): Promise<readonly Thumbnail[]> {
    if (!dataset) return [];
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    try {
      return (await this.thumbnails.of(dataset, [name], { signal: stop.signal })).get(name) ?? [];
    } catch (error) {
      if (!stop.signal.aborted) this.log.warn(`No thumbnails of ${name} were made: ${String(error)}`);
      return [];
    } finally {
      listening.dispose();
    }
  }
}
