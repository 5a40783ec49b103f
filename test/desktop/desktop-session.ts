import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { hostFaults } from '../editor/host-faults';
import { HostSession } from '../editor/host-session';
import { endHost, untilHostAnswers } from '../editor/in-host';
import { copyProject, endRuns } from '../editor/project-copy';
import { quietSettings } from '../editor-host/server';

const root = path.resolve(__dirname, '../..');

export interface DesktopSessionOptions {
  /** The program of desktop VS Code. */
  readonly program: string;
  /** A folder, from the repository's root, whose copy is opened as the workspace. */
  readonly workspace: string;
  /** Changes the copy before the editor opens it. */
  readonly prepare?: (workspace: string) => Promise<void>;
}

/**
 * Desktop VS Code with one workspace open and this repository's extension loaded, started as `@vscode/test-electron`
 * starts the tests of an extension: the companion is those tests. Fresh settings, data and workspace each time;
 * `close` leaves nothing running and nothing on disk.
 */
export class DesktopSession extends HostSession {
  private constructor(
    private readonly scratch: string,
    workspace: string,
    socket: string,
    private readonly ended: Promise<unknown>,
  ) {
    super(workspace, socket);
  }

  static async open(options: DesktopSessionOptions): Promise<DesktopSession> {
    const scratch = await mkdtemp(path.join(tmpdir(), 'desktop-session-'));
    const workspace = path.join(scratch, path.basename(options.workspace));
    const socket =
      process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(scratch)}` : path.join(scratch, 'socket');
    try {
      await copyProject(path.join(root, options.workspace), workspace);
      await options.prepare?.(workspace);
      const data = path.join(scratch, 'data');
      await mkdir(path.join(data, 'User'), { recursive: true });
      await writeFile(path.join(data, 'User', 'settings.json'), JSON.stringify(quietSettings));
      const ended = runTests({
        vscodeExecutablePath: options.program,
        extensionDevelopmentPath: root,
        extensionTestsPath: path.join(root, 'test', 'editor', 'companion', 'companion.js'),
        extensionTestsEnv: { EDITOR_TESTS_SOCKET: socket, EDITOR_TESTS_PROCESS: String(process.pid) },
        launchArgs: [
          workspace,
          `--user-data-dir=${data}`,
          `--extensions-dir=${path.join(scratch, 'extensions')}`,
        ],
      });
      const tooEarly = ended.then(() => {
        throw new Error(`${options.program} ended before a test could begin.`);
      });
      await Promise.race([untilHostAnswers(socket, 120), tooEarly]);
      tooEarly.catch(() => {});
      return new DesktopSession(scratch, workspace, socket, ended);
    } catch (error) {
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
      throw error;
    }
  }

  faults(): Promise<string[]> {
    return hostFaults(this.logsFolder(), {
      id: 'transfer-designer.transfer-designer',
      codeFolders: [path.join(root, 'dist')],
    });
  }

  /** Saves the editor's logs below test/desktop/failures. */
  async keepEvidence(name: string): Promise<void> {
    const failures = path.join(__dirname, 'failures');
    const folder = path.join(failures, name.replaceAll(/[^\w-]+/g, '-').slice(0, 100));
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(failures, '.gitignore'), '*\n');
    await cp(this.logsFolder(), folder, { recursive: true }).catch(() => {});
    console.log(`See ${folder}`);
  }

  async close(): Promise<void> {
    await endHost(this.socket);
    await this.ended;
    await endRuns(this.workspace);
    await rm(this.scratch, { recursive: true, force: true, maxRetries: 5 });
  }

  private logsFolder(): string {
    return path.join(this.scratch, 'data', 'logs');
  }
}
