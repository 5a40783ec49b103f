import * as vscode from 'vscode';
import { type OutlineItem, outlineOf } from '../../language/outline-items';

const kinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  map: vscode.SymbolKind.Namespace,
  list: vscode.SymbolKind.Array,
  value: vscode.SymbolKind.Property,
};

/** The file's keys. */
export class Outline implements vscode.DocumentSymbolProvider {
  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const range = (start: number, end: number) =>
      new vscode.Range(document.positionAt(start), document.positionAt(end));
    const symbolOf = (item: OutlineItem): vscode.DocumentSymbol => {
      const { name, detail, kind, start, end, nameStart, nameEnd, children } = item;
      const own = range(nameStart, nameEnd);
      const symbol = new vscode.DocumentSymbol(name, detail, kinds[kind], range(start, end), own);
      symbol.children = children.map(symbolOf);
      return symbol;
    };
    return outlineOf(document.getText()).map(symbolOf);
  }
}
