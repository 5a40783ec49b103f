import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { isImageList } from '../../design/image-list';
import { type Offer, type OfferKind, offersAt, type Surroundings } from '../../language/completions';
import type { TransferDocuments } from '../documents/transfer-documents';

const kinds: Readonly<Record<OfferKind, vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  layer: vscode.CompletionItemKind.Struct,
  pattern: vscode.CompletionItemKind.Operator,
  class: vscode.CompletionItemKind.Class,
  base: vscode.CompletionItemKind.Module,
  folder: vscode.CompletionItemKind.Folder,
  list: vscode.CompletionItemKind.File,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Keys, values, the base's layers, the folder's classes, and whole files for the four cases. */
export class Completion implements vscode.CompletionItemProvider {
  static readonly triggers = [' ', ':', '[', ',', '{', '-', '\n'];

  constructor(
    private readonly documents: TransferDocuments,
    /** Holds a folder for each base that comes along. */
    private readonly catalog: string,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const open = this.documents.of(document);
    if (!open) return [];
    const offset = document.offsetAt(position);
    const around = await this.#surroundings(open.folder);
    const found = offersAt(open.project, offset, around);
    if (!found) return [];
    const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
    return found.offers.map((offer, index) => itemOf(offer, index, range));
  }

  async #surroundings(folder: string): Promise<Surroundings> {
    const [comingAlong, around] = await Promise.all([namesIn(this.catalog), namesIn(folder)]);
    return {
      bases: comingAlong.folders,
      // A folder that is called like a list would be taken for one.
      folders: around.folders.filter((name) => name !== 'runs' && !isImageList(name)),
      lists: around.files.filter(isImageList),
    };
  }
}

interface Names {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

async function namesIn(folder: string): Promise<Names> {
  const entries = await readdir(path.resolve(folder), { withFileTypes: true }).catch(() => []);
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  return {
    folders: shown.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    files: shown.filter((entry) => entry.isFile()).map(({ name }) => name),
  };
}

/** An offer as the editor shows it. @param index its place among the offers */
export function itemOf(offer: Offer, index: number, range: vscode.Range): vscode.CompletionItem {
  const item = new vscode.CompletionItem(offer.label, kinds[offer.kind]);
  item.range = range;
  item.insertText = offer.snippet ? new vscode.SnippetString(offer.insert) : offer.insert;
  // In the order of the format, or of the data: not by the alphabet.
  item.sortText = String(index).padStart(5, '0');
  // `hf:` is found by what it writes, a whole file by its name.
  item.filterText = offer.snippet && offer.kind !== 'snippet' ? offer.insert : offer.label;
  if (offer.detail) item.detail = offer.detail;
  if (offer.documentation) item.documentation = new vscode.MarkdownString(offer.documentation);
  if (offer.goOn) item.command = { command: 'editor.action.triggerSuggest', title: 'Offer values' };
  return item;
}
