import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ClassThumbnails } from '../../launch/project/class-thumbnails';
import type { ImageChecks } from '../../launch/project/image-checks';
import type { Measurements } from '../../launch/runs/measurements';
import type { Pilots } from '../../launch/runs/pilots';
import type { Studies } from '../../launch/runs/studies';
import { drawingOf } from '../../shared/drawing';
import {
  type FromPanel,
  isAnswered,
  isFromPanel,
  mostCurves,
  type PanelView,
  type ToPanel,
} from '../../shared/panel-messages';
import { layerCard } from '../../views/layer-card';
import { PanelFeed } from '../../views/panel-feed';
import { panelPage } from '../../views/panel-page';
import { panelView } from '../../views/panel-view';
import type { RayFiles } from '../documents/ray-files';
import type { TransferDocument } from '../documents/transfer-document';
import type { Log } from '../log';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import type { TriedPictures } from '../runs/tried-pictures';
import { restriction } from '../trust';
import type { Layouts } from './layouts';
import type { OddPictures } from './odd-pictures';
import { isSeeing, PanelSeeing } from './panel-seeing';
import { PanelThumbnails } from './panel-thumbnails';

export interface PanelContext {
  readonly extension: vscode.Uri;
  readonly runs: Runs;
  readonly tried: TriedPictures;
  readonly layouts: Layouts;
  readonly thumbnails: ClassThumbnails;
  readonly processes: Processes;
  readonly checks: ImageChecks;
  readonly odd: OddPictures;
  readonly pilots: Pilots;
  readonly studies: Studies;
  readonly measurements: Measurements;
  readonly rayFiles: RayFiles;
  readonly log: Log;
  /** Does what the user wants; never rejects. */
  readonly onIntent: (panel: DesignerPanel, intent: FromPanel) => Promise<void>;
}

/** One panel beside the text. It shows a file's view and hands on what the user wants; it decides nothing. */
export class DesignerPanel implements vscode.Disposable {
  pinned = false;
  #shown: TransferDocument | undefined;
  #disposed = false;
  #wantedCurves: readonly string[] = [];
  readonly #feed = new PanelFeed({
    view: (revision) => this.#viewNow(revision),
    layouts: ({ fingerprint }) => ({ kind: 'layouts', layouts: this.context.layouts.of(fingerprint) }),
    post: (message) => this.#post(message),
  });
  readonly #thumbnails: PanelThumbnails;
  readonly #seeing: PanelSeeing;
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly context: PanelContext,
  ) {
    const { webview } = panel;
    this.#thumbnails = new PanelThumbnails(context.thumbnails, context.log, (message) => this.#post(message));
    this.#seeing = new PanelSeeing(context, (message) => this.#post(message));
    webview.options = { enableScripts: true, localResourceRoots: this.#roots() };
    panel.iconPath = vscode.Uri.joinPath(context.extension, 'media', 'icon.png');
    this.#subscriptions.push(
      webview.onDidReceiveMessage((message: unknown) => this.#received(message)),
      panel.onDidChangeViewState(() => {
        if (panel.visible || !this.#feed.listens) return;
        // A hidden panel is thrown away; it says `ready` when it comes back, with nothing old to show.
        this.#feed.gone();
        this.#forgetAsked();
        this.#setPage([]);
      }),
    );
  }

  get shown(): TransferDocument | undefined {
    return this.#shown;
  }

  show(document: TransferDocument): void {
    const isFirst = this.#shown === undefined;
    if (this.#shown !== document) this.#forgetAsked();
    this.#shown = document;
    this.panel.title = `Designer: ${titleOf(document)}`;
    if (isFirst) this.#setPage(this.#feed.first());
    else this.update();
  }

  /** Draws what is known now, as soon as the page can. */
  update(): void {
    this.#feed.update();
  }

  /** Brings a layer's node into view. */
  revealLayer(layer: string): void {
    this.panel.reveal(undefined, true);
    this.#feed.tell({ kind: 'revealLayer', layer });
  }

  /** Brings the pictures that are shown to a model into view. */
  showTryIt(): void {
    this.panel.reveal(undefined, true);
    this.#feed.tell({ kind: 'showTryIt' });
  }

  /** Shows what a layer sees. */
  showSeen(layer: string): void {
    this.panel.reveal(undefined, true);
    this.#feed.tell({ kind: 'showSeen', layer });
  }

  /** Brings what was found odd among the pictures into view. */
  showOddPictures(): void {
    this.panel.reveal(undefined, true);
    this.#feed.tell({ kind: 'showOddPictures' });
  }

  dispose(): void {
    this.#disposed = true;
    this.#feed.dispose();
    this.#forgetAsked();
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
  }

  /** What the page has asked for is wanted no more. */
  #forgetAsked(): void {
    this.#thumbnails.forget();
    this.#seeing.forget();
  }

  #received(message: unknown): void {
    if (!isFromPanel(message)) {
      this.context.log.warn('The panel sent something that is no intent; it was dropped.');
      return;
    }
    const shown = this.#shown;
    if (message.kind === 'ready') this.#feed.ready(message.revision);
    else if (message.kind === 'drawn') this.#feed.drawn(message.revision);
    else if (message.kind === 'showCurves') {
      this.#wantedCurves = message.folders.slice(0, mostCurves);
      this.update();
    } else if (message.kind === 'layOut') void this.#layOut(message);
    else if (message.kind === 'describe') this.#describe(message.layers);
    else if (message.kind === 'wantThumbnails') void (shown && this.#thumbnails.send(shown, message));
    else if (isSeeing(message)) void (shown && this.#seeing.answer(shown, message));
    else if (message.kind === 'wantOddThumbnails')
      void (shown && this.#thumbnails.sendOdd(shown, message.files));
    else if (message.kind === 'checkImages') shown && this.context.checks.begin(shown.file);
    else if (message.kind === 'stopChecking') shown && this.context.checks.stop(shown.file);
    else if (message.kind === 'measure') void this.#measure();
    else if (message.kind === 'stopMeasuring') shown && this.context.measurements.stop(shown.file);
    else void this.#do(message);
  }

  /** What comes of it, a failure too, is in the view. */
  async #measure(): Promise<void> {
    const shown = this.#shown;
    if (shown && restriction() === null)
      await this.context.measurements.measure(shown.project).catch(() => {});
  }

  async #do(intent: FromPanel): Promise<void> {
    await this.context.onIntent(this, intent);
    if (isAnswered(intent.kind)) this.#feed.tell({ kind: 'answered', intent: intent.kind });
  }

  /** Answers with the layout of a drawing of the graph at hand; of another one the page will ask anew. */
  async #layOut({
    drawing: wanted,
    toggledBlocks,
    toTheRight,
  }: Extract<FromPanel, { readonly kind: 'layOut' }>): Promise<void> {
    const { graph } = this.#feed;
    const drawing = graph && drawingOf(graph, toggledBlocks, toTheRight ? 'right' : 'down');
    if (drawing?.key !== wanted) return;
    const answer = await this.context.layouts.make(drawing).then(
      (layout): ToPanel => ({ kind: 'layouts', layouts: { [wanted]: layout } }),
      ({ message }: Error): ToPanel => ({ kind: 'noLayout', drawing: wanted, reason: message }),
    );
    if (answer.kind === 'noLayout') this.context.log.warn(`The network was not drawn: ${answer.reason}`);
    this.#post(answer);
  }

  /** Answers with what there is to say of layers, by the file as it is now. */
  #describe(layers: readonly string[]): void {
    const shown = this.#shown;
    if (!shown) return;
    const card = layerCard(shown.project, layers, (edits) => shown.projectAfter(edits));
    this.#post({ kind: 'described', layers, card });
  }

  #viewNow(revision: number): PanelView | undefined {
    const shown = this.#shown;
    return (
      shown &&
      panelView({
        ...{ revision, title: titleOf(shown), pinned: this.pinned, restricted: restriction() },
        project: shown.project,
        runs: this.context.runs.of(shown.folder, shown.file),
        check: this.context.checks.of(shown.project),
        looking: this.context.odd.of(shown.file),
        pilot: this.context.pilots.of(shown.project),
        measuring: this.context.measurements.of(shown.file),
        tried: this.context.tried.of(shown.file),
        study: this.context.studies.of(shown.project),
        cluster: this.context.rayFiles.of(shown.folder),
        pictureAddress: (file) => this.#pictureAddress(file),
        wantedCurves: this.#wantedCurves,
        sheetAddress: (file) => this.#ownAddress('models', ...file.split('/')),
      })
    );
  }

  #setPage(first: readonly ToPanel[]): void {
    const { webview } = this.panel;
    const bundle = (name: string) => this.#ownAddress('dist', 'webview', name);
    webview.html = panelPage({
      source: webview.cspSource,
      nonce: randomBytes(18).toString('base64url'),
      script: bundle('main.js'),
      style: bundle('main.css'),
      first,
    });
  }

  #post(message: ToPanel): void {
    if (this.#disposed) return;
    // Resolves with false where the panel has been hidden meanwhile; it asks again when it comes back.
    void this.panel.webview.postMessage(message);
  }

  /** The address of a file of this extension. */
  #ownAddress(...names: readonly string[]): string {
    const place = vscode.Uri.joinPath(this.context.extension, ...names);
    return this.panel.webview.asWebviewUri(place).toString();
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
    const own = (...names: readonly string[]) => vscode.Uri.joinPath(this.context.extension, ...names);
    return [own('dist', 'webview'), own('models'), ...folders.map(({ uri }) => uri)];
  }
}

/** The file's name with its folder, e.g. `emoji-groups/transfer.yaml`. */
export function titleOf({ file }: TransferDocument): string {
  return [path.basename(path.dirname(file)), path.basename(file)].join('/');
}
