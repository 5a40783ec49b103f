/**
 * Ray of two nodes on this machine. One is started for all test files of this folder (`start-ray.ts`, before the first of
 * them): a file gets at it by `describeOnRay` (`on-ray.ts`), which hands it a `RayAccess`. `RayCluster.start(access.python)`
 * starts another one, for tests that end its head.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What it takes to use a Ray: plain data, for it goes from process to process. */
export interface RayAccess {
  /** As `train --on` takes it. */
  readonly address: string;
  readonly token: string;
  /** The Python that its nodes run in; Ray's own commands lie beside it. */
  readonly python: string;
  /** One that its machines and this one reach, each with credentials of its own; undefined where they know of none. */
  readonly bucket?: BucketAccess;
}

export interface BucketAccess {
  /** `s3://…` */
  readonly address: string;
  /** For programs on this machine that use it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What it takes for two nodes on one small machine. */
const settings = {
  // Spare workers, each of which loads all of Ray, would keep each other from ever being ready.
  ...{ RAY_enable_worker_prestart: '0', RAY_prestart_worker_first_driver: '0' },
  ...{ RAY_worker_maximum_startup_concurrency: '2', RAY_worker_register_timeout_seconds: '300' },
  // It looks at the whole machine's memory, and ends Ray's workers where somebody else takes it.
  RAY_memory_monitor_refresh_ms: '0',
  // Where Python may not keep what it has compiled, each process takes three times as long to load TensorFlow.
  PYTHONDONTWRITEBYTECODE: '',
  ...{ RAY_AUTH_MODE: 'token', RAY_USAGE_STATS_ENABLED: '0', TF_CPP_MIN_LOG_LEVEL: '2' },
};

const head = '127.0.0.2';

/** Ray on two nodes that only this machine sees, one processor each. */
export class RayCluster {
  readonly access: RayAccess;
  readonly #nodes: ChildProcess[] = [];
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(
    private readonly folder: string,
    python: string,
    private readonly port: number,
  ) {
    const token = randomBytes(24).toString('hex');
    this.access = { address: `http://127.0.0.1:${port}`, token, python };
    this.#environment = {
      ...settings,
      RAY_AUTH_TOKEN: token,
      PATH: `${path.dirname(python)}${path.delimiter}${process.env.PATH}`,
    };
  }

  /** @throws Error where a node does not come up */
  static async start(python: string): Promise<RayCluster> {
    // Ray's sockets have their names from it, which may not be long.
    const folder = await mkdtemp(path.join(tmpdir(), 'ray-'));
    // Above those that Ray gives to its workers.
    const port = 21_000 + Math.floor(Math.random() * 2_000);
    const cluster = new RayCluster(folder, python, port);
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
    const ray = path.join(path.dirname(this.access.python), 'ray');
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
        headers: { Authorization: `Bearer ${this.access.token}` },
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
