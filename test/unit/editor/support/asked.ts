import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as vscode from 'vscode';

/** Someone who answers what the editor asks, in order; what is asked without an answer is turned away. */
export interface Answers {
  /** The labels of what is picked from lists. */
  readonly picks?: readonly string[];
  /** Files and folders that are chosen, absolute. */
  readonly places?: readonly string[];
  readonly typed?: readonly string[];
  /** The buttons that are pressed in questions and in what is told. */
  readonly buttons?: readonly string[];
}

/** What the editor was asked for and told, in order. */
export interface Asked {
  readonly lists: {
    readonly title: string;
    readonly placeHolder: string;
    readonly labels: string[];
    details: string[];
  }[];
  readonly questions: { readonly message: string; readonly buttons: string[]; readonly detail: string }[];
  readonly inputs: { readonly title: string; readonly prompt: string; readonly password: boolean }[];
  readonly told: string[];
  readonly commands: unknown[][];
  readonly shown: string[];
}

const asked: Asked = { lists: [], questions: [], inputs: [], told: [], commands: [], shown: [] };
let answers: Record<keyof Answers, string[]> = { picks: [], places: [], typed: [], buttons: [] };
let folders: string[] = [];
let onProgress: (cancel: () => void) => void = () => {};

/** A window in which these folders are open. `whileCopying` is called at each step of what shows its progress. */
export function windowWith(
  given: Answers,
  opened: readonly string[] = [],
  whileCopying: (cancel: () => void) => void = () => {},
): Asked {
  for (const list of Object.values(asked)) list.length = 0;
  const { picks = [], places = [], typed = [], buttons = [] } = given;
  answers = { picks: [...picks], places: [...places], typed: [...typed], buttons: [...buttons] };
  folders = [...opened];
  onProgress = whileCopying;
  return asked;
}

interface Uri {
  readonly fsPath: string;
}

const uri = (fsPath: string): Uri => ({ fsPath });
const within = ({ fsPath }: Uri) => folders.find((folder) => fsPath.startsWith(folder + path.sep));

/** As much of the editor's API as commands that ask use. */
export function askingEditor() {
  const pressed = (buttons: readonly string[]) =>
    buttons.find((button) => button === answers.buttons[0]) && answers.buttons.shift();
  const tell = async (message: string, ...buttons: string[]) => {
    asked.told.push(message);
    return pressed(buttons);
  };
  return {
    // A class, for commands ask whether they were given one.
    Uri: Object.assign(class {}, {
      file: uri,
      joinPath: ({ fsPath }: Uri, step: string) => uri(path.join(fsPath, step)),
    }),
    QuickPickItemKind: { Separator: -1 },
    ProgressLocation: { Notification: 15 },
    workspace: {
      get workspaceFolders() {
        return folders.length === 0 ? undefined : folders.map((folder) => ({ uri: uri(folder) }));
      },
      getWorkspaceFolder: within,
      textDocuments: [],
      getConfiguration: () => ({ get: (_name: string, otherwise: unknown) => otherwise }),
      fs: {
        writeFile: async ({ fsPath }: Uri, bytes: Uint8Array) => writeFileSync(fsPath, bytes),
      },
    },
    commands: {
      executeCommand: async (...call: unknown[]) => void asked.commands.push(call),
    },
    window: {
      showQuickPick: async (items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => {
        const choices = items.filter(({ kind }) => kind !== -1);
        asked.lists.push({
          ...{ title: options.title ?? '', placeHolder: options.placeHolder ?? '' },
          labels: choices.map(({ label }) => label),
          details: choices.map(({ detail }) => detail ?? ''),
        });
        const wanted = answers.picks.shift();
        return choices.find(({ label }) => label === wanted);
      },
      showOpenDialog: async () => {
        const place = answers.places.shift();
        return place === undefined ? undefined : [uri(place)];
      },
      showInputBox: async ({
        title = '',
        prompt = '',
        password = false,
        validateInput,
      }: vscode.InputBoxOptions) => {
        asked.inputs.push({ title, prompt, password });
        const typed = answers.typed.shift();
        return typed === undefined || (await validateInput?.(typed)) ? undefined : typed;
      },
      showWarningMessage: async (message: string, options: unknown, ...buttons: string[]) => {
        const { detail = '' } = (options ?? {}) as vscode.MessageOptions;
        asked.questions.push({ message, buttons, detail });
        return pressed(buttons);
      },
      showInformationMessage: tell,
      showErrorMessage: tell,
      showTextDocument: async ({ fsPath }: Uri) => void asked.shown.push(fsPath),
      withProgress: async (
        _options: unknown,
        work: (progress: unknown, cancelled: { onCancellationRequested(stop: () => void): void }) => unknown,
      ) => {
        const stops: (() => void)[] = [];
        const cancel = () => {
          for (const stop of stops) stop();
        };
        return work(
          { report: () => onProgress(cancel) },
          { onCancellationRequested: (stop) => stops.push(stop) },
        );
      },
    },
  };
}
