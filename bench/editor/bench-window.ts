import path from 'node:path';
import type { CDPSession, Frame } from 'playwright-core';
import { EditorSession } from '../../test/editor/editor-session';
import { writeLargeProject } from './large-project';

const hostClock = path.join(__dirname, 'host-clock.js');

/** A change of the text, as the extension host saw it. Times are the system's, in milliseconds. */
export interface HostChange {
  readonly received: number;
  readonly diagnosed: number;
  /** Milliseconds of the processor that the extension host used meanwhile. */
  readonly processor: number;
}

/** Milliseconds that activating the extension took, and after it loading and building its parts. */
export interface Activation {
  readonly activate: number;
  readonly parts: number;
}

export interface TextChange {
  readonly before: string;
  readonly after: string;
  /** What a problem says afterwards; left out, no problem is waited for. */
  readonly words?: string;
}

/** A real editor with the large project, and clocks in its extension host and in its page's frames. */
export class BenchWindow {
  private constructor(
    readonly session: EditorSession,
    private readonly devtools: CDPSession,
  ) {}

  /** The project is not open yet: what activates the extension comes after the clocks. */
  static async open(): Promise<BenchWindow> {
    const session = await EditorSession.open({
      workspace: 'test/editor/no-project',
      besides: [path.join(__dirname, 'empty-extension')],
      pageScript: path.join(__dirname, 'page-clock.js'),
    });
    const devtools = await session.page.context().newCDPSession(session.page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await writeLargeProject(session.workspace);
    const window = new BenchWindow(session, devtools);
    await window.watchChanges();
    return window;
  }

  /** To be called in each extension host whose changes are timed. */
  watchChanges(): Promise<void> {
    return this.session.inHost((vscode, clock, require) => require(clock).watchChanges(vscode), hostClock);
  }

  fileOf(name: string): string {
    return path.join(this.session.workspace, name);
  }

  /** Sets the whole text of the set-up, saves it, and waits until the panel and the editor are quiet. */
  async setText(text: string): Promise<void> {
    await this.session.openFile('transfer.yaml');
    await this.session.inHost((vscode, given, require) => require(given.clock).setText(vscode, given.text), {
      clock: hostClock,
      text,
    });
    await this.session.page.waitForTimeout(1500);
  }

  /** Waits until the extension is active, and then until it has looked at base and images. */
  async activated(): Promise<Activation> {
    const argument = { clock: hostClock, id: 'transfer-designer.transfer-designer' };
    for (let turn = 0; turn < 100; turn += 1) {
      const activation = await this.session.inHost(
        (_vscode, given, require) => require(given.clock).activation(given.id) as Activation | null,
        argument,
      );
      await this.session.page.waitForTimeout(activation === null ? 200 : 2500);
      if (activation !== null) return activation;
    }
    throw new Error('The extension does not become active.');
  }

  change(change: TextChange): Promise<HostChange> {
    const argument = { clock: hostClock, file: this.fileOf('transfer.yaml'), ...change };
    return this.session.inHost(
      (vscode, given, require) => require(given.clock).change(vscode, given),
      argument,
    );
  }

  async expectChange(): Promise<() => Promise<number>> {
    const argument = { clock: hostClock, file: this.fileOf('transfer.yaml') };
    await this.session.inHost((_vscode, given, require) => {
      require(given.clock).expectChange(given.file);
    }, argument);
    return () => this.session.inHost((_vscode, clock, require) => require(clock).changeSeen(), hostClock);
  }

  /** Opens our panel, or that of another command. @returns when the command was given */
  openPanel(command = 'transferDesigner.openDesigner'): Promise<number> {
    return this.session.inHost(
      (vscode, given, require) => require(given.clock).openPanel(vscode, given.command),
      { clock: hostClock, command },
    );
  }

  closePanels(): Promise<void> {
    return this.session.inHost((vscode, clock, require) => require(clock).closePanels(vscode), hostClock);
  }

  /** The panel's frame, once its drawing is there too. */
  async panel(): Promise<Frame> {
    const frame = await this.session.frameWith((one) => one.locator('.box, .part-of'));
    await frame.evaluate('clock.drawn');
    return frame;
  }

  /** Bytes in use after collecting garbage: the extension host's, and the page's with the panel in it. */
  async memory(): Promise<{ readonly host: number; readonly page: number; readonly nodes: number }> {
    const host = await this.session.inHost(
      (_vscode, clock, require) => require(clock).heap(require) as number,
      hostClock,
    );
    await this.devtools.send('HeapProfiler.collectGarbage');
    return { host, page: await this.#metric('JSHeapUsedSize'), nodes: await this.#metric('Nodes') };
  }

  /** Milliseconds of the processor that the page's main thread has used: the workbench's and the panel's. */
  async pageProcessor(): Promise<number> {
    return (await this.#metric('TaskDuration')) * 1000;
  }

  async #metric(wanted: string): Promise<number> {
    const { metrics } = await this.devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  }
}
