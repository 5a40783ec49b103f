import * as vscode from 'vscode';
import { type StudyEffort, studyEfforts } from '../../design/study/study';
import { studyReading } from '../../design/study/study-reading';
import { doneWords } from '../../design/study/study-words';
import { engineHindrance } from '../../launch/engine/engine-limits';
import { KeptStudies } from '../../launch/runs/kept-study';
import type { Studies } from '../../launch/runs/studies';
import type { StudyQuestion } from '../../launch/runs/study-project';
import { studyPageOf } from '../../views/panel-study';
import { unlinked } from '../../views/unlinked';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Processes } from '../processes';
import { showStudy } from '../runs/report-view';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** What the panel asks for. */
interface Chosen {
  readonly effort: StudyEffort;
  readonly withSource: boolean;
}

/**
 * Studies which layers of the base transfer to the images. What it takes is said before it is begun; the panel shows how
 * far it is, and a notice what came of it.
 */
export function studyCommand(
  documents: TransferDocuments,
  studies: Studies,
  processes: Processes,
): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const project = await document.settled();
    const [, asked] = given;
    const question =
      asked === 'resume'
        ? 'resume'
        : isChosen(asked)
          ? await questionOf(asked)
          : await ask(document, studies);
    if (question === undefined) return;
    const { engine } = await processes.engine();
    const hindrance = engineHindrance(project, engine);
    if (hindrance) {
      void notices.warning(`Nothing was studied. ${hindrance} Install the training runtime.`);
      return;
    }
    const begin = (onProgress?: Parameters<Studies['begin']>[2]) =>
      question === 'resume' ? studies.resume(project) : studies.begin(project, question, onProgress);
    // The panel, from which it comes, shows how far it is.
    const isFromPanel = asked !== undefined;
    const result = await (isFromPanel ? begin() : withProgress(document.file, studies, begin));
    const { found, failure } = studies.of(document.project);
    if (failure !== '') void notices.warning(unlinked(failure));
    if (result === undefined || !found) return;
    const kept = await KeptStudies.of(project.folder, processes.installation);
    await kept.writePage(project.file, studyPageOf({ result }, project.file));
    const open = 'Open the Curves';
    if ((await notices.information(unlinked(studyReading(result).headline), open)) === open)
      showStudy(project.file, found);
  };
}

function isChosen(asked: unknown): asked is Chosen {
  return typeof asked === 'object' && asked !== null && 'effort' in asked && 'withSource' in asked;
}

/** @returns undefined where no folder was chosen */
async function questionOf({ effort, withSource }: Chosen): Promise<StudyQuestion | undefined> {
  const options = studyEfforts[effort];
  if (!withSource) return options;
  const chosen = await vscode.window.showOpenDialog({
    title: "Images of the base's own classes, a folder for each class",
    openLabel: 'Study These Too',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const source = chosen?.[0]?.fsPath;
  return source === undefined ? undefined : { ...options, source };
}

const effortNames: Readonly<Record<StudyEffort, string>> = {
  quick: 'A quick look',
  usual: 'The usual',
  thorough: 'Thorough',
};

/** Asks how much is to be done, with what each of it takes. */
async function ask(
  document: TransferDocument,
  studies: Studies,
): Promise<StudyQuestion | 'resume' | undefined> {
  const { found, costs } = studies.of(document.project);
  const items: readonly (vscode.QuickPickItem & { readonly asks: Chosen | 'resume' })[] = [
    ...(found && !found.isStale && found.left !== ''
      ? [{ label: 'Go on', detail: found.left, asks: 'resume' as const }]
      : []),
    ...(['quick', 'usual', 'thorough'] as const).map((effort) => ({
      label: effortNames[effort],
      ...(costs ? { detail: costs[effort] } : {}),
      asks: { effort, withSource: false },
    })),
    {
      label: 'The usual, and images of the base’s own classes…',
      detail:
        'Each training once more on these, as a control: what is lost there is not lost for want of similarity.',
      asks: { effort: 'usual', withSource: true },
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Which Layers Transfer?',
    placeHolder:
      'Trains with the first 1, 2, … layers of the base copied. It can be stopped and gone on with.',
  });
  if (picked === undefined) return undefined;
  return picked.asks === 'resume' ? 'resume' : questionOf(picked.asks);
}

function withProgress<Result>(
  file: string,
  studies: Studies,
  work: (tell: Parameters<Studies['begin']>[2]) => Promise<Result>,
): Thenable<Result> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Which layers transfer?',
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, cancelled) => {
    cancelled.onCancellationRequested(() => studies.stop(file));
    return work((_, result) => progress.report({ message: `${doneWords(result)}.` }));
  });
}
