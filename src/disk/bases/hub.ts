import { type HubReference, hubText, isCommit, isPathInRepository } from '../../design/hub-reference';
import { TransferError } from '../../design/transfer-error';
import { downloadLimits, type PublishedFile } from './base-download';
import { configNames } from './base-look';
import { type Access, BoundedFetch, type FetchLimits, type Request } from './bounded-fetch';
import { chosenFile, type HubFile } from './hub-choice';

const host = 'https://huggingface.co';

/** A base in a repository, with all that it may need there. */
export interface HubBase {
  readonly commit: string;
  /** Of its first file. */
  readonly address: string;
  /** Of the files that say how it takes pictures. */
  readonly configs: readonly string[];
  /** By address: what lies in the repository. */
  readonly published: ReadonlyMap<string, PublishedFile>;
}

/** More than a repository of models lists: some hundred bytes a file. */
const mostListing = 8 * 1024 ** 2;
const mostPages = 20;
/** A config has some kilobytes; with the names of many classes some hundred. */
const mostConfig = 1024 ** 2;

export interface HubOptions {
  readonly request?: Request | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<FetchLimits> | undefined;
}

type Repository = Pick<HubReference, 'owner' | 'name'>;

/** Where the hub says which commit a branch is at. */
export function revisionAddress({ owner, name, revision = 'main' }: HubReference): string {
  return `${host}/api/models/${owner}/${name}/revision/${encodeURIComponent(revision)}`;
}

/** Where it lists the files of a commit. */
export function listingAddress({ owner, name }: Repository, commit: string): string {
  return `${host}/api/models/${owner}/${name}/tree/${commit}?recursive=true`;
}

/** Where it has a file of a commit. */
export function hubFileAddress({ owner, name }: Repository, commit: string, path: string): string {
  return `${host}/${owner}/${name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The commit in the address of a file. */
export function commitIn(address: string): string | undefined {
  return /\/resolve\/([0-9a-f]{40})\//.exec(address)?.[1];
}

/**
 * What a request to the hub carries: the user's token in `HF_TOKEN`, if there is one. It goes to the hub alone, not to
 * where that leads on, and into no file or message.
 */
export function hubAccess({ owner, name }: Repository): Access {
  const token = process.env.HF_TOKEN?.trim() ?? '';
  const isToken = /^[\x21-\x7e]+$/.test(token);
  const page = `${host}/${owner}/${name}`;
  const members = isToken
    ? 'or the token in HF_TOKEN may not read it'
    : 'or it is open to members alone: put a token of yours into HF_TOKEN';
  return {
    origin: host,
    ...(isToken ? { authorization: `Bearer ${token}` } : {}),
    refused: `There is no such repository or commit, ${members}, after agreeing to its terms at ${page}.`,
  };
}

/**
 * Finds the base that a reference to the hub means: its commit, and the file of it.
 * @throws TransferError `base-…`, the signal's reason
 */
export async function findOnHub(reference: HubReference, options: HubOptions): Promise<HubBase> {
  const limits = { ...downloadLimits, ...options.limits };
  const fetcher = new BoundedFetch(options.request ?? fetch, limits, options.signal, hubAccess(reference));
  try {
    const hub = new Hub(fetcher, reference);
    const commit = await hub.commit();
    const files = await hub.files(commit);
    const first = await chosenFile(reference, files, (path) => hub.config(commit, path));
    const folder = first.path.slice(0, first.path.lastIndexOf('/') + 1);
    const at = (path: string) => hubFileAddress(reference, commit, path);
    const configs = configNames.flatMap((name) => {
      const file =
        files.find(({ path }) => path === `${folder}${name}`) ?? files.find(({ path }) => path === name);
      return file && file.bytes <= mostConfig ? [at(file.path)] : [];
    });
    return {
      ...{ commit, configs, address: at(first.path) },
      published: new Map(files.map((file) => [at(file.path), file])),
    };
  } finally {
    fetcher.end();
  }
}

class Hub {
  constructor(
    private readonly fetcher: BoundedFetch,
    private readonly reference: HubReference,
  ) {}

  async commit(): Promise<string> {
    const { revision } = this.reference;
    if (revision !== undefined && isCommit(revision)) return revision;
    const address = revisionAddress(this.reference);
    const { json } = await this.#json(address, mostListing);
    const commit = (json as { sha?: unknown } | null)?.sha;
    if (typeof commit === 'string' && isCommit(commit)) return commit;
    throw this.#fault('the hub names no commit');
  }

  async files(commit: string): Promise<readonly HubFile[]> {
    const files: HubFile[] = [];
    let address: string | undefined = listingAddress(this.reference, commit);
    let left = mostListing;
    for (let page = 0; address !== undefined; page += 1) {
      if (page === mostPages) throw this.#fault('it lists more files than a repository of models has');
      const { json, bytes, next }: Page = await this.#json(address, left);
      if (!Array.isArray(json)) throw this.#fault('the hub does not list its files');
      for (const entry of json as unknown[]) {
        const file = this.#file(entry);
        if (file !== undefined) files.push(file);
      }
      left -= bytes;
      const place: string = listingAddress(this.reference, commit).replace(/\?.*/, '?');
      if (next !== undefined && !next.startsWith(place))
        throw this.#fault('its list of files goes on elsewhere');
      address = next;
    }
    return files;
  }

  /** What a file of settings says; nothing where it is no such file. */
  async config(commit: string, path: string): Promise<unknown> {
    return (await this.#json(hubFileAddress(this.reference, commit, path), mostConfig)).json;
  }

  /** An entry of the list; undefined for a folder. */
  #file(entry: unknown): HubFile | undefined {
    const { type, path, size, oid, lfs } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (type === 'directory') return undefined;
    const sha256 = (lfs as { oid?: unknown } | null | undefined)?.oid;
    if (typeof path !== 'string' || !Number.isSafeInteger(size) || Number(size) < 0)
      throw this.#fault('the hub lists a file without name or size');
    if (!isPathInRepository(path)) {
      throw new TransferError(
        'base-outside',
        `${hubText(this.reference)} lists the file ${JSON.stringify(path.slice(0, 80))}, which leads out of it. Choose another repository.`,
      );
    }
    const bytes = Number(size);
    if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256))
      return { path, bytes, hash: { algorithm: 'sha256', digits: sha256 } };
    if (lfs === undefined && typeof oid === 'string' && /^[0-9a-f]{40}$/.test(oid))
      return { path, bytes, hash: { algorithm: 'git', digits: oid } };
    throw this.#fault(`the hub lists ${path.slice(0, 80)} without its hash`);
  }

  async #json(address: string, most: number): Promise<Page> {
    const pieces: Buffer[] = [];
    let next: string | undefined;
    const onPiece = async (piece: Buffer) => void pieces.push(Buffer.from(piece));
    await this.fetcher.get(address, most, onPiece, (headers) => {
      const [, target] = /<([^<>]+)>\s*;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
      next =
        target === undefined || !URL.canParse(target, address) ? undefined : new URL(target, address).href;
    });
    const whole = Buffer.concat(pieces);
    try {
      return { json: JSON.parse(whole.toString('utf8')), bytes: whole.length, next };
    } catch {
      throw this.#fault(`${address} answered with something other than JSON`);
    }
  }

  #fault(what: string): TransferError {
    return new TransferError(
      'base-download',
      `${hubText(this.reference)} can't be read: ${what}. Try again later, or download the files and name their folder.`,
    );
  }
}

interface Page {
  readonly json: unknown;
  readonly bytes: number;
  readonly next: string | undefined;
}
