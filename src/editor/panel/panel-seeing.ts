import path from 'node:path';
import * as vscode from 'vscode';
import type { DatasetFacts } from '../../design/dataset-facts';
import { folderOfImages } from '../../design/image-list';
import { readableEndings } from '../../disk/images/image-kinds';
import { withPictureFiles } from '../../launch/runs/picture-files';
import { type SeeOptions, seeChannel, seeEvidence, seeLayer } from '../../launch/runs/see';
import type { FromPanel, ToPanel } from '../../shared/panel-messages';
import type { EvidenceKey, PanelSeen, PanelSeenPicture } from '../../shared/panel-seen';
import { imagesFolder } from '../../views/panel-view';
import type { TransferDocument } from '../documents/transfer-document';
import type { Log } from '../log';
import type { Processes } from '../processes';
import type { Runs } from '../runs/runs';
import type { TriedPictures } from '../runs/tried-pictures';
import { restriction } from '../trust';
import { fileAt } from './pictures-for-run';

type Seeing = Extract<
  FromPanel,
  {
    readonly kind:
      | 'seeLayer'
      | 'seePicture'
      | 'seeFile'
      | 'pickSeen'
      | 'seeChannel'
      | 'stopSeeing'
      | 'explainTried'
      | 'explainWrong';
  }
>;

const kinds: ReadonlySet<FromPanel['kind']> = new Set<Seeing['kind']>([
  ...(['seeLayer', 'seePicture', 'seeFile', 'pickSeen', 'seeChannel', 'stopSeeing'] as const),
  ...(['explainTried', 'explainWrong'] as const),
]);

export function isSeeing(intent: FromPanel): intent is Seeing {
  return kinds.has(intent.kind);
}

export interface SeeingContext {
  readonly processes: Pick<Processes, 'launch'>;
  readonly runs: Pick<Runs, 'of'>;
  readonly tried: Pick<TriedPictures, 'sourceOf'>;
  readonly log: Pick<Log, 'warn'>;
}

/** A picture that a layer is given. */
interface GivenToLayer extends PanelSeenPicture {
  readonly picture: Uint8Array | { readonly place: string };
}

/** Answers what a page asks of layers and of answers. What is asked anew takes the place of what was asked before. */
export class PanelSeeing {
  /** What was dropped or picked last, and for which file. */
  #given: { readonly document: string; readonly given: GivenToLayer } | undefined;
  #ofLayer = new AbortController();
  #ofAnswer = new AbortController();

  constructor(
    private readonly context: SeeingContext,
    private readonly post: (message: ToPanel) => void,
  ) {}

  /** The page is gone, or shows another file. */
  forget(): void {
    this.#ofLayer.abort();
    this.#ofAnswer.abort();
  }

  /** Never rejects. */
  async answer(document: TransferDocument, asked: Seeing): Promise<void> {
    switch (asked.kind) {
      case 'stopSeeing':
        this.#ofLayer.abort();
        return;
      case 'seeChannel':
        return this.#channel(document, asked);
      case 'explainTried':
        return this.#explain(document, `tried ${asked.number}`, () =>
          this.#triedPicture(document, asked.number),
        );
      case 'explainWrong':
        return this.#explain(document, `wrong ${asked.folder} ${asked.file}`, () =>
          this.#wrongPicture(document, asked),
        );
      default:
        return this.#maps(document, asked);
    }
  }

  async #maps(
    document: TransferDocument,
    asked: Exclude<Seeing, { readonly kind: 'stopSeeing' | 'seeChannel' | 'explainTried' | 'explainWrong' }>,
  ): Promise<void> {
    const given = await givenIn(asked);
    if (given === null) return;
    if (given !== undefined) this.#given = { document: document.file, given };
    const { layer, run } = asked;
    this.#ofLayer.abort();
    this.#ofLayer = new AbortController();
    await this.#tell(document, 'maps', this.#ofLayer.signal, async (options) => {
      const project = await document.settled();
      const file = asked.kind === 'seeLayer' ? asked.file : '';
      const own = this.#given?.document === document.file ? this.#given.given : undefined;
      const {
        name,
        file: from,
        picture,
      } = (file === '' ? own : undefined) ?? trainingImage(project.dataset, file);
      const launch = await this.context.processes.launch(options.signal);
      const into = this.#lookedInto(document, run, options);
      const maps = await withPlace(picture, (place) => seeLayer(project, layer, place, launch, into));
      return { about: 'maps', layer, run, picture: { name, file: from }, maps };
    });
  }

  async #channel(
    document: TransferDocument,
    { layer, run, channel }: Extract<Seeing, { readonly kind: 'seeChannel' }>,
  ): Promise<void> {
    this.#ofLayer.abort();
    this.#ofLayer = new AbortController();
    await this.#tell(document, 'pictures', this.#ofLayer.signal, async (options) => {
      const project = await document.settled();
      const launch = await this.context.processes.launch(options.signal);
      const into = this.#lookedInto(document, run, options);
      const found = await seeChannel(project, layer, channel, launch, into);
      return { about: 'pictures', layer, run, channel, found };
    });
  }

  /** Into a run's network only where it is one of the file's runs. */
  #lookedInto(document: TransferDocument, folder: string, options: SeeOptions): SeeOptions {
    if (folder === '') return options;
    const run = this.context.runs.of(document.folder, document.file).find((one) => one.folder === folder);
    if (run === undefined) throw new Error('That run is not there any more. Choose another, or the base.');
    return { ...options, runFolder: run.folder };
  }

  async #explain(
    document: TransferDocument,
    of: EvidenceKey,
    find: () => { readonly runFolder: string; readonly picture: GivenToLayer['picture'] },
  ): Promise<void> {
    this.#ofAnswer.abort();
    this.#ofAnswer = new AbortController();
    await this.#tell(document, of, this.#ofAnswer.signal, async (options) => {
      const { runFolder, picture } = find();
      const launch = await this.context.processes.launch(options.signal);
      const evidence = await withPlace(picture, (place) =>
        seeEvidence(document.folder, runFolder, place, launch, options),
      );
      return { about: 'evidence', of, evidence };
    });
  }

  /** Tells what the work gives, or why it gives nothing. */
  async #tell(
    { file: path }: TransferDocument,
    of: Extract<PanelSeen, { readonly about: 'failure' }>['of'],
    signal: AbortSignal,
    work: (options: SeeOptions & { readonly signal: AbortSignal }) => Promise<PanelSeen>,
  ): Promise<void> {
    const post = (seen: PanelSeen) => {
      if (!signal.aborted) this.post({ kind: 'seen', path, seen });
    };
    const refused = restriction();
    if (refused !== null) {
      post({ about: 'failure', of, reason: refused });
      return;
    }
    try {
      const onProgress = (done: number, total: number) => post({ about: 'progress', done, total });
      post(await work({ signal, onProgress }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) this.context.log.warn(`Nothing was seen: ${reason}`);
      post({ about: 'failure', of, reason });
    }
  }

  #triedPicture(document: TransferDocument, number: string) {
    const source = this.context.tried.sourceOf(document.file, number);
    if (source === undefined)
      throw new Error('The picture is not at hand any more. Show it to the model again.');
    const { runFolder, picture } = source;
    return { runFolder, picture: picture instanceof Uint8Array ? picture : { place: picture.file } };
  }

  #wrongPicture(
    document: TransferDocument,
    { folder, file }: Extract<Seeing, { readonly kind: 'explainWrong' }>,
  ) {
    const run = this.context.runs.of(document.folder, document.file).find((one) => one.folder === folder);
    const side = (['test', 'validation'] as const).find((one) =>
      run?.result?.[one]?.wrong.some((image) => image.file === file),
    );
    if (run === undefined || side === undefined)
      throw new Error('That picture is none that went wrong in this run.');
    return {
      runFolder: folder,
      picture: { place: path.join(imagesFolder(run.plan, side), ...file.split('/')) },
    };
  }
}

function withPlace<Result>(
  picture: GivenToLayer['picture'],
  work: (place: string) => Promise<Result>,
): Promise<Result> {
  return picture instanceof Uint8Array
    ? withPictureFiles([picture], ([place = '']) => work(place))
    : work(picture.place);
}

/** The picture that comes with the question; undefined where none does, null where the user has picked none. */
async function givenIn(asked: Seeing): Promise<GivenToLayer | undefined | null> {
  if (asked.kind === 'seePicture') {
    const first = asked.pictures.find((one) => 'bytes' in one);
    return first && 'bytes' in first ? { name: first.name, file: '', picture: first.bytes } : null;
  }
  const [uri] =
    asked.kind === 'seeFile'
      ? asked.addresses.flatMap(fileAt)
      : asked.kind === 'pickSeen'
        ? await picked()
        : [];
  if (uri !== undefined) return { name: path.basename(uri.fsPath), file: '', picture: { place: uri.fsPath } };
  return asked.kind === 'seeLayer' ? undefined : null;
}

async function picked(): Promise<readonly vscode.Uri[]> {
  const uris = await vscode.window.showOpenDialog({
    title: 'A picture to look at',
    openLabel: 'Look at it',
    filters: { Images: [...readableEndings] },
  });
  return uris ?? [];
}

/** An image of the folder of training images, by its path there; the first one where that is empty. */
function trainingImage(dataset: DatasetFacts | undefined, file: string): GivenToLayer {
  const facts = dataset?.train.found ? dataset.train.facts : undefined;
  const images = facts?.classes.flatMap((one) => one.images) ?? [];
  const image = file === '' ? images[0] : images.find((one) => one.file === file);
  if (facts === undefined || image === undefined)
    throw new Error('There is no such picture any more. Choose another.');
  const place = path.join(folderOfImages(facts.path), ...image.file.split('/'));
  return { name: image.file, file: image.file, picture: { place } };
}
