import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runToEnd } from '../../src/launch/programs/run-to-end';

/** What it takes for two nodes on one small machine. */
const settings = {
  // Spare workers, each of which loads all of Ray, would keep each other from ever being ready.
  ...{ RAY_enable_worker_prestart: '0', RAY_prestart_worker_first_driver: '0' },
  ...{ RAY_worker_maximum_startup_concurrency: '2', RAY_worker_register_timeout_seconds: '300' },
  // It looks at the whole machine's memory, and ends Ray's workers where somebody else takes it.
  RAY_memory_monitor_refresh_ms: '0',
  ...{ RAY_AUTH_MODE: 'token', RAY_USAGE_STATS_ENABLED: '0', TF_CPP_MIN_LOG_LEVEL: '2' },
};

const head = '127.0.0.2';

/** Ray on two nodes that only this machine sees, one processor each. */
export class RayCluster {
  readonly #nodes: ChildProcess[] = [];
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(
    private readonly folder: string,
    private readonly python: string,
    readonly port: number,
    private readonly token: string,
  ) {
    const bin = path.dirname(python);
    this.#environment = {
      ...settings,
      RAY_AUTH_TOKEN: token,
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    };
  }

  /** @throws Error where a node does not come up */
  static async start(python: string): Promise<RayCluster> {
    // Ray's sockets have their names from it, which may not be long.
    const folder = await mkdtemp(path.join(tmpdir(), 'ray-'));
    // Above those that Ray gives to its workers.
    const port = 21_000 + Math.floor(Math.random() * 2_000);
    const cluster = new RayCluster(folder, python, port, randomBytes(24).toString('hex'));
    try {
      const dashboard = ['--dashboard-host=127.0.0.1', `--dashboard-port=${port}`];
      await cluster.#node('head', 1, [
        '--head',
        `--port=${port + 2_000}`,
        ...dashboard,
        `--node-ip-address=${head}`,
      ]);
      await cluster.#node('second', 2, [`--address=${head}:${port + 2_000}`, '--node-ip-address=127.0.0.3']);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Ends all of Ray's processes, by the groups that they were started in. */
  async close(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const { pid } of this.#nodes.toReversed()) {
        try {
          if (pid !== undefined) process.kill(-pid, signal);
        } catch {
          // It has ended.
        }
      }
      await wait(3_000);
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /**
   * Submits an exported folder by Ray's own command and waits for its end.
   *
   * @returns what the job has printed, and whether it succeeded
   */
  async submit(id: string, folder: string, ...jobArguments: readonly string[]): Promise<RayJob> {
    const address = ['--address', `http://127.0.0.1:${this.port}`, '--submission-id', id];
    const { status, stdout, stderr } = await runToEnd(
      path.join(path.dirname(this.python), 'ray'),
      [
        ...['job', 'submit', ...address, '--working-dir', folder, '--'],
        ...['python', '-m', 'transfer_job.job', ...jobArguments],
      ],
      { environment: this.#environment, folder: this.folder },
    );
    const log = `${stdout}${stderr}`;
    const events = log
      .split('\n')
      .flatMap((line) => (line.startsWith('@td ') ? [JSON.parse(line.slice(4)) as JobEvent] : []));
    return { succeeded: status === 0, log, events };
  }

  /** Ray gives a node half a minute to come up, whatever else the machine does; so it gets a few tries. */
  async #node(name: string, count: number, nodeArguments: readonly string[]): Promise<void> {
    let said = '';
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      said = await this.#tryNode(`${name}${attempt}`, count, nodeArguments);
      if (said === '') return;
    }
    throw new Error(`Ray's node "${name}" did not come up: ${said.slice(-2_000)}`);
  }

  /** @returns '' once it is up; else what it said before it ended */
  async #tryNode(name: string, count: number, nodeArguments: readonly string[]): Promise<string> {
    const common = ['--num-cpus=1', '--object-store-memory=100000000', `--temp-dir=${this.folder}/${name}`];
    const ray = path.join(path.dirname(this.python), 'ray');
    const child = spawn(ray, ['start', '--block', ...nodeArguments, ...common], {
      // Python looks for modules in the current folder.
      cwd: this.folder,
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => (log += piece.toString()));
    this.#nodes.push(child);
    while ((await this.#alive()) < count) {
      if (child.exitCode !== null) return log || 'It said nothing.';
      await wait(500);
    }
    return '';
  }

  /** How many nodes the head knows of; 0 where there is no head. */
  #alive(): Promise<number> {
    return new Promise((resolve) => {
      const options = {
        ...{ host: '127.0.0.1', port: this.port, path: '/nodes?view=summary' },
        headers: { Authorization: `Bearer ${this.token}` },
      };
      const call = request(options, (answer) => {
        let text = '';
        answer.on('data', (piece: Buffer) => (text += piece.toString()));
        answer.on('end', () => resolve((text.match(/"state":\s*"ALIVE"/g) ?? []).length));
      });
      call.on('error', () => resolve(0));
      call.end();
    });
  }
}

export type JobEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

export interface RayJob {
  readonly succeeded: boolean;
  readonly log: string;
  readonly events: readonly JobEvent[];
}
