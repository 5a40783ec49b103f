import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, 'node_modules');
const nodePackage = path.join(modules, `node-linux-${process.arch}`);
const server = path.join(modules, 'code-server', 'lib', 'vscode');
const readyMark = path.join(modules, '.ready');

/** Where the editor of the tests stands once it is installed. */
export interface EditorHost {
  /** The Node that the server runs on. */
  readonly node: string;
  /** The server's script. */
  readonly serverMain: string;
  /** Of VS Code, e.g. `1.139.1`. */
  readonly version: string;
}

/**
 * Installs VS Code's server from npm into this folder, or does nothing where that is done already. Of its native
 * modules only those the tests need are built (the log files' and the one that ends an orphaned extension host),
 * against the headers that the Node package carries; so the registry and a C++ compiler are all it takes.
 * `say` gets a line for each step. Throws with what is missing.
 */
export async function installEditorHost(say: (line: string) => void): Promise<EditorHost> {
  const programs = {
    node: path.join(nodePackage, 'bin', 'node'),
    serverMain: path.join(server, 'out', 'server-main.js'),
  };
  const mark = await markOfThisInstallation();
  if ((await readFile(readyMark, 'utf8').catch(() => '')) === mark)
    return { ...programs, version: await installedVersion() };

  await checkMachine();
  await rm(readyMark, { force: true });
  await step(say, 'the editor (1 of 3): code-server and Node 24, 190 MB', here, ['ci', '--ignore-scripts']);
  await step(say, 'the editor (2 of 3): what its server needs, 400 MB', server, [
    'install',
    '--omit=dev',
    '--ignore-scripts',
    '--no-save',
  ]);
  await step(say, 'the editor (3 of 3): building two native modules', server, [
    'rebuild',
    '@vscode/spdlog',
    '@vscode/native-watchdog',
  ]);
  const missing = Object.values(programs).filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new Error(`The editor was installed, but these are missing: ${missing.join(', ')}.`);
  await writeFile(readyMark, mark);
  return { ...programs, version: await installedVersion() };
}

async function installedVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(server, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function markOfThisInstallation(): Promise<string> {
  const lock = await readFile(path.join(here, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

async function checkMachine(): Promise<void> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch))
    throw new Error(
      `The editor of these tests runs on Linux (x64 and arm64), not on ${process.platform}-${process.arch}. ` +
        'Run them in a Linux container, or try the extension by hand in desktop VS Code: npm run editor.',
    );
  const needed = ['g++', 'make', 'python3'];
  const run = promisify(execFile);
  const tries = await Promise.all(
    needed.map((program) =>
      run(program, ['--version']).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = needed.filter((_, index) => tries[index] === false);
  if (missing.length > 0)
    throw new Error(
      `Building the editor's native modules needs ${missing.join(', ')}. ` +
        `On Debian and Ubuntu: apt-get install ${missing.join(' ')}.`,
    );
}

/** Runs npm in a folder; its output is shown only if it fails. */
async function step(
  say: (line: string) => void,
  what: string,
  folder: string,
  words: readonly string[],
): Promise<void> {
  say(`Installing ${what} …`);
  const start = performance.now();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', [...words, ...quiet], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_config_nodedir: nodePackage, npm_config_update_notifier: 'false' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000);
    });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status !== 0)
    throw new Error(`Installing ${what} failed: npm ${words.join(' ')} in ${folder}\n${output}`);
  say(`  done in ${Math.round((performance.now() - start) / 1000)} s`);
}
