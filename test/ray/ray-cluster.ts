/**
 * Ray of two nodes on this machine. One is started for all test files of this folder (`start-ray.ts`, before the first of
 * them): a file gets at it by `describeOnRay` (`on-ray.ts`), which hands it a `RayAccess`. `RayCluster.start(access.python, 1)`
 * starts another one of one node, for tests that end its head.
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

/** Ray on nodes that only this machine sees, one processor each. */
export class RayCluster {
  readonly access: RayAccess;
  readonly #nodes: ChildProcess[] = [];
  /** Its process, and the group of all on its node. */
  #head: number | undefined;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(
    private readonly folder: string,
    python: string,
    /** Of 2,000: what it listens on goes by it, for several of them share this machine. */
    private readonly number: number,
  ) {
    const token = randomBytes(24).toString('hex');
    this.access = { address: `http://127.0.0.1:${this.#port}`, token, python };
    this.#environment = {
      ...settings,
      RAY_AUTH_TOKEN: token,
      PATH: `${path.dirname(python)}${path.delimiter}${process.env.PATH}`,
    };
  }

  /** Above those that Ray gives to its workers. */
  get #port(): number {
    return 21_000 + this.number;
  }

  /** @throws Error where a node does not come up */
  static async start(python: string, nodes: 1 | 2 = 2): Promise<RayCluster> {
    // Ray's sockets have their names from it, which may not be long.
    const folder = await mkdtemp(path.join(tmpdir(), 'ray-'));
    const number = Math.floor(Math.random() * 2_000);
    const cluster = new RayCluster(folder, python, number);
    // 127.0.0.1 is what Ray takes for no address at all.
    const network = `127.1.${number % 250}`;
    const [port, clients] = [number + 23_000, number + 25_000].map(String);
    const dashboard = ['--dashboard-host=127.0.0.1', `--dashboard-port=${cluster.#port}`];
    try {
      await cluster.#node(1, `${network}.1`, [
        ...['--head', `--port=${port}`, `--ray-client-server-port=${clients}`, ...dashboard],
      ]);
      cluster.#head = cluster.#nodes.at(-1)?.pid;
      if (nodes > 1) await cluster.#node(2, `${network}.2`, [`--address=${network}.1:${port}`]);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Kills the head and all that runs on its node, as a machine does that loses its power. */
  killHead(): void {
    if (this.#head !== undefined) isSent(this.#head, 'SIGKILL');
  }

  /** Ends all of Ray's processes, by the groups that they were started in. */
  async close(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const begin = performance.now();
      this.#send(signal);
      while (this.#send(0) && performance.now() - begin < 3_000) await wait(500);
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Sends a signal to all of them, or with 0 none. @returns whether any is there */
  #send(signal: NodeJS.Signals | 0): boolean {
    const sent = this.#nodes.toReversed().map(({ pid }) => pid !== undefined && isSent(pid, signal));
    return sent.includes(true);
  }

  /** Ray gives a node half a minute to come up, whatever else the machine does; so it gets a few tries. */
  async #node(count: number, ip: string, nodeArguments: readonly string[]): Promise<void> {
    // It takes its port on 127.0.0.1 too, whatever its own address is; without its own it starts no jobs.
    const agent = `--dashboard-agent-listen-port=${27_000 + 2 * this.number + count}`;
    const all = [...nodeArguments, `--node-ip-address=${ip}`, agent];
    let said = '';
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      said = await this.#tryNode(`node${count}.${attempt}`, count, all);
      if (said === '') return;
    }
    throw new Error(`Ray's node ${count} did not come up: ${said.slice(-2_000)}`);
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
        ...{ host: '127.0.0.1', port: this.#port, path: '/nodes?view=summary' },
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

/** Sends a signal to a group of processes. @returns false where there is none any more */
function isSent(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
