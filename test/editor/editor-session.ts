import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { findBrowser } from '../editor-host/find-browser';
import { installEditorHost } from '../editor-host/installation';
import { type EditorServer, extensionsFolderIn, startEditorServer } from '../editor-host/server';
import { hostFaults, type LoggedExtension } from './host-faults';
import { HostSession } from './host-session';
import { untilHostAnswers } from './in-host';
import { collectPageFaults } from './page-faults';
import { copyProject, endRuns } from './project-copy';

const root = path.resolve(__dirname, '../..');
const companion = path.join(__dirname, 'companion');

export interface EditorSessionOptions {
  /** A folder, from the repository's root, whose copy is opened as the workspace. */
  readonly workspace: string;
  /** More such folders, whose copies lie beside the first; all are then opened as one workspace. */
  readonly moreFolders?: readonly string[];
  /** True: the window begins without a folder, and the copy lies somewhere on the disk. */
  readonly withoutFolder?: boolean;
  /** Changes the copy before the editor opens it. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** False: the workspace is not trusted until the user says so. Default true. */
  readonly trusted?: boolean;
  /** The extension's folder, absolute, or a `.vsix` to install. Default this repository's folder. */
  readonly extension?: string;
  /** Folders of extensions that are installed besides, absolute. */
  readonly besides?: readonly string[];
  /** A script's file that runs in every frame of the page before anything else. */
  readonly pageScript?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A real VS Code with one workspace open: its server with a real extension host, and its page in a real browser.
 * Fresh settings, data and workspace each time; `close` leaves nothing running and nothing on disk.
 */
export class EditorSession extends HostSession {
  private readonly pageFaults: string[] = [];
  private readonly allowed: RegExp[] = [];

  private constructor(
    private readonly scratch: string,
    workspace: string,
    private readonly server: EditorServer,
    private readonly browser: Browser,
    readonly page: Page,
    socket: string,
    private readonly extension: LoggedExtension,
  ) {
    super(workspace, socket);
    collectPageFaults(page, this.pageFaults);
  }

  static async open(options: EditorSessionOptions): Promise<EditorSession> {
    const host = await installEditorHost((line) => console.log(line));
    const scratch = await mkdtemp(path.join(tmpdir(), 'editor-session-'));
    const workspace = path.join(scratch, path.basename(options.workspace));
    const socket = path.join(scratch, 'socket');
    const data = path.join(scratch, 'editor');
    const extension = options.extension ?? root;
    let server: EditorServer | undefined;
    let browser: Browser | undefined;
    try {
      await copyProject(path.join(root, options.workspace), workspace);
      await options.prepare?.(workspace);
      const opened = await withMoreFolders(workspace, options.moreFolders ?? []);
      server = await startEditorServer(host, {
        dataFolder: data,
        extensions: [companion, extension, ...(options.besides ?? [])],
        trustAll: options.trusted ?? true,
        settings: options.settings ?? {},
        environment: { ...options.environment, EDITOR_TESTS_SOCKET: socket },
      });
      browser = await chromium.launch({
        executablePath: findBrowser(),
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
      });
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      const session = new EditorSession(scratch, workspace, server, browser, page, socket, {
        id: await extensionId(extension),
        codeFolders: codeFolders(extension, data),
      });
      page.setDefaultTimeout(90_000);
      if (options.pageScript !== undefined) await page.addInitScript({ path: options.pageScript });
      await page.goto(server.pageAddress(options.withoutFolder ? undefined : opened), {
        waitUntil: 'domcontentloaded',
      });
      await page.getByRole('application').or(page.locator('.monaco-workbench')).first().waitFor();
      await untilHostAnswers(socket, 120);
      return session;
    } catch (error) {
      if (server !== undefined) await keepLogs(server, 'start');
      await browser?.close();
      await server?.stop();
      await rm(scratch, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs a command as a user does: from the command palette, by its title and no other that resembles it. */
  async runCommand(title: string): Promise<void> {
    // Opened from inside: a key press would go to whatever has the focus, a panel's frame say.
    await this.inHost((vscode, text) => {
      void vscode.commands.executeCommand('workbench.action.quickOpen', text);
    }, `>${title}`);
    await this.choose(title);
  }

  /** Picks the item with that label from the list that asks at the top of the window. */
  async choose(label: string): Promise<void> {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    const wanted = rows.and(this.page.locator(`[aria-label="${label}"], [aria-label^="${label},"]`));
    const focused = wanted.and(this.page.locator('.focused'));
    await wanted.first().waitFor();
    // By the keyboard: the list is still sorted while it is shown, and a click would meet what comes to lie there.
    for (let steps = 0; steps < 300; steps += 1) {
      if ((await focused.count()) > 0) {
        await this.page.waitForTimeout(200);
        if ((await focused.count()) > 0) return this.page.keyboard.press('Enter');
      } else {
        await this.page.keyboard.press('ArrowDown');
        await this.page.waitForTimeout(30);
      }
    }
    throw new Error(`“${label}” is in the list but could not be reached.`);
  }

  /** In the editor's own dialog, which asks for a folder: types one, and presses `button`. */
  async chooseFolder(folder: string, button: string): Promise<void> {
    const field = this.page.locator('.quick-input-widget input[type="text"]');
    const use = this.page.getByRole('button', { name: button, exact: true });
    const typed = path.join(folder, path.sep);
    await use.waitFor();
    const limit = Date.now() + 60_000;
    while (await use.isVisible()) {
      if (Date.now() > limit)
        throw new Error(`The dialog took no folder; it says ${await field.inputValue()}`);
      // It puts in a folder of its own some moments after it is there, and completes what is typed.
      if ((await field.inputValue()) !== typed) await field.fill(typed);
      await this.page.waitForTimeout(1_000);
      if ((await field.inputValue().catch(() => '')) !== typed) continue;
      // Pressed too early it only goes into the folder that was typed.
      await use.click({ timeout: 1_000 }).catch(() => undefined);
      await this.page.waitForTimeout(500);
    }
  }

  /** Opens the explorer's menu of a file or folder that lies in the workspace, and presses an item of it. */
  async pressInExplorerMenu(file: string, item: string): Promise<void> {
    await this.inHost(async (vscode, name) => {
      const folder = vscode.workspace.workspaceFolders?.[0];
      if (folder === undefined) throw new Error('No folder is open.');
      await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.joinPath(folder.uri, name));
    }, file);
    const row = this.page.locator('.explorer-folders-view .monaco-list-row.focused');
    await row.filter({ hasText: path.basename(file) }).click({ button: 'right' });
    await this.press(this.page.getByRole('menuitem', { name: item, exact: true }));
  }

  /**
   * Presses what goes away by it: an item of a menu, a button of a message or a question. Presses again where the
   * editor took no press, as it takes none while a message still slides into its place or a menu has just opened.
   */
  private async press(wanted: Locator): Promise<void> {
    await wanted.first().waitFor();
    const before = await wanted.count();
    const limit = Date.now() + 60_000;
    while ((await wanted.count()) >= before) {
      if (Date.now() > limit) throw new Error(`The editor took no press: ${wanted}`);
      await wanted
        .first()
        .click({ timeout: 1_000 })
        .catch(() => undefined);
      const taken = Date.now() + 500;
      while ((await wanted.count()) >= before && Date.now() < taken) await this.page.waitForTimeout(20);
    }
  }

  /** The question that stands over everything else, e.g. whether to go on. */
  question(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async pressInQuestion(button: string): Promise<void> {
    await this.press(this.question().getByRole('button', { name: button, exact: true }));
  }

  /** The messages that the user sees now in the corner, or behind the bell while that is open. */
  async notifications(): Promise<string[]> {
    const shown = await this.page.locator('.notification-list-item-message').allTextContents();
    return shown.map((text) => text.trim());
  }

  /** Opens what is behind the bell: of many messages in a short time the editor shows only some by itself. */
  openNotifications(): Promise<unknown> {
    return this.inHost((vscode) => vscode.commands.executeCommand('notifications.showList'));
  }

  /** Waits for a message to the user that matches, in the corner or behind the bell, and gives it. */
  async untilNotified(pattern: RegExp, seconds = 60): Promise<string> {
    const message = this.page.locator('.notification-list-item-message').filter({ hasText: pattern }).first();
    const start = Date.now();
    let behindBell = false;
    while ((await message.count()) === 0) {
      if (Date.now() > start + seconds * 1000)
        throw new Error(`No message came that matches ${pattern}; shown: ${await this.notifications()}`);
      if (!behindBell && Date.now() > start + 3_000) {
        behindBell = true;
        await this.openNotifications();
      }
      await this.page.waitForTimeout(100);
    }
    return (await message.textContent()) ?? '';
  }

  /** Presses a button of a message, in the corner or behind the bell. */
  async pressInNotification(button: string): Promise<void> {
    const message = this.page.locator('.notification-list-item');
    await this.press(message.getByRole('button', { name: button, exact: true }));
  }

  clearNotifications(): Promise<unknown> {
    return this.inHost((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
  }

  /**
   * The frame of the webview in which `wanted` finds something, e.g. the tree of layers. Throws after `seconds`.
   */
  async frameWith(wanted: (frame: Frame) => Locator, seconds = 60): Promise<Frame> {
    const limit = Date.now() + seconds * 1000;
    while (Date.now() < limit) {
      for (const frame of this.webviewFrames()) {
        const found = await wanted(frame)
          .count()
          .catch(() => 0);
        if (found > 0) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(
      `No webview shows what was looked for; there are ${this.webviewFrames().length} webviews.`,
    );
  }

  /** The Designer panel's frame. */
  frameOfPanel(): Promise<Frame> {
    return this.frameWith((frame) => frame.getByRole('tree', { name: 'Layers' }));
  }

  webviewFrames(): Frame[] {
    return this.page.frames().filter((frame) => frame.url().includes('/webview/browser/pre/fake.html'));
  }

  /** The editor's own `Reload Window`: a new page and a new extension host, with what was open before. */
  async reload(): Promise<void> {
    await this.untilLoadedBy(() =>
      this.inHost((vscode) => {
        setTimeout(() => void vscode.commands.executeCommand('workbench.action.reloadWindow'));
      }),
    );
  }

  /** Does what makes the editor load its window anew, and waits until the extensions are there again. */
  async untilLoadedBy(work: () => Promise<unknown>): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await work();
    await loaded;
    await rm(this.socket, { force: true });
    await untilHostAnswers(this.socket, 120);
  }

  /** From here on, faults that match are expected. */
  allowFaults(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  /** What went wrong in the panel's frames and in the extension host, except what a test has allowed. */
  async faults(): Promise<string[]> {
    const all = [...this.pageFaults, ...(await hostFaults(this.server.logsFolder, this.extension))];
    return all.filter((fault) => !this.allowed.some((pattern) => pattern.test(fault)));
  }

  /** Saves pictures of the page, what was said, and the server's logs below test/editor/failures. */
  async keepEvidence(name: string): Promise<void> {
    const folder = await keepLogs(this.server, name);
    await this.page.screenshot({ path: path.join(folder, 'page.png') }).catch(() => {});
    await writeFile(path.join(folder, 'faults.txt'), (await this.faults()).join('\n\n'));
    await this.openNotifications().catch(() => {});
    await writeFile(path.join(folder, 'notifications.txt'), (await this.notifications()).join('\n\n'));
    console.log(`See ${folder}`);
  }

  /** Ends everything that the session started, runs included, and removes what it wrote. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await endRuns(this.workspace);
    await rm(this.scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What is opened: the workspace's folder, or a file that names it and the copies of the others. */
async function withMoreFolders(workspace: string, more: readonly string[]): Promise<string> {
  if (more.length === 0) return workspace;
  const beside = path.dirname(workspace);
  for (const folder of more)
    await copyProject(path.join(root, folder), path.join(beside, path.basename(folder)));
  const file = path.join(beside, 'several.code-workspace');
  const folders = [workspace, ...more].map((folder) => ({ path: path.basename(folder) }));
  await writeFile(file, JSON.stringify({ folders }));
  return file;
}

/** Of an extension's folder; a `.vsix` is one of this repository's. */
async function extensionId(extension: string): Promise<string> {
  const folder = extension.endsWith('.vsix') ? root : extension;
  const text = await readFile(path.join(folder, 'package.json'), 'utf8');
  const { publisher, name } = JSON.parse(text) as { publisher: string; name: string };
  return `${publisher}.${name}`;
}

function codeFolders(extension: string, dataFolder: string): string[] {
  if (extension.endsWith('.vsix')) return [extensionsFolderIn(dataFolder)];
  return [extension === root ? path.join(root, 'dist') : extension];
}

async function keepLogs(server: EditorServer, name: string): Promise<string> {
  const failures = path.join(__dirname, 'failures');
  const folder = path.join(failures, name.replaceAll(/[^\w-]+/g, '-').slice(0, 100));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(failures, '.gitignore'), '*\n');
  await cp(server.logsFolder, path.join(folder, 'logs'), { recursive: true }).catch(() => {});
  await writeFile(path.join(folder, 'server.txt'), server.output());
  return folder;
}
