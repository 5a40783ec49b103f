import { TransferError } from '../transfer-error';
import { readTextTree } from '../yaml/read-text-tree';
import { plainValue } from '../yaml/tree-values';

/** What `ray.yaml` says, beside the file: where a plan is trained, and never what. */
export interface RayFile {
  readonly address?: string;
  readonly storage?: string;
  readonly workers?: number;
  readonly worker?: { readonly cpus?: number; readonly gpus?: number };
}

const counts = {
  workers: { least: 1, most: 10_000 },
  cpus: { least: 1, most: 10_000 },
  gpus: { least: 0, most: 1_000 },
} as const;

/** @throws TransferError `cluster-file` where it can't be read, or says what can't be */
export function readRayFile(text: string): RayFile {
  const { root, faults } = readTextTree(text);
  const [fault] = faults;
  if (fault) throw wrong(`can't be read. ${fault.message}`);
  const said = recordIn(root === undefined ? {} : (plainValue(root) ?? {}), '');
  requireKeys(said, ['address', 'storage', 'workers', 'worker'], '');
  const worker = said.worker === undefined ? undefined : recordIn(said.worker, 'worker');
  if (worker) requireKeys(worker, ['cpus', 'gpus'], 'worker.');
  return {
    ...textOf(said, 'address'),
    ...textOf(said, 'storage'),
    ...countOf(said, 'workers', ''),
    ...(worker
      ? { worker: { ...countOf(worker, 'cpus', 'worker.'), ...countOf(worker, 'gpus', 'worker.') } }
      : {}),
  };
}

type Said = Readonly<Record<string, unknown>>;

function recordIn(value: unknown, key: string): Said {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Said;
  throw wrong(
    key === ''
      ? 'has no keys, such as `address: http://127.0.0.1:8265`'
      : `has no keys in \`${key}\`, such as \`cpus: 4\``,
  );
}

function requireKeys(said: Said, keys: readonly string[], within: string): void {
  const other = Object.keys(said).find((key) => !keys.includes(key));
  if (other === undefined) return;
  const secret = /token|password|secret/i.test(other)
    ? ' A token never stands in a file of the project: it is taken from RAY_AUTH_TOKEN or ~/.ray/auth_token.'
    : '';
  throw wrong(
    `has a key \`${within}${other.slice(0, 40)}\`; there are ${keys.map((key) => `\`${within}${key}\``).join(', ')}.${secret}`,
  );
}

function textOf<Key extends 'address' | 'storage'>(said: Said, key: Key): { [At in Key]?: string } {
  const value = said[key];
  if (value === undefined) return {};
  if (typeof value === 'string' && value !== '') return { [key]: value } as { [At in Key]?: string };
  throw wrong(`has no text at \`${key}\``);
}

function countOf<Key extends keyof typeof counts>(
  said: Said,
  key: Key,
  within: string,
): { [At in Key]?: number } {
  const value = said[key];
  if (value === undefined) return {};
  const { least, most } = counts[key];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return { [key]: value } as { [At in Key]?: number };
  throw wrong(`has no whole number from ${least} to ${most} at \`${within}${key}\``);
}

function wrong(why: string): TransferError {
  return new TransferError('cluster-file', `ray.yaml ${why}${/[.]$/.test(why) ? '' : '.'}`);
}
