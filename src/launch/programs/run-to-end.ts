import { type ChildProcess, spawn } from 'node:child_process';

export interface RunToEndOptions {
  readonly folder?: string;
  /** Added to this process's own environment; a name with `undefined` is taken out of it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Ends the program and all it has started. */
  readonly signal?: AbortSignal | undefined;
  readonly milliseconds?: number;
  /** Whether whatever ends this process and all it has started ends the program too; one with a group of its own goes on. */
  readonly endsWithUs?: boolean;
  /** Given to the program as its standard input; without it there is none. */
  readonly input?: string;
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  /** Through the system's shell, as Windows needs for `npm`. The arguments must then be plain words. */
  readonly shell?: boolean;
}

export interface EndedProgram {
  /** The exit status; null if it was killed or could not be started. */
  readonly status: number | null;
  /** At most the last 32 million characters of each. */
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Set if the program could not be started, e.g. since it is not installed. */
  readonly startError?: Error;
}

const keptOutput = 32_000_000;

/** Runs a program to its end without a window. Never rejects; see {@link EndedProgram}. */
export function runToEnd(
  program: string,
  programArguments: readonly string[],
  options: RunToEndOptions = {},
): Promise<EndedProgram> {
  return new Promise((resolve) => {
    const child = spawn(program, [...programArguments], {
      cwd: options.folder,
      env: { ...process.env, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that what the program has started can be ended with it.
      detached: process.platform !== 'win32' && !options.endsWithUs,
      windowsHide: true,
      shell: options.shell ?? false,
    });
    const output = { stdout: '', stderr: '' };
    let timedOut = false;
    const stop = () => endWithChildren(child);
    const timer = options.milliseconds
      ? setTimeout(() => {
          timedOut = true;
          stop();
        }, options.milliseconds)
      : undefined;
    const end = (status: number | null, startError?: Error) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
      resolve({ status, ...output, timedOut, ...(startError ? { startError } : {}) });
    };
    child.once('error', (error) => end(null, error));
    child.once('close', (status) => end(status));
    // Where no files can be opened any more it has no streams, whatever the types say.
    if (!(child.stdin as typeof child.stdin | undefined)) return;
    // A program that ends without reading its input is no error here.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8');
      child[stream].on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(-keptOutput);
        options.onOutput?.(text, stream);
      });
    }
    options.signal?.addEventListener('abort', stop);
    if (options.signal?.aborted) stop();
  });
}

function endWithChildren(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true, stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
