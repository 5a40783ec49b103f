import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { drawingOf } from '../../shared/drawing';
import { type FromPanel, isFromPanel, type PanelView, type ToPanel } from '../../shared/panel-messages';
import { FrameThrottle } from '../../views/frame-throttle';
import { changeBetween } from '../../views/panel-changes';
import { panelPage } from '../../views/panel-page';
import { panelView } from '../../views/panel-view';
import type { TransferDocument } from '../documents/transfer-document';
import type { Log } from '../log';
import type { Runs } from '../runs/runs';
import { restriction } from '../trust';
import type { Layouts } from './layouts';

export interface PanelContext {
  readonly extension: vscode.Uri;
  readonly runs: Runs;
  readonly layouts: Layouts;
  readonly log: Log;
  /** Does what the user wants; never rejects. */
  readonly onIntent: (panel: DesignerPanel, intent: FromPanel) => Promise<void>;
}

/** One panel beside the text. It shows a file's view and hands on what the user wants; it decides nothing. */
export class DesignerPanel implements vscode.Disposable {
  pinned = false;
  #shown: TransferDocument | undefined;
  #revision = 0;
  #ready = false;
  #disposed = false;
  /** What the page shows; of the next view only what differs is sent. */
  #sent: PanelView | undefined;
  #reveal: string | undefined;
  readonly #throttle = new FrameThrottle(() => this.#send());
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
  ) {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: this.#roots() };
    panel.iconPath = vscode.Uri.joinPath(context.extension, 'media', 'icon.png');
    this.#subscriptions.push(
      webview.onDidReceiveMessage((message: unknown) => this.#received(message)),
      panel.onDidChangeViewState(() => {
        if (panel.visible || !this.#ready) return;
        // A hidden panel is thrown away; it says `ready` when it comes back, with nothing old to show.
        this.#ready = false;
        this.#setPage([]);
      }),
    );
  }

  get shown(): TransferDocument | undefined {
    return this.#shown;
  }

  show(document: TransferDocument): void {
    const isFirst = this.#shown === undefined;
    this.#shown = document;
    this.panel.title = `Designer: ${titleOf(document)}`;
    if (isFirst) this.#setPage(this.#news(document));
    else this.update();
  }

  /** Draws what is known now, at once and then at most once a frame. */
  update(): void {
    this.#throttle.call();
  }

  /** Brings a layer's node into view. */
  revealLayer(layer: string): void {
    this.#reveal = layer;
    this.panel.reveal(undefined, true);
    this.update();
  }

  dispose(): void {
    this.#disposed = true;
    this.#throttle.dispose();
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  #received(message: unknown): void {
    if (!isFromPanel(message)) {
      this.context.log.warn('The panel sent something that is no intent; it was dropped.');
      return;
    }
    if (message.kind === 'ready') {
      this.#ready = true;
      if (message.revision !== this.#sent?.revision) this.#sent = undefined;
      this.#send();
    } else if (message.kind === 'layOut') {
      void this.#layOut(message.drawing, message.toggledBlocks);
    } else {
      void this.context.onIntent(this, message);
    }
  }

  /** Answers with the layout of a drawing of the graph at hand; of another one the page will ask anew. */
  async #layOut(wanted: string, toggledBlocks: readonly string[]): Promise<void> {
    const graph = this.#sent?.graph;
    const drawing = graph && drawingOf(graph, toggledBlocks);
    if (drawing?.key !== wanted) return;
    const answer = await this.context.layouts.make(drawing).then(
      (layout): ToPanel => ({ kind: 'layouts', layouts: { [wanted]: layout } }),
      ({ message }: Error): ToPanel => ({ kind: 'noLayout', drawing: wanted, reason: message }),
    );
    if (this.#disposed) return;
    if (answer.kind === 'noLayout') this.context.log.warn(`The network was not drawn: ${answer.reason}`);
    this.#post(answer);
  }

  #send(): void {
    if (!this.#shown || !this.#ready) return;
    for (const message of this.#news(this.#shown)) this.#post(message);
    if (this.#reveal === undefined) return;
    this.#post({ kind: 'revealLayer', layer: this.#reveal });
    this.#reveal = undefined;
  }

  /** What tells the page of the view as it is now; from then on it counts as shown. */
  #news(shown: TransferDocument): readonly ToPanel[] {
    const view = panelView({
      revision: ++this.#revision,
      title: titleOf(shown),
      pinned: this.pinned,
      restricted: restriction(),
      project: shown.project,
      runs: this.context.runs.of(shown.folder, shown.file),
      pictureAddress: (file) => this.#pictureAddress(file),
    });
    const last = this.#sent;
    this.#sent = view;
    const change = last && changeBetween(last, view);
    return [
      ...this.#layoutsFor(view, last),
      last && change ? { kind: 'viewChange', from: last.revision, change } : { kind: 'view', view },
    ];
  }

  /** They come before the view of a network that the page does not show yet. */
  #layoutsFor({ graph }: PanelView, last: PanelView | undefined): readonly ToPanel[] {
    if (!graph || graph.fingerprint === last?.graph?.fingerprint) return [];
    return [{ kind: 'layouts', layouts: this.context.layouts.of(graph.fingerprint) }];
  }

  #setPage(first: readonly ToPanel[]): void {
    const { webview } = this.panel;
    const bundle = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.context.extension, 'dist', 'webview', name)).toString();
    webview.html = panelPage({
      source: webview.cspSource,
      nonce: randomBytes(18).toString('base64url'),
      script: bundle('main.js'),
      style: bundle('main.css'),
      first,
    });
  }

  #post(message: ToPanel): void {
    // Resolves with false where the panel has been hidden meanwhile; it asks again when it comes back.
    void this.panel.webview.postMessage(message);
  }

  #pictureAddress(file: string): string | undefined {
    const inside = this.#roots().some(({ fsPath }) => {
      const relative = path.relative(fsPath, file);
      return !relative.startsWith('..') && !path.isAbsolute(relative);
    });
    return inside ? this.panel.webview.asWebviewUri(vscode.Uri.file(file)).toString() : undefined;
  }

  #roots(): readonly vscode.Uri[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [vscode.Uri.joinPath(this.context.extension, 'dist', 'webview'), ...folders.map(({ uri }) => uri)];
  }
}

/** The file's name with its folder, e.g. `emoji-groups/transfer.yaml`. */
export function titleOf({ file }: TransferDocument): string {
  return [path.basename(path.dirname(file)), path.basename(file)].join('/');
}
