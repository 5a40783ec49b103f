import type { PanelGraph, PanelView, ToPanel } from '../shared/panel-messages';
import { changeBetween } from './panel-changes';
import { frame, Throttle } from './throttle';

export interface FeedSource {
  /** What there is to see now; undefined while no file is shown. */
  readonly view: (revision: number) => PanelView | undefined;
  /** The layouts that are known of a network which the page does not show yet. */
  readonly layouts: (graph: PanelGraph) => ToPanel;
  readonly post: (message: ToPanel) => void;
}

/**
 * What a page is sent: the whole view once, then what differs. One view is on its way at a time: the next is made when
 * the page says that it has drawn, of what there is then. So the page is never more than a view behind, however fast
 * things change and however slowly it draws.
 */
export class PanelFeed {
  #revision = 0;
  #listens = false;
  /** What the page shows, or is about to. */
  #sent: PanelView | undefined;
  /** Whether the page has yet to draw that. */
  #drawing = false;
  #waits = false;
  #after: ToPanel[] = [];
  readonly #throttle = new Throttle(() => this.#send(), frame);

  constructor(private readonly source: FeedSource) {}

  /** The graph that the page shows. */
  get graph(): PanelGraph | null {
    return this.#sent?.graph ?? null;
  }

  /** Whether a page listens. */
  get listens(): boolean {
    return this.#listens;
  }

  /** The page is gone: the next one shows nothing yet, and says when it listens. */
  gone(): void {
    this.#listens = false;
    this.#drawing = false;
    this.#sent = undefined;
  }

  /** What a page that is made now is to begin with. */
  first(): readonly ToPanel[] {
    this.gone();
    return this.#news();
  }

  /** Tells of what is known now: at once, then at most once a frame, and never before the page has drawn. */
  update(): void {
    this.#throttle.call();
  }

  /** Tells something else, after a view that shows all that is known by now. */
  tell(message: ToPanel): void {
    this.#after.push(message);
    this.update();
  }

  /** The page listens, and shows the view of that revision; 0 for none. */
  ready(revision: number): void {
    this.#listens = true;
    this.#drawing = false;
    if (revision !== this.#sent?.revision) this.#sent = undefined;
    this.#send();
  }

  /** The page has painted the view of that revision. */
  drawn(revision: number): void {
    if (revision !== this.#sent?.revision) return;
    this.#drawing = false;
    if (this.#waits) this.update();
  }

  dispose(): void {
    this.#throttle.dispose();
  }

  #send(): void {
    if (!this.#listens) return;
    this.#waits = this.#drawing;
    if (this.#drawing) return;
    const news = this.#news();
    this.#drawing = news.length > 0;
    for (const message of [...news, ...this.#after.splice(0)]) this.source.post(message);
  }

  /** What tells the page of the view as it is now; from then on it counts as shown. */
  #news(): readonly ToPanel[] {
    const view = this.source.view(this.#revision + 1);
    if (!view) return [];
    this.#revision += 1;
    const last = this.#sent;
    this.#sent = view;
    const change = last && changeBetween(last, view);
    const isNew = view.graph !== null && view.graph.fingerprint !== last?.graph?.fingerprint;
    return [
      // They come before the network that they are of.
      ...(isNew && view.graph ? [this.source.layouts(view.graph)] : []),
      last && change ? { kind: 'viewChange', from: last.revision, change } : { kind: 'view', view },
    ];
  }
}
