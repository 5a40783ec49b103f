import type { TextRange } from '../problem';
import { TransferError } from '../transfer-error';
import { LineIndex } from '../yaml/line-index';
import { readTextTree } from '../yaml/read-text-tree';
import type { MapEntry, MapNode, Place, TextNode } from '../yaml/text-tree';
import { entriesOf, resolved } from '../yaml/tree-values';

/** What `ray.yaml` says, beside the file: where a plan is trained, and never what. */
export interface RayFile {
  readonly address?: string;
  readonly storage?: string;
  readonly workers?: number;
  readonly worker?: { readonly cpus?: number; readonly gpus?: number };
}

/** A key of `ray.yaml`, in the words of completion and documentation. */
export interface RayFileKey {
  readonly name: string;
  /** The key that it stands in; empty at the top. */
  readonly within: '' | 'worker';
  readonly meaning: string;
  /** What holds where it is left out, as the end of a sentence. */
  readonly leftOut: string;
}

/** All keys there are, in the order in which one writes them. */
export const rayFileKeys: readonly RayFileKey[] = [
  {
    ...{ name: 'address', within: '' },
    meaning:
      'The address of the dashboard of a cluster of Ray: https, or http to this machine, as a tunnel leads to it.',
    leftOut: 'it is given in the call, or by the setting',
  },
  {
    ...{ name: 'storage', within: '' },
    meaning:
      'Where features, checkpoints and results lie: a folder that this machine and all of the cluster’s see by one path, or a bucket, `s3://bucket/results`.',
    leftOut: 'the folder `.transfer/ray` beside the file, for a cluster on this machine',
  },
  {
    ...{ name: 'workers', within: '' },
    meaning: 'How many processes train together. The batch of the plan is that of all of them together.',
    leftOut: '1',
  },
  {
    ...{ name: 'worker', within: '' },
    meaning: 'What each worker gets.',
    leftOut: 'one processor',
  },
  { ...{ name: 'cpus', within: 'worker' }, meaning: 'Processors of each worker.', leftOut: '1' },
  {
    ...{ name: 'gpus', within: 'worker' },
    meaning: 'GPUs of each worker, 0 or 1. Whoever has more GPUs takes more workers.',
    leftOut: '0',
  },
];

export interface RayFileFault {
  /** A sentence. */
  readonly message: string;
  readonly range: TextRange;
}

/** What a text says as far as it can be read, and what is wrong with it. */
export interface CheckedRayFile {
  readonly file: RayFile;
  readonly faults: readonly RayFileFault[];
  /** Where the values stand that only somebody else can judge. */
  readonly places: { readonly address?: TextRange; readonly storage?: TextRange };
}

/** What may be said of each, and what to do instead of more. */
const counts = {
  workers: { least: 1, most: 10_000, instead: '' },
  cpus: { least: 1, most: 10_000, instead: '' },
  gpus: { least: 0, most: 1, instead: ' A worker computes on one GPU: for more GPUs take more workers.' },
} as const;

/** @throws TransferError `cluster-file` where it can't be read, or says what can't be */
export function readRayFile(text: string): RayFile {
  const { file, faults } = checkRayFile(text);
  const [fault] = faults;
  if (fault) throw new TransferError('cluster-file', fault.message);
  return file;
}

/** Reads any text; never throws. */
export function checkRayFile(text: string): CheckedRayFile {
  return new RayFileReader(text).read();
}

class RayFileReader {
  readonly #lines: LineIndex;
  readonly #faults: RayFileFault[] = [];

  constructor(private readonly text: string) {
    this.#lines = new LineIndex(text);
  }

  read(): CheckedRayFile {
    const { root, faults } = readTextTree(this.text);
    const [fault] = faults;
    if (fault) this.#tell(`can't be read. ${fault.message}`, fault);
    const top = fault || root === undefined ? undefined : this.#map(root, '', root);
    if (top === undefined) return { file: {}, faults: this.#faults, places: {} };
    const { address, storage, workers, worker } = top;
    const said = worker && this.#map(worker.value, 'worker', valuePlace(worker));
    const file = {
      ...this.#text('address', address),
      ...this.#text('storage', storage),
      ...this.#count('workers', workers, ''),
      ...(said
        ? {
            worker: {
              ...this.#count('cpus', said.cpus, 'worker.'),
              ...this.#count('gpus', said.gpus, 'worker.'),
            },
          }
        : {}),
    };
    const places = {
      ...(address ? { address: this.#range(valuePlace(address)) } : {}),
      ...(storage ? { storage: this.#range(valuePlace(storage)) } : {}),
    };
    return { file, faults: this.#faults, places };
  }

  /** Its entries by the keys that there are; undefined where it is none. A file without a word has none. */
  #map(
    node: TextNode,
    within: RayFileKey['within'],
    place: Place,
  ): Readonly<Record<string, MapEntry | undefined>> | undefined {
    const at = resolved(node);
    if (at?.kind === 'map') return this.#known(at, within);
    const isEmpty = within === '' && at?.kind === 'scalar' && at.value === null;
    if (!isEmpty)
      this.#tell(
        within === ''
          ? 'has no keys, such as `address: http://127.0.0.1:8265`'
          : `has no keys in \`${within}\`, such as \`cpus: 4\``,
        place,
      );
    return undefined;
  }

  #known(map: MapNode, within: RayFileKey['within']): Readonly<Record<string, MapEntry | undefined>> {
    const keys = rayFileKeys.filter((key) => key.within === within).map(({ name }) => name);
    const before = within === '' ? '' : `${within}.`;
    const known = new Map<string, MapEntry>();
    for (const [key, { entry }] of entriesOf(map)) {
      if (keys.includes(key)) known.set(key, entry);
      else {
        const secret = /token|password|secret/i.test(key)
          ? ' A token never stands in a file of the project: it is taken from RAY_AUTH_TOKEN or ~/.ray/auth_token.'
          : '';
        const there = keys.map((one) => `\`${before}${one}\``).join(', ');
        this.#tell(`has a key \`${before}${key.slice(0, 40)}\`; there are ${there}.${secret}`, {
          start: entry.keyStart,
          end: entry.keyEnd,
        });
      }
    }
    return Object.fromEntries(known);
  }

  #text<Key extends 'address' | 'storage'>(key: Key, entry: MapEntry | undefined): { [At in Key]?: string } {
    if (entry === undefined) return {};
    const value = scalarOf(entry);
    if (typeof value === 'string' && value !== '') return { [key]: value } as { [At in Key]?: string };
    this.#tell(`has no text at \`${key}\``, valuePlace(entry));
    return {};
  }

  #count<Key extends keyof typeof counts>(
    key: Key,
    entry: MapEntry | undefined,
    before: string,
  ): { [At in Key]?: number } {
    if (entry === undefined) return {};
    const value = scalarOf(entry);
    const { least, most, instead } = counts[key];
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
      return { [key]: value } as { [At in Key]?: number };
    const place = `\`${before}${key}\``;
    this.#tell(`has no whole number from ${least} to ${most} at ${place}.${instead}`, valuePlace(entry));
    return {};
  }

  #tell(why: string, place: Place): void {
    const message = `ray.yaml ${why}${/[.]$/.test(why) ? '' : '.'}`;
    this.#faults.push({ message, range: this.#range(place) });
  }

  #range({ start, end }: Place): TextRange {
    return this.#lines.range(start, end);
  }
}

function scalarOf({ value }: MapEntry): string | number | boolean | null | undefined {
  const at = resolved(value);
  return at?.kind === 'scalar' ? at.value : undefined;
}

/** Of the value, or of its key where nothing is written yet. */
function valuePlace({ value, keyStart, keyEnd }: MapEntry): Place {
  return value.end > value.start ? value : { start: keyStart, end: keyEnd };
}
