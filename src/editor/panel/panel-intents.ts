import * as vscode from 'vscode';
import { freezeChange, freezeLineChange, type SettingChange } from '../../language/freeze-edit';
import { layerMention } from '../../language/layer-mention';
import type { Pilots } from '../../launch/runs/pilots';
import type { Studies } from '../../launch/runs/studies';
import type { FromPanel } from '../../shared/panel-messages';
import { pilotEdits } from '../../views/panel-pilot';
import { commandIds } from '../command-ids';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { editorRange } from '../editor-range';
import { guarded } from '../guarded';
import type { Log } from '../log';
import { notices } from '../notices';
import { showStudy } from '../runs/report-view';
import type { TriedPictures } from '../runs/tried-pictures';
import type { DesignerPanel } from './designer-panel';
import type { OddPictures } from './odd-pictures';
import { picturesOf } from './pictures-for-run';

/** Intents that change the text. */
const editing: ReadonlySet<FromPanel['kind']> = new Set([
  'setFrozen',
  'freezeThrough',
  'setCut',
  'setSimilarity',
  'applySuggestion',
  'usePilot',
  'undo',
  'redo',
]);

/** Does what the user wants in the panel: edits of the text, or commands. */
export class PanelIntents {
  #lastEdit: Promise<void> = Promise.resolve();

  constructor(
    private readonly documents: TransferDocuments,
    private readonly tried: TriedPictures,
    private readonly odd: OddPictures,
    private readonly pilots: Pilots,
    private readonly studies: Studies,
    private readonly log: Log,
    private readonly pin: (panel: DesignerPanel, pinned: boolean) => void,
  ) {}

  readonly handle = (panel: DesignerPanel, intent: FromPanel): Promise<void> =>
    guarded(`The panel's ${intent.kind}`, this.log, async () => {
      // The file that was pressed on, whatever the panel shows when its turn has come.
      const { shown } = panel;
      if (!shown) return;
      const work = () => this.#do(panel, shown, intent);
      return editing.has(intent.kind) ? this.#inTurn(work) : work();
    });

  /** One after the other, for the editor drops an edit that was made on an older text. None waits for an answer. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lastEdit.then(work);
    this.#lastEdit = done.catch(() => {});
    return done;
  }

  async #do(panel: DesignerPanel, shown: TransferDocument, intent: FromPanel): Promise<void> {
    if (intent.kind === 'pin') {
      this.pin(panel, intent.pinned);
      return;
    }
    // A file whose tab was closed meanwhile is opened again, for what follows works on its text as it is now.
    const document = (await this.documents.open(shown.document.uri)) ?? shown;
    // One that was opened anew has yet to look at the base that the panel shows.
    if (document !== shown) await document.settled();
    await this.#act(panel, document, intent);
  }

  async #act(panel: DesignerPanel, document: TransferDocument, intent: FromPanel): Promise<void> {
    const { uri } = document.document;
    const run = (command: string, ...given: readonly unknown[]) =>
      vscode.commands.executeCommand<void>(command, ...given);
    switch (intent.kind) {
      case 'setFrozen':
        return this.#change(document, freezeChange(document.project, intent.layers, intent.frozen));
      case 'freezeThrough':
        return this.#change(document, freezeLineChange(document.project, intent.layer));
      case 'setCut':
        await document.apply(document.project.parsed.edit(['cut'], intent.layer));
        return;
      case 'setSimilarity':
        await document.apply(document.project.parsed.edit(['dataset', 'similarity'], intent.similarity));
        return;
      case 'lookForOdd':
        return this.odd.look(document);
      case 'stopLooking':
        return this.odd.stop(document);
      case 'leaveOut':
        return this.odd.move(document, intent.file, 'left out');
      case 'moveToClass':
        return this.odd.move(document, intent.file, { className: intent.className });
      case 'keepOdd':
        return this.odd.keep(document, intent.id);
      case 'applySuggestion':
        return run(commandIds.applySuggestion, uri);
      case 'pilot':
        return run(commandIds.pilot, uri, intent.minutes);
      case 'stopPilot':
        return this.pilots.stop(document.file);
      case 'usePilot':
        await document.apply(pilotEdits(document.project, this.pilots.of(document.project)));
        return;
      case 'study':
        return run(commandIds.study, uri, { effort: intent.effort, withSource: intent.withSource });
      case 'resumeStudy':
        return run(commandIds.study, uri, 'resume');
      case 'stopStudy':
        return this.studies.stop(document.file);
      case 'openStudy': {
        const { found } = this.studies.of(document.project);
        if (found) showStudy(document.file, found);
        return;
      }
      case 'train':
        return run(commandIds.train, uri);
      case 'trainOnCluster':
        return run(commandIds.trainOnCluster, uri);
      case 'stop':
        return run(commandIds.stop, uri);
      case 'resume':
        return run(commandIds.resume, intent.folder);
      case 'openReport':
        return run(commandIds.openReport, intent.folder);
      case 'exportModel':
        return run(commandIds.exportModel, intent.folder);
      case 'compare':
        return run(commandIds.compareRuns, intent.folders);
      case 'renameRun':
        return run(commandIds.renameRun, intent.folder);
      case 'starRun':
        return run(intent.starred ? commandIds.starRun : commandIds.unstarRun, intent.folder);
      case 'deleteRun':
        return run(commandIds.deleteRuns, intent.folder);
      case 'showLayer':
        return this.#showLayer(document, intent.layer);
      case 'showProblems':
        return run('workbench.actions.view.problems');
      case 'showText':
        return this.#showText(document, intent.line, intent.column);
      case 'tryRun':
        return this.tried.choose(document.file, intent.folder);
      case 'showPictures':
      case 'showFiles':
      case 'pickPictures':
        return run(commandIds.classifyImage, picturesOf(uri, intent));
      case 'stopPictures':
        return this.tried.stop(document.file);
      case 'clearPictures':
        return this.tried.clear(document.file);
      case 'undo':
      case 'redo':
        return this.#inText(panel, document, intent.kind);
      case 'ready':
      case 'drawn':
      case 'pin':
      case 'layOut':
      case 'describe':
      case 'showCurves':
      case 'wantThumbnails':
      case 'wantOddThumbnails':
      case 'checkImages':
      case 'stopChecking':
      case 'measure':
      case 'stopMeasuring':
      case 'seeLayer':
      case 'seePicture':
      case 'seeFile':
      case 'pickSeen':
      case 'seeChannel':
      case 'stopSeeing':
      case 'explainTried':
      case 'explainWrong':
        return;
    }
  }

  async #change(document: TransferDocument, change: SettingChange): Promise<void> {
    if ('refusal' in change) {
      void notices.warning(change.refusal);
      return;
    }
    await document.apply(document.project.parsed.editAll(change.settings));
  }

  async #showLayer(document: TransferDocument, layer: string): Promise<void> {
    const range = layerMention(document.project, layer);
    if (range) await this.#select(document, editorRange(range));
  }

  async #showText(document: TransferDocument, line: number, column: number): Promise<void> {
    const place = document.document.validatePosition(new vscode.Position(line - 1, column - 1));
    await this.#select(document, new vscode.Range(place, place));
  }

  async #select({ document }: TransferDocument, selection: vscode.Range): Promise<void> {
    const there = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      viewColumn: there?.viewColumn ?? vscode.ViewColumn.One,
      selection,
    });
  }

  /** The editor undoes where the focus is, so the text has it for a moment. */
  async #inText(
    panel: DesignerPanel,
    { document }: TransferDocument,
    command: 'undo' | 'redo',
  ): Promise<void> {
    const there = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      viewColumn: there?.viewColumn ?? vscode.ViewColumn.One,
      preserveFocus: false,
    });
    await vscode.commands.executeCommand(command);
    panel.panel.reveal(undefined, false);
  }
}
