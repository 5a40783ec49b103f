import path from 'node:path';
import * as vscode from 'vscode';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { isTransferFile, passedOverGlob, transferFileGlob } from '../../language/transfer-file-name';
import type { FactSources } from '../../launch/project/known-facts';
import { projectBy } from '../../launch/project/project-by';
import { readTransferFile } from '../../launch/project/transfer-file';
import { followRun, untilGone } from '../../launch/runs/follow-run';
import { engineWarnings, errorsOf, failedNow, isNews, warningsOf } from '../../launch/runs/told-events';
import type { RunEvent } from '../../shared/run-events';
import {
  type AssistantDesk,
  type AssistantToolName,
  AssistantTools,
  type WhyOther,
} from '../../views/assistant-tools';
import { assistantToolIds } from '../command-ids';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Log } from '../log';
import type { Runs } from '../runs/runs';
import { restriction } from '../trust';
import type { Hindrance, TrainingStarts } from './training-starts';

const mostFound = 200;

/** The tools for language models: what is asked and answered is `AssistantTools`, what they find is this editor. */
export function assistantCalls(
  documents: TransferDocuments,
  runs: Runs,
  starts: TrainingStarts,
  sources: (folder: string) => FactSources,
  log: Log,
): Readonly<Record<AssistantToolName, vscode.LanguageModelTool<object>>> {
  const tools = new AssistantTools(deskOf(documents, runs, starts, sources, log));
  const names = Object.keys(assistantToolIds) as AssistantToolName[];
  const callOf = (name: AssistantToolName): vscode.LanguageModelTool<object> => ({
    prepareInvocation: ({ input }, token) =>
      toldFailure(name, log, async () => {
        const { doing, confirmation } = await tools.prepare(name, input, signalOf(token));
        return {
          invocationMessage: new vscode.MarkdownString(doing),
          ...(confirmation && {
            confirmationMessages: {
              title: confirmation.title,
              message: new vscode.MarkdownString(confirmation.message),
            },
          }),
        };
      }),
    invoke: ({ input }, token) =>
      toldFailure(name, log, async () => {
        const answer = await tools.answer(name, input, signalOf(token));
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answer)]);
      }),
  });
  return Object.fromEntries(names.map((name) => [name, callOf(name)])) as ReturnType<typeof assistantCalls>;
}

/** The assistant is told what it threw; what it could not have known is logged as well. */
async function toldFailure<Result>(
  name: AssistantToolName,
  log: Log,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isExpected = error instanceof TransferError || error instanceof vscode.CancellationError;
    if (!isExpected) log.error(`An assistant's ${name} failed.`, error);
    throw error;
  }
}

function signalOf(token: vscode.CancellationToken): AbortSignal {
  const stop = new AbortController();
  const abort = () => stop.abort(new vscode.CancellationError());
  if (token.isCancellationRequested) abort();
  else token.onCancellationRequested(abort);
  return stop.signal;
}

function deskOf(
  documents: TransferDocuments,
  runs: Runs,
  starts: TrainingStarts,
  sources: (folder: string) => FactSources,
  log: Log,
): AssistantDesk {
  const folders = () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath);
  return {
    restriction,
    folders,
    currentFile: () => documents.current?.file,
    async files() {
      const found = await vscode.workspace.findFiles(transferFileGlob, passedOverGlob, mostFound);
      return found.map(({ fsPath }) => fsPath).filter(isTransferFile);
    },
    async project(file, signal) {
      const open = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'file' && uri.fsPath === file,
      );
      const text = open ? open.getText() : await readTransferFile(file);
      return projectBy(sources(path.dirname(file)), file, text, signal);
    },
    async runsOf(file) {
      const folder = path.dirname(file);
      await runs.watch(folder);
      return runs.of(folder);
    },
    train: (file, whyOther, tell, signal) =>
      train(file, { documents, runs, starts, whyOther, tell, signal, log }),
  };
}

interface TrainCall {
  readonly documents: TransferDocuments;
  readonly runs: Runs;
  readonly starts: TrainingStarts;
  readonly whyOther: WhyOther;
  readonly tell: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** What the terminal does by `train --json --quiet`. Cancelled, the run is stopped and can be resumed. */
async function train(file: string, call: TrainCall): Promise<void> {
  const { documents, runs, starts, whyOther, tell, signal, log } = call;
  const document = await documents.open(vscode.Uri.file(file));
  if (!document) throw new TransferError('file-unreadable', `${file} could not be opened.`);
  let begun: Awaited<ReturnType<TrainingStarts['start']>>;
  try {
    begun = await starts.start(document, { refuse: whyOther, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!isTransferError(error, 'run-not-started')) throw error;
    tell(failedNow(error.code, error.message));
    return;
  }
  if (!('run' in begun)) {
    for (const event of hindranceEvents(begun, file)) tell(event);
    return;
  }
  const { run, project, engines } = begun;
  for (const warning of [...warningsOf(project), ...engineWarnings(engines)]) tell(warning);
  const stop = () => {
    try {
      runs.stop(run.folder);
    } catch (error) {
      log.error(`${run.folder} could not be asked to stop.`, error);
    }
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await followRun(run.folder, { onEvent: (event) => isNews(event, true) && tell(event) });
    await untilGone(run.folder);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What machines are told where nothing was trained; a call that is refused throws. */
function hindranceEvents(hindrance: Hindrance, file: string): readonly RunEvent[] {
  switch (hindrance.kind) {
    case 'no plan': {
      const errors = errorsOf(hindrance.project);
      const noPlan = failedNow('base-missing', `Nothing was trained: ${file} has no plan yet.`);
      return [...warningsOf(hindrance.project), errors ?? noPlan];
    }
    case 'engine':
      return [failedNow('engine-cannot-train', `Nothing was trained. ${hindrance.words}`)];
    case 'refused':
      throw new TransferError('call-refused', hindrance.words);
    case 'unsaved':
      throw new TransferError('call-refused', `${file} could not be saved, so nothing was trained.`);
    case 'running':
      throw new TransferError(
        'call-refused',
        `${hindrance.running.name} is still training this file. Wait until it has ended.`,
      );
    case 'starting':
      throw new TransferError(
        'call-refused',
        'A run of this file is just beginning. Wait until it has ended.',
      );
  }
}
