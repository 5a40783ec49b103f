import type { ClassThumbnails, Thumbnail } from '../../launch/project/class-thumbnails';
import type { FromPanel, ToPanel } from '../../shared/panel-messages';
import type { TransferDocument } from '../documents/transfer-document';
import type { Log } from '../log';

type Wanted = Pick<Extract<FromPanel, { readonly kind: 'wantThumbnails' }>, 'classes' | 'shown'>;

/** Sends a page the thumbnails that it asks for: each once, and again when it has become another or is shown no more. */
export class PanelThumbnails {
  /** What the page was sent, by class. */
  readonly #sent = new Map<string, string>();
  #stop = new AbortController();

  constructor(
    private readonly thumbnails: Pick<ClassThumbnails, 'of'>,
    private readonly log: Pick<Log, 'warn'>,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** The page has nothing yet, or shows another file: nothing that is being made for it is wanted any more. */
  forget(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#sent.clear();
  }

  /** Never rejects. */
  async send(
    { file, project }: Pick<TransferDocument, 'file' | 'project'>,
    { classes, shown }: Wanted,
  ): Promise<void> {
    const { signal } = this.#stop;
    if (!project.dataset) return;
    const onClass = (className: string, thumbnails: readonly Thumbnail[]) => {
      const text = JSON.stringify(thumbnails);
      if (signal.aborted || (this.#sent.get(className) === text && shown.includes(className))) return;
      this.#sent.set(className, text);
      this.post({ kind: 'thumbnails', path: file, className, thumbnails });
    };
    try {
      await this.thumbnails.of(project.dataset, classes, { signal, onClass });
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(`No thumbnails were made: ${reason}`);
    }
  }
}
