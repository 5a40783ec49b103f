import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { errorCode } from '../../disk/files/error-code';
import { bytesIn } from '../programs/bytes-in-folder';
import { nodeHeaders, npm, npmEnvironment, pathWith } from '../programs/npm-program';
import { pipDownload } from '../programs/pip-program';
import { runToEnd } from '../programs/run-to-end';
import { tfjsNodePackage } from './runtime-folder';
import lock from './runtime-package-lock.json';
import type { TensorFlowWheel } from './runtime-wheel';
import { endOf, type RuntimeWork, watched } from './runtime-work';
import { unpackWheel } from './unpack-wheel';

/** What npm installs, pinned by the hashes of a lock file. */
export interface PinnedPackages {
  readonly name: string;
  readonly packages: { readonly '': { readonly dependencies: Readonly<Record<string, string>> } };
}

export const tfjsNodePackages: PinnedPackages = lock;

/** Installs a package's JavaScript with all that it needs, and runs nothing of it. */
export async function installPackages(work: RuntimeWork, pinned: PinnedPackages): Promise<void> {
  const { name } = pinned;
  const { dependencies } = pinned.packages[''];
  const [wanted = ''] = Object.keys(dependencies);
  const manifest = { name, private: true, dependencies };
  try {
    await mkdir(work.folder, { recursive: true });
    await writeFile(path.join(work.folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(path.join(work.folder, 'package-lock.json'), JSON.stringify(pinned));
  } catch (error) {
    throw new TransferError(
      'runtime-install',
      `Nothing can be written in ${path.dirname(work.folder)} (${errorCode(error) ?? error}). Make room or get the right to, or name another folder in TRANSFER_DESIGNER_RUNTIME.`,
    );
  }
  const ended = await watched(
    work,
    'packages',
    `Getting ${wanted.replace(/^@.*\//, '')} from the package registry`,
    undefined,
    () =>
      npm(work.folder, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        signal: work.signal,
      }),
  );
  if (ended.startError) {
    throw new TransferError(
      'runtime-install',
      'npm is missing: install it, it comes with Node.',
      ended.startError.message,
    );
  }
  if (ended.status !== 0) {
    throw new TransferError(
      'runtime-install',
      `npm could not get ${wanted} from the package registry. Check the network, then try again.`,
      endOf(ended),
    );
  }
}

/**
 * The package's own way: its install script downloads the library and a ready-made binding. Ended as soon as
 * nothing has come for `stall` milliseconds. Tells whether it worked.
 */
export async function downloadLibrary(work: RuntimeWork, stall = 20_000): Promise<boolean> {
  const folder = tfjsNodePackage(work.folder);
  const end = new AbortController();
  const cancel = () => end.abort();
  work.signal?.addEventListener('abort', cancel);
  let building = false;
  let lastSign = Date.now();
  let lastBytes = 0;
  const dog = setInterval(async () => {
    const bytes = await bytesIn(path.join(folder, 'deps'));
    if (bytes !== lastBytes || building) lastSign = Date.now();
    lastBytes = bytes;
    if (Date.now() - lastSign > stall) end.abort();
  }, 1000);
  try {
    const bin = path.join(work.folder, 'node_modules', '.bin');
    const ended = await watched(
      work,
      'download',
      "Trying tfjs-node's own download of the TensorFlow library",
      path.join(folder, 'deps'),
      () =>
        runToEnd(work.node, [path.join('scripts', 'install.js')], {
          folder,
          environment: { ...npmEnvironment(), ...pathWith(bin) },
          signal: end.signal,
          milliseconds: 900_000,
          onOutput: (text) => {
            building ||= text.includes('Building TensorFlow');
          },
        }),
    );
    return ended.status === 0;
  } finally {
    clearInterval(dog);
    work.signal?.removeEventListener('abort', cancel);
  }
}

/** Takes the library and its headers out of a wheel from the Python registry into the package's `deps`. */
export async function takeLibrary(work: RuntimeWork, python: string, wheel: TensorFlowWheel): Promise<void> {
  const downloads = path.join(work.folder, 'wheel');
  await mkdir(path.join(downloads, 'coming'), { recursive: true });
  const downloaded = await watched(
    work,
    'wheel',
    `Downloading the TensorFlow library (${wheel.package} ${wheel.version})`,
    downloads,
    () =>
      runToEnd(python, pipDownload(wheel, downloads, ['--no-cache-dir', '--python-version', wheel.python]), {
        // pip collects the file in the temporary folder first; there its growth can be seen.
        environment: { TMPDIR: path.join(downloads, 'coming'), TEMP: path.join(downloads, 'coming') },
        signal: work.signal,
      }),
    wheel.bytes,
  );
  const file = (await readdir(downloads)).find((name) => name.endsWith('.whl'));
  if (downloaded.status !== 0 || !file) {
    throw new TransferError(
      'runtime-install',
      `pip could not download ${wheel.package} ${wheel.version}. Check the network and that \`python3 -m pip\` works, then try again.`,
      endOf(downloaded),
    );
  }
  const deps = path.join(tfjsNodePackage(work.folder), 'deps');
  await rm(deps, { recursive: true, force: true });
  await watched(work, 'unpack', 'Unpacking the TensorFlow library', deps, async () => {
    try {
      await unpackWheel(path.join(downloads, file), wheel, deps, work.signal);
    } catch (error) {
      work.signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      throw new TransferError(
        'runtime-install',
        `${file} could not be unpacked: it ${reason}. Check the room on the disk, then try again.`,
      );
    }
    return { status: 0 };
  });
  for (const [link, target] of Object.entries(wheel.links))
    await symlink(target, path.join(deps, 'lib', link));
  await rm(downloads, { recursive: true, force: true });
}

/** Compiles tfjs-node's binding against the library in `deps`. */
export async function buildBinding(work: RuntimeWork): Promise<void> {
  const folder = tfjsNodePackage(work.folder);
  const ended = await watched(work, 'build', "Compiling tfjs-node's binding", undefined, () =>
    npm(folder, ['exec', '--no', '--', 'node-pre-gyp', 'install', '--build-from-source'], {
      environment: nodeHeaders(work.node),
      signal: work.signal,
    }),
  );
  if (ended.status !== 0) {
    throw new TransferError(
      'runtime-install',
      "tfjs-node's binding could not be compiled. It needs g++, make and Node's headers.",
      endOf(ended),
    );
  }
}

/** Takes away what was only needed to build, and maps, tests and browser bundles. */
export async function tidyRuntime(folder: string): Promise<void> {
  const tfjsNode = tfjsNodePackage(folder);
  for (const name of ['deps/include', 'build', 'build-tmp-napi-v8', 'src', 'binding', 'scripts/_tmp.zip']) {
    await rm(path.join(tfjsNode, name), { recursive: true, force: true });
  }
  const modules = path.join(folder, 'node_modules');
  const unneeded = /\.map$|\.d\.ts$|_test\.js$|\.(min|es2017|fesm)\.js$|^tf(-[a-z0-9-]+)?\.js$/;
  for (const name of await readdir(modules, { recursive: true })) {
    if (unneeded.test(path.basename(name))) await rm(path.join(modules, name), { force: true });
  }
}
