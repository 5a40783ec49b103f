import type { ClassThumbnails, Thumbnail } from '../../launch/project/class-thumbnails';
import type { ToPanel } from '../../shared/panel-messages';
import type { TransferDocument } from '../documents/transfer-document';
import type { Log } from '../log';

/** Sends a page the thumbnails that it asks for: each once, and again only when it has become another. */
export class PanelThumbnails {
  /** What the page has, by class. */
  readonly #sent = new Map<string, string>();
  #stop = new AbortController();

  constructor(
    private readonly thumbnails: ClassThumbnails,
    private readonly log: Log,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** The page has nothing yet, or shows another file: nothing that is being made for it is wanted any more. */
  forget(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#sent.clear();
  }

  /** Never rejects. */
  async send({ file, project }: TransferDocument, classes: readonly string[]): Promise<void> {
    const { signal } = this.#stop;
    if (!project.dataset) return;
    const onClass = (className: string, thumbnails: readonly Thumbnail[]) => {
      const text = JSON.stringify(thumbnails);
      if (signal.aborted || this.#sent.get(className) === text) return;
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
