// `npm run editor [FOLDER]`: opens an example, or a folder of yours, in a real editor with this extension. That is
// desktop VS Code where its command `code` is there, else VS Code's server (installed on first use) in a browser.
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installEditorHost } from '../test/editor-host/installation';
import { startEditorServer } from '../test/editor-host/server';

const root = path.resolve(__dirname, '..');
const named = process.argv[2];

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'transfer-designer-editor-'));
  try {
    const folder = named === undefined ? await copyOfExample(scratch) : path.resolve(named);
    if (hasDesktopEditor()) await runDesktop(folder, scratch);
    else await runServer(folder, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A copy, so that trying things changes nothing here. */
async function copyOfExample(scratch: string): Promise<string> {
  const example = path.join(root, 'examples', 'emoji-groups');
  const folder = path.join(scratch, 'emoji-groups');
  await cp(example, folder, {
    recursive: true,
    filter: (file) => !['.transfer', 'runs'].includes(path.basename(file)),
  });
  return folder;
}

function hasDesktopEditor(): boolean {
  return spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;
}

/** A window of its own, beside those that are open; returns when it is closed. */
async function runDesktop(folder: string, scratch: string): Promise<void> {
  console.log('Opening desktop VS Code …');
  const child = spawn(
    'code',
    [
      ...['--new-window', '--wait', `--extensionDevelopmentPath=${root}`],
      ...['--user-data-dir', path.join(scratch, 'data'), folder, path.join(folder, 'transfer.yaml')],
    ],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  await new Promise((resolve) => child.on('close', resolve));
}

async function runServer(folder: string, scratch: string): Promise<void> {
  const host = await installEditorHost((line) => console.log(line));
  const server = await startEditorServer(host, {
    dataFolder: path.join(scratch, 'data'),
    extensions: [root],
    trustAll: false,
  });
  const address = server.pageAddress(folder);
  console.log(`The editor is at ${address}\nOpen transfer.yaml there. Ctrl+C ends it.`);
  openBrowser(address);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.stop();
}

function openBrowser(address: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // Where nothing can open it, the address above is to be opened by hand.
  spawn(program, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
