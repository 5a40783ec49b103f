import * as vscode from 'vscode';
import { pilotAnswer } from '../../design/advice/pilot-answer';
import { pilotRules } from '../../design/advice/pilot-plan';
import type { PilotProgress } from '../../launch/runs/pilot';
import type { Pilots } from '../../launch/runs/pilots';
import { pilotProgressWords } from '../../views/panel-pilot';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

const { usual, least, most } = pilotRules.minutes;

/**
 * Tries whether fine-tuning gains anything over the head alone, within the minutes that it is given, else that the user is
 * asked for. Who pressed for it need not wait: the panel shows how far it is, and a notice what came of it.
 */
export function pilotCommand(documents: TransferDocuments, pilots: Pilots): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const [, asked] = given;
    const minutes = typeof asked === 'number' && isMinutes(asked) ? asked : await askForMinutes();
    if (minutes === undefined) return;
    const project = await document.settled();
    // The panel, from which the time comes, shows how far it is.
    const found = await (asked === minutes
      ? pilots.begin(project, minutes)
      : withProgress(minutes, document.file, pilots, (tell) => pilots.begin(project, minutes, tell)));
    const answer = found && pilotAnswer(found);
    if (answer) void notices.information(answer.text);
    const { failure } = pilots.of(document.project);
    if (!found && failure !== '') void notices.warning(failure);
  };
}

function withProgress<Result>(
  minutes: number,
  file: string,
  pilots: Pilots,
  work: (tell: (progress: PilotProgress) => void) => Promise<Result>,
): Thenable<Result> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Fine-tune or not?',
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, cancelled) => {
    cancelled.onCancellationRequested(() => pilots.stop(file));
    let shown = 0;
    return work((told) => {
      progress.report({ message: pilotProgressWords(told, minutes), increment: (told.done - shown) * 100 });
      shown = told.done;
    });
  });
}

function isMinutes(minutes: number): boolean {
  return minutes >= least && minutes <= most;
}

async function askForMinutes(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Fine-Tune or Not?',
    prompt:
      'For how many minutes may it try? The head alone and fine-tuning are trained with one seed after the other.',
    value: String(usual),
    validateInput: (value) =>
      isMinutes(Number(value)) ? undefined : `Write a number of minutes from ${least} to ${most}.`,
  });
  return text === undefined ? undefined : Number(text);
}
