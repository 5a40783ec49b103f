import path from 'node:path';
import { isTransferError, TransferError } from '../design/transfer-error';
import { listed } from '../design/words/wording';
import { asCode } from '../language/markdown';
import { isTransferFile } from '../language/transfer-file-name';
import { fileWithin } from '../launch/project/file-within';
import type { Project } from '../launch/project/project';
import { checkAnswer, planAnswer, unreadableAnswer } from '../launch/project/project-answers';
import { compareRuns, newestRuns } from '../launch/runs/compare-runs';
import { runsFolder } from '../launch/runs/start-run';
import type { RunEvent } from '../shared/run-events';
import { type Confirmation, trainConfirmation } from './assistant-words';
import type { RunView } from './run-view';

/** What assistants in the editor may call. */
export type AssistantToolName = 'check' | 'plan' | 'compareRuns' | 'train';

/** What the tools find in the editor. */
export interface AssistantDesk {
  /** Why nothing is executed or written; null in a trusted workspace. */
  restriction(): string | null;
  /** The open folders, absolute: what lies elsewhere can't be named. */
  folders(): readonly string[];
  /** The file that the user was last in. */
  currentFile(): string | undefined;
  /** The set-ups' files in these folders. */
  files(): Promise<readonly string[]>;
  /**
   * A file as it stands in the editor, saved or not; downloads nothing.
   * @throws TransferError `file-…` where it can't be read at all
   */
  project(file: string, signal: AbortSignal): Promise<Project>;
  runsOf(file: string): Promise<readonly RunView[]>;
  /**
   * Saves a file, trains it, and waits for the end; tells each event that machines are told.
   * @param whyOther why what lies there now is another than what was confirmed; undefined where it is that. Asked of the
   *   text before anything is fetched, and again of the project
   */
  train(
    file: string,
    whyOther: WhyOther,
    tell: (event: RunEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

export type WhyOther = (text: string, project?: Project) => string | undefined;

/** What the editor asks and shows before a call. */
export interface PreparedCall {
  /** What is being done, as Markdown. */
  readonly doing: string;
  /** Left out where there is nothing to confirm: nothing will be done. */
  readonly confirmation?: Confirmation;
}

interface Call {
  readonly file: string;
  readonly runs: readonly string[] | undefined;
}

interface Tool {
  /** Whether it works in a trusted workspace alone. */
  readonly needsTrust: boolean;
  /** What a call may say. */
  readonly keys: readonly (keyof Call)[];
  readonly doing: string;
  /** What the terminal's command prints with `--json`. */
  readonly answer: (call: Call, desk: AssistantDesk, signal: AbortSignal) => Promise<string>;
}

const mostNamedRuns = 50;

/** The tools, as they are called by whom nobody knows: each call is checked, whatever the editor has checked before. */
export class AssistantTools {
  /** What was shown to be confirmed, by file: only that is trained. */
  readonly #confirmed = new Map<string, Project>();

  private readonly tools: Readonly<Record<AssistantToolName, Tool>> = {
    check: {
      ...{ needsTrust: false, keys: ['file'], doing: 'Checking' },
      answer: (call, desk, signal) => readAnswer(call, desk, checkAnswer, signal),
    },
    plan: {
      ...{ needsTrust: false, keys: ['file'], doing: 'Planning' },
      answer: (call, desk, signal) => readAnswer(call, desk, planAnswer, signal),
    },
    compareRuns: {
      ...{ needsTrust: true, keys: ['file', 'runs'], doing: 'Comparing runs of' },
      answer: async ({ file, runs }) => JSON.stringify(await compareRuns(await foldersOf(file, runs))),
    },
    train: {
      ...{ needsTrust: true, keys: ['file'], doing: 'Training' },
      answer: ({ file }, desk, signal) => this.#train(file, desk, signal),
    },
  };

  constructor(private readonly desk: AssistantDesk) {}

  needsTrust(name: AssistantToolName): boolean {
    return this.tools[name].needsTrust;
  }

  /** What to show before a call. Does nothing but read; a call that will be refused has nothing to be confirmed. */
  async prepare(name: AssistantToolName, input: unknown, signal: AbortSignal): Promise<PreparedCall> {
    const { desk } = this;
    let call: Call;
    try {
      call = await this.#call(name, input);
    } catch (error) {
      if (!isTransferError(error, 'call-refused')) throw error;
      // The call itself says why.
      return { doing: this.tools[name].doing };
    }
    const doing = `${this.tools[name].doing} ${asCode(shownFile(call.file, desk))}`;
    if (name !== 'train') return { doing };
    this.#confirmed.delete(call.file);
    const project = await desk.project(call.file, signal).catch((error: unknown) => {
      if (error instanceof TransferError) return undefined;
      throw error;
    });
    if (!project?.result.plan) return { doing };
    const confirmation = trainConfirmation(project, shownFile(call.file, desk), await desk.runsOf(call.file));
    this.#confirmed.set(call.file, project);
    return { doing, ...(confirmation ? { confirmation } : {}) };
  }

  /**
   * What the terminal's command prints with `--json`.
   * @throws TransferError `call-refused`, the signal's reason
   */
  async answer(name: AssistantToolName, input: unknown, signal: AbortSignal): Promise<string> {
    const call = await this.#call(name, input);
    signal.throwIfAborted();
    return this.tools[name].answer(call, this.desk, signal);
  }

  async #call(name: AssistantToolName, input: unknown): Promise<Call> {
    const { needsTrust, keys } = this.tools[name];
    const { file, runs } = checkedInput(input, keys);
    const restriction = this.desk.restriction();
    if (needsTrust && restriction !== null) throw new TransferError('call-refused', restriction);
    return { file: await fileOf(file, this.desk), runs };
  }

  async #train(file: string, desk: AssistantDesk, signal: AbortSignal): Promise<string> {
    const confirmed = this.#confirmed.get(file);
    // Once: the next call is asked for anew.
    this.#confirmed.delete(file);
    if (!confirmed) {
      const { result } = await desk.project(file, signal);
      const error = result.problems.find(({ severity }) => severity === 'error');
      const why = error ? `${error.message} Mend the errors first.` : 'Nobody has confirmed it.';
      throw new TransferError('call-refused', `Nothing was trained. ${why}`);
    }
    const events: RunEvent[] = [];
    await desk.train(file, whyOther(confirmed), (event) => events.push(event), signal);
    return events.map((event) => JSON.stringify(event)).join('\n');
  }
}

/** The input of a call: an object of these keys, each of them left out or what it should be. */
function checkedInput(
  input: unknown,
  keys: readonly (keyof Call)[],
): { readonly file: string | undefined; readonly runs: readonly string[] | undefined } {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new TransferError('call-refused', 'The input of the call is no object.');
  const strange = Object.keys(input).filter((key) => !keys.some((known) => known === key));
  if (strange.length > 0) {
    const named = strange.slice(0, 3).map((key) => JSON.stringify(key.slice(0, 40)));
    const known = listed(keys.map((key) => JSON.stringify(key)));
    throw new TransferError('call-refused', `The call does not know ${listed(named)}. It takes ${known}.`);
  }
  const { file, runs } = input as { readonly file?: unknown; readonly runs?: unknown };
  if (file !== undefined && typeof file !== 'string')
    throw new TransferError('call-refused', '"file" is no text. Give the path of a transfer.yaml.');
  if (runs === undefined) return { file, runs };
  if (!Array.isArray(runs) || runs.length === 0 || runs.length > mostNamedRuns || !runs.every(isRunName)) {
    const what = `"runs" is no list of 1 to ${mostNamedRuns} names of runs, as the folders in runs/ are called.`;
    throw new TransferError('call-refused', what);
  }
  return { file, runs };
}

/** A plain name of a folder: it can't lead out of the folder of runs. */
function isRunName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 255 && /^[^./\\\0:][^/\\\0:]*$/.test(value);
}

async function fileOf(given: string | undefined, desk: AssistantDesk): Promise<string> {
  const folders = desk.folders();
  if (given === undefined) return fileInMind(desk, folders);
  const file = await fileWithin(given, folders);
  if (isTransferFile(file)) return file;
  const message = `${JSON.stringify(given)} is no set-up's file: these are called transfer.yaml or NAME.transfer.yaml.`;
  throw new TransferError('call-refused', message);
}

async function fileInMind(desk: AssistantDesk, folders: readonly string[]): Promise<string> {
  const current = desk.currentFile();
  if (current !== undefined) return fileWithin(current, folders);
  const files = await desk.files();
  const [only] = files;
  if (only !== undefined && files.length === 1) return fileWithin(only, folders);
  const message =
    only === undefined
      ? 'There is no transfer.yaml in the folders that are open here.'
      : `There are several: ${listed(
          files.map((file) => shownFile(file, desk)),
          20,
        )}. Say which by "file".`;
  throw new TransferError('call-refused', message);
}

/** A path as people know it: from the open folder where it lies in one. */
function shownFile(file: string, desk: AssistantDesk): string {
  const within = desk
    .folders()
    .map((folder) => path.relative(folder, file))
    .find((relative) => !relative.startsWith('..') && !path.isAbsolute(relative));
  return within ?? file;
}

async function readAnswer(
  { file }: Call,
  desk: AssistantDesk,
  answer: (project: Project) => object,
  signal: AbortSignal,
): Promise<string> {
  try {
    return JSON.stringify(answer(await desk.project(file, signal)));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransferError) return JSON.stringify(unreadableAnswer(error));
    throw error;
  }
}

async function foldersOf(file: string, names: readonly string[] | undefined): Promise<readonly string[]> {
  const project = path.dirname(file);
  return names?.map((name) => path.join(runsFolder(project), name)) ?? newestRuns(project, file);
}

/** What an assistant changes meanwhile is not trained unseen. */
function whyOther(confirmed: Project): WhyOther {
  return (text, project) => {
    const sameBase =
      !project?.base || !confirmed.base || project.base.fingerprint === confirmed.base.fingerprint;
    const samePlan = !project?.result.plan || planText(project.result) === planText(confirmed.result);
    if (text === confirmed.text && sameBase && samePlan) return undefined;
    return 'The file, its base or its images have changed since this training was confirmed. Nothing was trained; call again.';
  };
}

/** A published base that is yet to be fetched is known by another fingerprint before. */
function planText({ plan }: Project['result']): string {
  return JSON.stringify(plan && { ...plan, base: { ...plan.base, fingerprint: '' } });
}
