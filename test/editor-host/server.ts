import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { EditorHost } from './installation';

export interface ServerOptions {
  /** A folder of its own for settings, logs and, in its `extensions`, installed extensions. */
  readonly dataFolder: string;
  /**
   * Extensions to have installed from the start: `.vsix` files, and folders, absolute. Folders are linked, not
   * copied: the editor runs what stands there. (The editor's own way to load an extension from a folder also
   * switches off notifications.)
   */
  readonly extensions: readonly string[];
  /** Whether every workspace is trusted; otherwise none is until the user says so. */
  readonly trustAll: boolean;
  /** The user's settings, over those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables that extensions see, over this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface EditorServer {
  readonly port: number;
  /** Where the extension hosts write their logs. */
  readonly logsFolder: string;
  /** What the server itself said. */
  output(): string;
  /** The page that opens a folder, or a `.code-workspace` of several, as the workspace; or without one nothing. */
  pageAddress(workspace: string | undefined): string;
  /** Ends the server and every process that it started. */
  stop(): Promise<void>;
}

/** What would only make tests slow, noisy or dependent on the network. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // Otherwise the extension host lists the open files of all processes every two seconds.
  'remote.autoForwardPortsSource': 'output',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  // Else plans and problems would change while a test looks at them.
  'transferDesigner.measureInBackground': false,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/**
 * Starts VS Code's server on a free port of this machine only and waits until it listens. Throws with its output
 * where it ends before that, or says nothing for a minute.
 */
export async function startEditorServer(host: EditorHost, options: ServerOptions): Promise<EditorServer> {
  // Those that belong to a machine count only where the server's own machine has them.
  await writeSettings(options.dataFolder, 'User', { ...quietSettings, ...options.settings });
  await writeSettings(options.dataFolder, 'Machine', { ...options.settings });
  await installExtensions(host, options);
  const child = spawn(
    host.node,
    [
      host.serverMain,
      ...[
        '--host',
        '127.0.0.1',
        '--port',
        '0',
        '--without-connection-token',
        '--accept-server-license-terms',
      ],
      ...['--server-data-dir', options.dataFolder],
      ...['--extensions-dir', extensionsFolderIn(options.dataFolder)],
      ...['--telemetry-level', 'off'],
      // Extensions see the environment that is given here, not what a login shell would make of it.
      '--force-disable-user-env',
      // Should whoever started it be killed, it ends by itself some minutes after the last page is gone.
      ...['--enable-remote-auto-shutdown', '--reconnection-grace-time', '60'],
      ...(options.trustAll ? ['--disable-workspace-trust'] : []),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that all of it can be ended at once.
      detached: true,
      env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...options.environment },
    },
  );
  process.once('exit', () => signalGroup(child.pid, 'SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const stop = () => endGroup(child);
  try {
    const port = await untilListening(child, () => output);
    return {
      port,
      logsFolder: path.join(options.dataFolder, 'data', 'logs'),
      output: () => output,
      pageAddress: (workspace) => {
        const address = new URL(`http://127.0.0.1:${port}/`);
        if (workspace === undefined) address.searchParams.set('ew', 'true');
        else
          address.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
        return address.href;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeSettings(dataFolder: string, whose: 'User' | 'Machine', settings: object): Promise<void> {
  const folder = path.join(dataFolder, 'data', whose);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** Where a server with this data folder has its extensions. */
export function extensionsFolderIn(dataFolder: string): string {
  return path.join(dataFolder, 'extensions');
}

/** The folders first: once an extension has been installed, the editor looks for no others by itself. */
async function installExtensions(host: EditorHost, { dataFolder, extensions }: ServerOptions): Promise<void> {
  const extensionsFolder = extensionsFolderIn(dataFolder);
  const isPackage = (extension: string) => extension.endsWith('.vsix');
  await mkdir(extensionsFolder, { recursive: true });
  for (const folder of extensions.filter((extension) => !isPackage(extension)))
    await symlink(folder, path.join(extensionsFolder, path.basename(folder)), 'dir');
  for (const file of extensions.filter(isPackage))
    await promisify(execFile)(host.node, [
      host.serverMain,
      ...['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder],
      ...['--accept-server-license-terms', '--install-extension', file],
    ]);
}

async function untilListening(child: ChildProcess, output: () => string): Promise<number> {
  const limit = Date.now() + 60_000;
  while (Date.now() < limit) {
    const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
    if (port !== undefined) return Number(port);
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The editor's server did not start.\n${output()}`);
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

function signalGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(-group, signal);
  } catch {
    // Gone already.
  }
}
