import path from 'node:path';
import type { ClassThumbnails, Thumbnail } from '../../launch/project/class-thumbnails';
import type { FromPanel, ToPanel } from '../../shared/panel-messages';
import type { TransferDocument } from '../documents/transfer-document';
import type { Log } from '../log';

type Wanted = Pick<Extract<FromPanel, { readonly kind: 'wantThumbnails' }>, 'classes' | 'shown'>;

/** Pictures of findings that one message may ask for; more are passed over. */
const mostOddAtOnce = 256;

/** Sends a page the thumbnails that it asks for: each once, and again when it has become another or is shown no more. */
export class PanelThumbnails {
  /** What the page was sent, by class. */
  readonly #sent = new Map<string, string>();
  #stop = new AbortController();

  constructor(
    private readonly thumbnails: Pick<ClassThumbnails, 'of' | 'ofFiles'>,
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
    const { dataset } = project;
    await this.#made(signal, () => this.thumbnails.of(dataset, classes, { signal, onClass }));
  }

  /** Those of pictures that findings name, and of no others. Never rejects. */
  async sendOdd(
    { file, folder, project }: Pick<TransferDocument, 'file' | 'folder' | 'project'>,
    wanted: readonly string[],
  ): Promise<void> {
    const { signal } = this.#stop;
    const findings = project.facts.odd?.findings ?? [];
    const known = new Set(
      findings.flatMap(({ images, nearest }) => [...images, ...nearest].map((one) => one.file)),
    );
    const pictures = wanted
      .filter((name) => known.has(name))
      .slice(0, mostOddAtOnce)
      .map((name) => ({ file: name, place: path.resolve(folder, name) }));
    const onClass = (_: string, thumbnails: readonly Thumbnail[]) => {
      if (!signal.aborted) this.post({ kind: 'oddThumbnails', path: file, thumbnails });
    };
    await this.#made(signal, () => this.thumbnails.ofFiles(pictures, { signal, onClass }));
  }

  async #made(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(`No thumbnails were made: ${reason}`);
    }
  }
}
