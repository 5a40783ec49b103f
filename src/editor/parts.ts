import path from 'node:path';
import * as vscode from 'vscode';
import { bundleFile, installationAround } from '../launch/programs/installation';
import { ClassThumbnails } from '../launch/project/class-thumbnails';
import { ImageChecks } from '../launch/project/image-checks';
import type { AssistantToolName } from '../views/assistant-tools';
import { type CommandName, runsViewId } from './command-ids';
import { assistantCalls } from './commands/assistant-calls';
import { classifyImageCommand } from './commands/classify-image';
import { clearFeatureCacheCommand } from './commands/clear-feature-cache';
import { type CommandWork, guardedCommands } from './commands/command-registry';
import { behindTrust } from './commands/command-trust';
import { compareRunsCommand } from './commands/compare-runs';
import { deleteRunsCommand } from './commands/delete-runs';
import { applySuggestionCommand, pinAutoValuesCommand } from './commands/edit-commands';
import { exportModelCommand } from './commands/export-model';
import { fetchBaseCommand } from './commands/fetch-base';
import { installRuntimeCommand } from './commands/install-runtime';
import { KeptOpening } from './commands/kept-opening';
import { renameRunCommand, starRunCommand } from './commands/label-runs';
import { measureCommand } from './commands/measure';
import { newProjectCommand } from './commands/new-project';
import { openDesignerCommand } from './commands/open-designer';
import { openReportCommand } from './commands/open-report';
import { seeLayerCommand } from './commands/see-layer';
import { showKept } from './commands/show-project';
import { resumeCommand, stopCommand } from './commands/stop-and-resume';
import { trainCommand } from './commands/train';
import { TrainingStarts } from './commands/training-starts';
import { tryExampleCommand } from './commands/try-example';
import { factSources } from './documents/fact-sources';
import { TransferDocuments, transferSelector } from './documents/transfer-documents';
import { guarded } from './guarded';
import { createLog } from './log';
import { DesignerPanels } from './panel/designer-panels';
import { KeptLayouts } from './panel/kept-layouts';
import { Layouts } from './panel/layouts';
import { PanelIntents } from './panel/panel-intents';
import { Processes } from './processes';
import { RunProgress } from './runs/run-progress';
import { Runs } from './runs/runs';
import { RunsTree } from './runs/runs-tree';
import { TriedPictures } from './runs/tried-pictures';
import { WorkspaceProjects } from './runs/workspace-projects';
import { CodeLenses } from './text/code-lenses';
import { Completion } from './text/completion';
import { Definitions, layersScheme } from './text/definitions';
import { Diagnostics } from './text/diagnostics';
import { Hovers } from './text/hovers';
import { InlayHints } from './text/inlay-hints';
import { Outline } from './text/outline';
import { QuickFixes } from './text/quick-fixes';
import { mayExecute, restriction } from './trust';

/** What the editor asks for by name, as the entrance hands it on. */
export interface EditorParts {
  /** None of them rejects. */
  readonly commands: Readonly<Record<CommandName, CommandWork>>;
  readonly panels: vscode.WebviewPanelSerializer;
  readonly tools: Readonly<Record<AssistantToolName, vscode.LanguageModelTool<object>>>;
}

/** Builds and wires the parts; none of them looks at anything before all are there. */
export function buildParts({
  extensionUri,
  subscriptions,
  globalState,
  workspaceState,
}: vscode.ExtensionContext): EditorParts {
  const log = createLog();
  const installation = installationAround(__dirname);
  const processes = new Processes(installation, log);
  const sources = factSources(processes);
  const documents = new TransferDocuments(sources);
  // The first to hear of a change: problems are set before anybody else does anything about it.
  const diagnostics = new Diagnostics(documents);
  const runs = new Runs(log);
  const starts = new TrainingStarts(runs, processes);
  const tried = new TriedPictures(runs);
  const intents = new PanelIntents(documents, tried, log, (panel, pinned) => panels.pin(panel, pinned));
  const layouts = new Layouts(new KeptLayouts(workspaceState), bundleFile(installation, 'layout-thread'));
  const decoding = {
    installation,
    node: () => processes.node(),
    mayDecode: () => restriction() === null,
  };
  const thumbnails = new ClassThumbnails(decoding);
  const checks = new ImageChecks(decoding, (file) => panels.updateOf(file));
  const panels = new DesignerPanels(documents, {
    extension: extensionUri,
    ...{ runs, tried, layouts, thumbnails, processes, checks, log },
    onIntent: intents.handle,
  });
  const lenses = new CodeLenses(documents, runs);
  const hints = new InlayHints(documents);
  const definitions = new Definitions(
    documents,
    (document, layer) => void guarded('Showing a layer', log, () => panels.revealLayer(document, layer)),
  );
  const tree = new RunsTree(runs);
  subscriptions.push(
    log,
    processes,
    documents,
    runs,
    tried,
    panels,
    layouts,
    checks,
    lenses,
    hints,
    definitions,
    tree,
    diagnostics,
    new RunProgress(runs, log),
    new WorkspaceProjects(runs, log, documents),
    vscode.window.createTreeView(runsViewId, { treeDataProvider: tree, canSelectMany: true }),
    vscode.languages.registerCodeLensProvider(transferSelector, lenses),
    vscode.languages.registerCompletionItemProvider(
      transferSelector,
      new Completion(documents, path.join(installation.root, 'models')),
      ...Completion.triggers,
    ),
    vscode.languages.registerHoverProvider(transferSelector, new Hovers(documents, thumbnails, log)),
    vscode.languages.registerInlayHintsProvider(transferSelector, hints),
    vscode.languages.registerDefinitionProvider(transferSelector, definitions),
    vscode.workspace.registerTextDocumentContentProvider(layersScheme, definitions),
    vscode.languages.registerDocumentSymbolProvider(transferSelector, new Outline()),
    vscode.languages.registerCodeActionsProvider(transferSelector, new QuickFixes(documents), {
      providedCodeActionKinds: QuickFixes.kinds,
    }),
  );
  const opening = new KeptOpening(globalState);
  // Reading what is open takes longer than all of the above: nobody waits for it.
  const beginning = setImmediate(() => {
    documents.begin();
    void guarded('Opening the project that was kept', log, () => showKept(opening));
  });
  subscriptions.push({ dispose: () => clearImmediate(beginning) });
  return {
    commands: guardedCommands(
      behindTrust(
        {
          tryExample: tryExampleCommand(installation, opening),
          newProject: newProjectCommand(),
          openDesigner: openDesignerCommand(documents, panels, runs),
          measure: measureCommand(documents, processes),
          seeLayer: seeLayerCommand(documents, panels),
          train: trainCommand(documents, runs, starts, log),
          stop: stopCommand(documents, runs),
          resume: resumeCommand(documents, runs, processes),
          applySuggestion: applySuggestionCommand(documents),
          pinAutoValues: pinAutoValuesCommand(documents),
          classifyImage: classifyImageCommand({ documents, panels, runs, tried, processes, log }),
          openReport: openReportCommand(documents, runs),
          exportModel: exportModelCommand(documents, runs, processes, log),
          compareRuns: compareRunsCommand(documents, runs),
          renameRun: renameRunCommand(documents, runs),
          starRun: starRunCommand(documents, runs, true),
          unstarRun: starRunCommand(documents, runs, false),
          deleteRuns: deleteRunsCommand(documents, runs),
          fetchBase: fetchBaseCommand(documents, processes),
          installRuntime: installRuntimeCommand(processes, log),
          clearFeatureCache: clearFeatureCacheCommand(documents),
          showLog: async () => log.show(),
        },
        mayExecute,
      ),
      log,
    ),
    panels,
    tools: assistantCalls(documents, runs, starts, sources, log),
  };
}
