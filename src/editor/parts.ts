import path from 'node:path';
import * as vscode from 'vscode';
import { bundleFile, installationAround } from '../launch/programs/installation';
import { ClassThumbnails } from '../launch/project/class-thumbnails';
import { ImageChecks } from '../launch/project/image-checks';
import { Measurements } from '../launch/runs/measurements';
import { Pilots } from '../launch/runs/pilots';
import { Studies } from '../launch/runs/studies';
import type { AssistantToolName } from '../views/assistant-tools';
import { ClusterTokens } from './cluster-tokens';
import { type CommandName, runsViewId } from './command-ids';
import { assistantCalls } from './commands/assistant-calls';
import { classifyImageCommand } from './commands/classify-image';
import { clearFeatureCacheCommand } from './commands/clear-feature-cache';
import { type CommandWork, guardedCommands } from './commands/command-registry';
import { behindTrust } from './commands/command-trust';
import { compareBasesCommand } from './commands/compare-bases';
import { compareRunsCommand } from './commands/compare-runs';
import { deleteRunsCommand } from './commands/delete-runs';
import { applySuggestionCommand, pinAutoValuesCommand } from './commands/edit-commands';
import { exportModelCommand } from './commands/export-model';
import { fetchBaseCommand } from './commands/fetch-base';
import { fetchImagesCommand } from './commands/fetch-images';
import { installRuntimeCommand } from './commands/install-runtime';
import { KeptOpening } from './commands/kept-opening';
import { renameRunCommand, starRunCommand } from './commands/label-runs';
import { lookForOddPicturesCommand } from './commands/look-for-odd-pictures';
import { measureCommand } from './commands/measure';
import { newProjectCommand } from './commands/new-project';
import { openDesignerCommand } from './commands/open-designer';
import { openReportCommand } from './commands/open-report';
import { pilotCommand } from './commands/pilot';
import { forgetRayTokenCommand, setRayTokenCommand } from './commands/ray-token';
import { seeLayerCommand } from './commands/see-layer';
import { showKept } from './commands/show-project';
import { resumeCommand, stopCommand } from './commands/stop-and-resume';
import { studyCommand } from './commands/study';
import { trainCommand } from './commands/train';
import { trainOnClusterCommand } from './commands/train-on-cluster';
import { TrainingStarts } from './commands/training-starts';
import { tryExampleCommand } from './commands/try-example';
import { factSources } from './documents/fact-sources';
import { RayFiles } from './documents/ray-files';
import { TransferDocuments, transferSelector } from './documents/transfer-documents';
import { guarded } from './guarded';
import { createLog } from './log';
import { DesignerPanels } from './panel/designer-panels';
import { KeptLayouts } from './panel/kept-layouts';
import { Layouts } from './panel/layouts';
import { OddPictures } from './panel/odd-pictures';
import { PanelIntents } from './panel/panel-intents';
import { Processes } from './processes';
import { LeftRuns } from './runs/left-runs';
import { RunProgress } from './runs/run-progress';
import { Runs } from './runs/runs';
import { RunsTree } from './runs/runs-tree';
import { TriedPictures } from './runs/tried-pictures';
import { WorkspaceProjects } from './runs/workspace-projects';
import { measuresInBackground, onSettingsChange } from './settings';
import { CodeLenses } from './text/code-lenses';
import { Completion } from './text/completion';
import { Definitions, layersScheme } from './text/definitions';
import { Diagnostics } from './text/diagnostics';
import { Hovers } from './text/hovers';
import { InlayHints } from './text/inlay-hints';
import { Outline } from './text/outline';
import { QuickFixes } from './text/quick-fixes';
import { RayFileText, rayFileSelector } from './text/ray-file-text';
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
  secrets,
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
  const tokens = new ClusterTokens(secrets, globalState);
  const tried = new TriedPictures(runs);
  const odd = new OddPictures(processes, (file) => panels.updateOf(file));
  const pilots = new Pilots(
    installation,
    () => restriction() === null,
    (signal) => processes.launch(signal),
    (file) => panels.updateOf(file),
  );
  const studies = new Studies(
    installation,
    (signal) => processes.launch(signal),
    () => restriction() === null,
    (file) => panels.updateOf(file),
  );
  const intents = new PanelIntents(documents, tried, odd, pilots, studies, log, (panel, pinned) =>
    panels.pin(panel, pinned),
  );
  const layouts = new Layouts(new KeptLayouts(workspaceState), bundleFile(installation, 'layout-thread'));
  const decoding = {
    installation,
    node: () => processes.node(),
    mayDecode: () => restriction() === null,
  };
  const thumbnails = new ClassThumbnails(decoding);
  const checks = new ImageChecks(decoding, (file) => panels.updateOf(file));
  const measurements = new Measurements(
    {
      launch: (signal) => processes.launch(signal, false),
      mayMeasure: () => restriction() === null,
      measuresUnasked: measuresInBackground,
      isTraining: () => runs.running.length > 0,
      warn: (message) => log.warn(message),
    },
    (file) => panels.updateOf(file),
    (file) => documents.all.find((document) => document.file === file)?.refreshMeasurement(),
  );
  const rayFiles = new RayFiles((folder) => {
    for (const document of documents.all) if (document.folder === folder) panels.updateOf(document.file);
  });
  const rayFileText = new RayFileText();
  const panels = new DesignerPanels(documents, {
    extension: extensionUri,
    ...{
      runs,
      tried,
      layouts,
      thumbnails,
      processes,
      checks,
      measurements,
      odd,
      pilots,
      studies,
      rayFiles,
      log,
    },
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
    odd,
    pilots,
    studies,
    measurements,
    documents.onDidChange(({ project }) => measurements.consider(project)),
    documents.onDidClose(({ file }) => measurements.forget(file)),
    runs.onDidBegin(() => measurements.lookAgain()),
    runs.onDidEnd(() => measurements.lookAgain()),
    onSettingsChange(() => measurements.lookAgain()),
    lenses,
    hints,
    definitions,
    tree,
    diagnostics,
    rayFiles,
    rayFileText,
    new RunProgress(runs, log),
    new LeftRuns(runs),
    new WorkspaceProjects(runs, log, documents),
    vscode.window.createTreeView(runsViewId, { treeDataProvider: tree, canSelectMany: true }),
    vscode.languages.registerCodeLensProvider(transferSelector, lenses),
    vscode.languages.registerCompletionItemProvider(
      transferSelector,
      new Completion(documents, path.join(installation.root, 'models')),
      ...Completion.triggers,
    ),
    vscode.languages.registerCompletionItemProvider(rayFileSelector, rayFileText, ...RayFileText.triggers),
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
    rayFileText.begin();
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
          measure: measureCommand(documents, measurements),
          compareBases: compareBasesCommand(documents, processes),
          pilot: pilotCommand(documents, pilots),
          study: studyCommand(documents, studies, processes),
          seeLayer: seeLayerCommand(documents, panels),
          lookForOddPictures: lookForOddPicturesCommand(documents, panels, odd),
          train: trainCommand(documents, runs, starts, log),
          trainOnCluster: trainOnClusterCommand(documents, runs, starts, tokens, installation, log),
          stop: stopCommand(documents, runs),
          resume: resumeCommand(documents, runs, processes, tokens),
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
          fetchImages: fetchImagesCommand(documents, processes),
          setRayToken: setRayTokenCommand(documents, tokens),
          forgetRayToken: forgetRayTokenCommand(tokens),
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
