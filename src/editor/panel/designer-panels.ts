import * as vscode from 'vscode';
import type { LayerGraph } from '../../design/layer-graph';
import { panelGraph } from '../../language/panel-graph';
import { drawingOf } from '../../shared/drawing';
import { isKeptPanel } from '../../shared/panel-messages';
import { designerViewType } from '../command-ids';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { guarded } from '../guarded';
import { Owner } from '../owner';
import { opensDesigner } from '../settings';
import { DesignerPanel, type PanelContext } from './designer-panel';

/** The panels that are open: one that follows the active file, and those that are pinned to theirs. */
export class DesignerPanels extends Owner implements vscode.WebviewPanelSerializer {
  readonly #panels = new Set<DesignerPanel>();
  readonly #laidOutAhead = new WeakSet<LayerGraph>();

  constructor(
    private readonly documents: TransferDocuments,
    private readonly context: PanelContext,
  ) {
    super();
    this.own(
      // The problems are on their way first: those are underlined while the panel's view is made.
      documents.onDidChange((changed) => setImmediate(() => this.#changed(changed))),
      documents.onDidChangeCurrent((current) => this.#follow(current)),
      context.runs.onDidChange((folder) =>
        this.#update(({ shown }) => shown !== undefined && context.runs.isFolder(shown.folder, folder)),
      ),
      documents.onDidClose(({ file }) => context.checks.forget(file)),
      context.tried.onDidChange((file) => this.#update(({ shown }) => shown?.file === file)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update(() => true)),
    );
  }

  /** Opens the panel beside the text, in a group of its own that no file is opened in. */
  async open(document: TransferDocument): Promise<DesignerPanel> {
    const there =
      [...this.#panels].find(({ shown }) => shown?.file === document.file) ??
      [...this.#panels].find(({ pinned }) => !pinned);
    if (there) {
      there.show(document);
      there.panel.reveal(undefined, true);
      return there;
    }
    const text = vscode.window.visibleTextEditors.find((editor) => editor.document === document.document);
    const column = text?.viewColumn ?? vscode.ViewColumn.One;
    // The panel opens beside what is active. Mostly that is the text, and then there is nothing to wait for.
    if (text === undefined || text !== vscode.window.activeTextEditor)
      await vscode.window.showTextDocument(document.document, { viewColumn: column, preview: false });
    const panel = vscode.window.createWebviewPanel(
      designerViewType,
      'Designer',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      { enableScripts: true },
    );
    const opened = this.#add(panel);
    opened.show(document);
    // Locks the group that has the focus: the panel's. A file that is opened then goes to the other group.
    await vscode.commands.executeCommand('workbench.action.lockEditorGroup');
    await vscode.window.showTextDocument(document.document, { viewColumn: column, preview: false });
    return opened;
  }

  /** Brings a layer's node into view, in a panel that is opened if there is none. */
  async revealLayer(document: TransferDocument, layer: string): Promise<void> {
    (await this.open(document)).revealLayer(layer);
  }

  pin(panel: DesignerPanel, pinned: boolean): void {
    panel.pinned = pinned;
    const { current } = this.documents;
    if (!pinned && current) panel.show(current);
    else panel.update();
  }

  /** Brings a panel back after a restart: a pinned one with its file, another with the file that is worked in. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const restored = this.#add(panel);
    const kept = isKeptPanel(state) ? state.panel : undefined;
    restored.pinned = kept?.pinned ?? false;
    const document =
      (restored.pinned ? undefined : this.documents.current) ?? (kept && (await this.#openFile(kept.path)));
    if (document) restored.show(document);
    // One that was left before it could keep its file waits for the file that is worked in.
    else if (kept) panel.dispose();
  }

  override dispose(): void {
    // The panels themselves stay: the editor brings them back after a restart.
    for (const panel of this.#panels) panel.dispose();
    this.#panels.clear();
    super.dispose();
  }

  /** Draws what is known now in the panels that show that file. */
  updateOf(file: string): void {
    this.#update(({ shown }) => shown?.file === file);
  }

  #add(panel: vscode.WebviewPanel): DesignerPanel {
    const added = new DesignerPanel(panel, this.context);
    this.#panels.add(added);
    panel.onDidDispose(() => {
      added.dispose();
      this.#panels.delete(added);
      const { shown } = added;
      if (shown && ![...this.#panels].some((other) => other.shown === shown))
        this.context.checks.leave(shown.file);
    });
    return added;
  }

  #follow(current: TransferDocument): void {
    for (const panel of this.#panels) if (!panel.pinned) panel.show(current);
    if (!opensDesigner() || this.#panels.size > 0 || hasDesignerTab()) return;
    void guarded('Opening the Designer', this.context.log, async () => {
      await this.open(current);
    });
  }

  #changed(changed: TransferDocument): void {
    this.#layOutAhead(changed);
    // A file that was closed and opened again is another document.
    for (const panel of this.#panels) if (panel.shown?.file === changed.file) panel.show(changed);
  }

  /** Has the drawing of a base laid out once it is known: so it is there when a panel is opened. */
  #layOutAhead(document: TransferDocument): void {
    const { graph } = document.project;
    if (!graph || this.#laidOutAhead.has(graph)) return;
    this.#laidOutAhead.add(graph);
    // The head's shape is known with the images.
    void document.settled().then(({ result: { network } }) => {
      const drawn = panelGraph(graph, network);
      if (drawn) this.context.layouts.begin(drawingOf(drawn, []));
    });
  }

  #update(which: (panel: DesignerPanel) => boolean): void {
    for (const panel of this.#panels) if (which(panel)) panel.update();
  }

  async #openFile(file: string): Promise<TransferDocument | undefined> {
    try {
      return await this.documents.open(vscode.Uri.file(file));
    } catch {
      // The file is gone since; a panel without one is closed.
      return undefined;
    }
  }
}

/** Also one that the editor has yet to bring back after a restart. */
function hasDesignerTab(): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(designerViewType),
  );
}
