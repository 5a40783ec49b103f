import path from 'node:path';
import * as vscode from 'vscode';
import { runsViewId } from './editor/command-ids';
import { classifyImageCommand } from './editor/commands/classify-image';
import { clearFeatureCacheCommand } from './editor/commands/clear-feature-cache';
import { guarded, registerCommands } from './editor/commands/command-registry';
import { compareRunsCommand } from './editor/commands/compare-runs';
import { applySuggestionCommand, pinAutoValuesCommand } from './editor/commands/edit-commands';
import { installRuntimeCommand } from './editor/commands/install-runtime';
import { newProjectCommand } from './editor/commands/new-project';
import { openDesignerCommand } from './editor/commands/open-designer';
import { openReportCommand } from './editor/commands/open-report';
import { resumeCommand, stopCommand } from './editor/commands/stop-and-resume';
import { trainCommand } from './editor/commands/train';
import { factSources } from './editor/documents/fact-sources';
import { TransferDocuments, transferSelector } from './editor/documents/transfer-documents';
import { createLog } from './editor/log';
import { DesignerPanels } from './editor/panel/designer-panels';
import { KeptLayouts } from './editor/panel/kept-layouts';
import { PanelIntents } from './editor/panel/panel-intents';
import { Processes } from './editor/processes';
import { RunProgress } from './editor/runs/run-progress';
import { Runs } from './editor/runs/runs';
import { RunsTree } from './editor/runs/runs-tree';
import { WorkspaceProjects } from './editor/runs/workspace-projects';
import { CodeLenses } from './editor/text/code-lenses';
import { Completion } from './editor/text/completion';
import { Definitions, layersScheme } from './editor/text/definitions';
import { Diagnostics } from './editor/text/diagnostics';
import { Hovers } from './editor/text/hovers';
import { InlayHints } from './editor/text/inlay-hints';
import { Outline } from './editor/text/outline';
import { QuickFixes } from './editor/text/quick-fixes';
import { installationAround } from './launch/installation';

/** Builds and wires the parts; none of them looks at anything before there is a `transfer.yaml` to look at. */
export function activate({ extensionUri, subscriptions, workspaceState }: vscode.ExtensionContext): void {
  const log = createLog();
  const installation = installationAround(__dirname);
  const processes = new Processes(installation, log);
  const documents = new TransferDocuments(factSources(processes));
  // The first to hear of a change: problems are set before anybody else does anything about it.
  const diagnostics = new Diagnostics(documents);
  const runs = new Runs(log);
  const intents = new PanelIntents(documents, log, (panel, pinned) => panels.pin(panel, pinned));
  const panels = new DesignerPanels(
    documents,
    {
      extension: extensionUri,
      runs,
      layouts: new KeptLayouts(workspaceState),
      log,
      onIntent: intents.handle,
    },
    workspaceState,
  );
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
    panels,
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
    vscode.languages.registerHoverProvider(transferSelector, new Hovers(documents)),
    vscode.languages.registerInlayHintsProvider(transferSelector, hints),
    vscode.languages.registerDefinitionProvider(transferSelector, definitions),
    vscode.workspace.registerTextDocumentContentProvider(layersScheme, definitions),
    vscode.languages.registerDocumentSymbolProvider(transferSelector, new Outline()),
    vscode.languages.registerCodeActionsProvider(transferSelector, new QuickFixes(documents), {
      providedCodeActionKinds: QuickFixes.kinds,
    }),
    registerCommands(
      {
        newProject: newProjectCommand(),
        openDesigner: openDesignerCommand(documents, panels, runs),
        train: trainCommand(documents, runs, processes),
        stop: stopCommand(documents, runs),
        resume: resumeCommand(documents, runs, processes),
        applySuggestion: applySuggestionCommand(documents),
        pinAutoValues: pinAutoValuesCommand(documents),
        classifyImage: classifyImageCommand(documents, runs, processes, log),
        openReport: openReportCommand(documents, runs),
        compareRuns: compareRunsCommand(documents, runs),
        installRuntime: installRuntimeCommand(processes, log),
        clearFeatureCache: clearFeatureCacheCommand(documents),
        showLog: async () => log.show(),
      },
      log,
    ),
  );
  // Reading what is open takes longer than all of the above: activation does not wait for it.
  const beginning = setImmediate(() => documents.begin());
  subscriptions.push({ dispose: () => clearImmediate(beginning) });
}
