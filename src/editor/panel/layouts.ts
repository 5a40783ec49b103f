import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import type { Drawing } from '../../shared/drawing';
import type { ThreadAnswer } from '../../views/layout-thread';
import type { KeptLayouts } from './kept-layouts';

/** The thread holds some 50 MB, and a panel that was just opened mostly wants it a few times more. */
const idleMilliseconds = 60_000;

/** The layouts of drawings: those that were kept, and new ones, made in a thread of its own. */
export class Layouts implements vscode.Disposable {
  readonly #coming = new Map<string, Promise<string>>();
  readonly #answers = new Map<string, (answer: ThreadAnswer) => void>();
  #thread: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** @param program the thread's bundle */
  constructor(
    private readonly kept: KeptLayouts,
    private readonly program: string,
  ) {}

  /** Those that are there for a graph, by the drawing's key. */
  of(fingerprint: string): Readonly<Record<string, string>> {
    return this.kept.of(fingerprint);
  }

  /** Made only once for a drawing, however often it is asked for. @throws Error where the engine fails */
  async make(drawing: Drawing): Promise<string> {
    const there = this.kept.get(drawing.key);
    if (there !== undefined) return there;
    const coming = this.#coming.get(drawing.key) ?? this.#made(drawing);
    this.#coming.set(drawing.key, coming);
    try {
      return await coming;
    } finally {
      this.#coming.delete(drawing.key);
    }
  }

  /** Has the layout made for whoever asks for it next. */
  begin(drawing: Drawing): void {
    // Whoever asks is told of a failure.
    this.make(drawing).catch(() => {});
  }

  dispose(): void {
    this.#end('The editor is closing.');
  }

  async #made(drawing: Drawing): Promise<string> {
    clearTimeout(this.#idle);
    this.#thread ??= this.#started();
    const answered = new Promise<ThreadAnswer>((resolve) => this.#answers.set(drawing.key, resolve));
    this.#thread.postMessage(drawing);
    const answer = await answered;
    if (this.#answers.size === 0) this.#idle = setTimeout(() => this.#end('idle'), idleMilliseconds);
    if ('failure' in answer) throw new Error(answer.failure);
    // Of use to windows to come only.
    this.kept.keep(drawing.key, answer.layout).catch(() => {});
    return answer.layout;
  }

  #started(): Worker {
    const thread = new Worker(this.program);
    thread.unref();
    thread.on('message', (answer: ThreadAnswer) => {
      this.#answers.get(answer.key)?.(answer);
      this.#answers.delete(answer.key);
    });
    thread.on('error', (error) => {
      if (this.#thread === thread) this.#end(error.message);
    });
    return thread;
  }

  /** Ends the thread; what it has not answered yet fails. The next drawing starts another. */
  #end(reason: string): void {
    clearTimeout(this.#idle);
    void this.#thread?.terminate();
    this.#thread = undefined;
    for (const [key, tell] of this.#answers) tell({ key, failure: reason });
    this.#answers.clear();
  }
}
