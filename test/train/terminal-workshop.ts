import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseRunEvent, type RunEvent } from '../../src/shared/run-events';
import { writeSmallBase } from '../fixtures/small-base';
import { writeSmallImages } from '../fixtures/small-images';
import { dist } from './run-workshop';

const usual = `# a comment
version: 1
base: ./base
dataset:
  path: images
  validation: 0.25
  test: images-test
  similarity: similar
head: { layers: [{ dense: 6 }] }
train:
  batchSize: 8
  phases:
    - { train: head, epochs: EPOCHS, learningRate: 0.01, patience: EPOCHS }
`;

export interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a small project, on which the real terminal program is called. */
export class TerminalWorkshop {
  private constructor(
    readonly folder: string,
    private readonly engine: string,
  ) {}

  /** @param engine the folder of tfjs-node */
  static async open(engine: string): Promise<TerminalWorkshop> {
    const folder = await mkdtemp(path.join(tmpdir(), 'terminal workshop '));
    await writeSmallBase(path.join(folder, 'base'));
    await writeSmallImages(path.join(folder, 'images'), 12, 'train');
    await writeSmallImages(path.join(folder, 'images-test'), 5, 'test');
    const workshop = new TerminalWorkshop(folder, engine);
    await workshop.write(workshop.file(6));
    return workshop;
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The text of a file that trains the head for so many epochs. */
  file(epochs: number): string {
    return usual.replaceAll('EPOCHS', String(epochs));
  }

  write(text: string, name = 'transfer.yaml'): Promise<void> {
    return writeFile(path.join(this.folder, name), text);
  }

  /** The newest run's folder, from the project's folder. */
  newestRun(): string {
    const runs = path.join(this.folder, 'runs');
    const names = existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : [];
    return path.join('runs', names.sort().at(-1) ?? 'none');
  }

  /** Calls the terminal program in the project's folder; `onOutput` sees each piece as it comes. */
  call(
    words: readonly string[],
    onOutput?: (soFar: string, child: ChildProcess) => void,
    environment: Readonly<Record<string, string>> = {},
    onStart?: (child: ChildProcess) => void,
  ): Promise<Called> {
    const child = spawn(process.execPath, [path.join(dist, 'cli.js'), ...words], {
      cwd: this.folder,
      env: { ...process.env, TRANSFER_DESIGNER_TFJS_NODE: this.engine, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onStart?.(child);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (piece: string) => {
        output[stream] += piece;
        onOutput?.(output.stdout, child);
      });
    }
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...output })));
  }
}

/** The events among a text's lines; every line must be one. */
export function eventsIn(text: string): readonly RunEvent[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const event = parseRunEvent(line);
      if (!event) throw new Error(`This line is no event: ${line}`);
      return event;
    });
}
