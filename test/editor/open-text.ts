import path from 'node:path';
import type { HostSession } from './host-session';

export interface ShownProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  /** The text that is underlined. */
  readonly text: string;
}

/** What tests do to, and ask about, one open file of the workspace. */
export class OpenText {
  constructor(
    private readonly editor: HostSession,
    private readonly file: string,
  ) {}

  /** Replaces the whole text as one edit, in the shown editor. */
  async set(text: string): Promise<void> {
    await this.editor.openFile(this.file);
    await this.editor.inHost(async (vscode, wanted) => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined) throw new Error('No text editor is active.');
      const whole = editor.document.validateRange(new vscode.Range(0, 0, 1_000_000, 0));
      if (!(await editor.edit((edit) => edit.replace(whole, wanted))))
        throw new Error('The edit was refused.');
    }, text);
  }

  /** Replaces the one place where `before` stands. */
  async replace(before: string, after: string): Promise<void> {
    const text = await this.text();
    if (text.split(before).length !== 2) throw new Error(`“${before}” does not stand once in:\n${text}`);
    await this.set(text.replace(before, () => after));
  }

  text(): Promise<string> {
    return this.editor.textOf(this.file);
  }

  /** The problems of this extension that stand in the editor's list. */
  problems(): Promise<ShownProblem[]> {
    return this.atFile((vscode, { file }) => {
      const uri = vscode.Uri.file(file);
      const text = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file);
      const severities = ['error', 'warning', 'information', 'hint'] as const;
      return vscode.languages
        .getDiagnostics(uri)
        .filter(({ source }) => source === 'transfer')
        .map(({ code, severity, message, range }) => ({
          code: String(typeof code === 'object' ? code.value : code),
          severity: severities[severity] ?? 'error',
          message,
          text: text?.getText(range) ?? '',
        }));
    });
  }

  /** The titles of the quick fixes for what stands at `place`. */
  fixesAt(place: string): Promise<string[]> {
    return this.atPlace(place, async (vscode, { file, offset }) => {
      const uri = vscode.Uri.file(file);
      const document = await vscode.workspace.openTextDocument(uri);
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset));
      const actions = await vscode.commands.executeCommand<{ title: string }[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
      );
      return actions.map(({ title }) => title);
    });
  }

  /** Applies the quick fix with that title, as the light bulb does. */
  async applyFix(place: string, title: string): Promise<void> {
    const done = await this.atPlace(
      place,
      async (vscode, { file, offset, extra }) => {
        const uri = vscode.Uri.file(file);
        const document = await vscode.workspace.openTextDocument(uri);
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset));
        const actions = await vscode.commands.executeCommand<import('vscode').CodeAction[]>(
          'vscode.executeCodeActionProvider',
          uri,
          range,
        );
        const action = actions.find((candidate) => candidate.title === extra);
        if (action === undefined) return false;
        if (action.edit) await vscode.workspace.applyEdit(action.edit);
        if (action.command)
          await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
        return true;
      },
      title,
    );
    if (!done) throw new Error(`There is no quick fix “${title}” at “${place}”.`);
  }

  /** What completion offers behind `place`, by label. */
  completionsAfter(place: string): Promise<string[]> {
    return this.atPlace(
      place,
      async (vscode, { file, offset }) => {
        const uri = vscode.Uri.file(file);
        const document = await vscode.workspace.openTextDocument(uri);
        const list = await vscode.commands.executeCommand<import('vscode').CompletionList>(
          'vscode.executeCompletionItemProvider',
          uri,
          document.positionAt(offset),
        );
        // Words of the file are the editor's own offer.
        return list.items
          .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
          .map(({ label }) => (typeof label === 'string' ? label : label.label));
      },
      '',
      'end',
    );
  }

  /** The text of all hovers at `place`. */
  hoverAt(place: string): Promise<string> {
    return this.atPlace(place, async (vscode, { file, offset }) => {
      const uri = vscode.Uri.file(file);
      const document = await vscode.workspace.openTextDocument(uri);
      const hovers = await vscode.commands.executeCommand<import('vscode').Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        document.positionAt(offset),
      );
      return hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (typeof content === 'string' ? content : content.value))
        .join('\n');
    });
  }

  /** Titles over the text. */
  codeLenses(): Promise<string[]> {
    return this.atFile(async (vscode, { file }) => {
      const lenses = await vscode.commands.executeCommand<import('vscode').CodeLens[]>(
        'vscode.executeCodeLensProvider',
        vscode.Uri.file(file),
        20,
      );
      return lenses.map(({ command }) => command?.title ?? '');
    });
  }

  /** The hints within the text, each with the line that it stands in: `3: dense2`. */
  inlayHints(): Promise<string[]> {
    return this.atFile(async (vscode, { file }) => {
      const hints = await vscode.commands.executeCommand<import('vscode').InlayHint[]>(
        'vscode.executeInlayHintProvider',
        vscode.Uri.file(file),
        new vscode.Range(0, 0, 1000, 0),
      );
      return hints.map(({ label, position }) => {
        const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
        return `${position.line + 1}: ${text}`;
      });
    });
  }

  /** The names of the outline, outermost first. */
  outline(): Promise<string[]> {
    return this.atFile(async (vscode, { file }) => {
      const symbols = await vscode.commands.executeCommand<import('vscode').DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        vscode.Uri.file(file),
      );
      return (symbols ?? []).map(({ name }) => name);
    });
  }

  private path(): string {
    return path.join(this.editor.workspace, this.file);
  }

  private atFile<Result>(code: PlaceFunction<Result>): Promise<Result> {
    return this.editor.inHost(code, { file: this.path(), offset: 0, extra: '' });
  }

  private async atPlace<Result>(
    place: string,
    code: PlaceFunction<Result>,
    extra = '',
    end: 'start' | 'end' = 'start',
  ): Promise<Result> {
    const text = await this.text();
    const start = text.indexOf(place);
    if (start < 0) throw new Error(`“${place}” does not stand in:\n${text}`);
    const offset = end === 'start' ? start : start + place.length;
    return this.editor.inHost(code, { file: this.path(), offset, extra });
  }
}

type PlaceFunction<Result> = (
  vscode: typeof import('vscode'),
  place: { readonly file: string; readonly offset: number; readonly extra: string },
) => Result | PromiseLike<Result>;
