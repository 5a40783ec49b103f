import { existsSync, mkdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { type Checkpoint, readCheckpoint } from '../../src/train/run/checkpoint';
import { plainSeal, writeTensorFile } from '../../src/train/run/tensor-file';
import { type AskedOfRay, fakeRay, standingRay } from '../unit/disk/cluster/fake-ray';

export interface FakeClusterOptions {
  /** Without it everybody is answered. */
  readonly token?: string;
  /** Whether it stays for several tests; then it is to be closed. */
  readonly stays?: boolean;
}

interface FakeJob {
  status: string;
  readonly command: readonly string[];
  log: string;
}

/**
 * A cluster that "trains" by giving back what a run on this machine came to: it answers as Ray's dashboard does, and tells
 * each epoch when the test says so.
 */
export class FakeCluster {
  readonly jobs = new Map<string, FakeJob>();
  readonly #readers = new Map<string, Set<ServerResponse>>();
  readonly #packages = new Set<string>();
  address = '';
  asked: AskedOfRay[] = [];
  close: () => void = () => {};

  private constructor(
    private readonly trained: Checkpoint,
    private readonly onJob: (cluster: FakeCluster) => void,
    private readonly token: string | undefined,
  ) {}

  /**
   * @param run the folder of a finished run of the same plan
   * @param onJob what each job does once it was submitted
   */
  static async open(
    run: string,
    onJob: (cluster: FakeCluster) => void,
    { token, stays = false }: FakeClusterOptions = {},
  ): Promise<FakeCluster> {
    const trained = await readCheckpoint(run);
    if (trained === undefined) throw new Error(`${run} has no checkpoint.`);
    const cluster = new FakeCluster(trained, onJob, token);
    const open = stays ? standingRay : fakeRay;
    const { address, asked, close } = await open((one, response) => cluster.#answer(one, response));
    Object.assign(cluster, { address: address.href, asked, close });
    return cluster;
  }

  get epochs(): Checkpoint['epochs'] {
    return this.trained.epochs;
  }

  /** What a job was started with, by its newest. */
  option(name: string): string {
    const { command } = this.#newest();
    return command[command.indexOf(name) + 1] ?? '';
  }

  /** The newest job tells its epochs from one to another, by their places. */
  tell(from = 0, to = this.epochs.length): void {
    for (const epoch of this.epochs.slice(from, to)) this.#print(`@td ${JSON.stringify(epoch)}`);
  }

  print(line: string): void {
    this.#print(line);
  }

  /** The newest job ends with its result. */
  async finish(): Promise<void> {
    const { outcomes } = this.trained;
    const tensors = outcomes.flatMap(({ weights }, index) =>
      [...weights].map(([name, values]) => [`outcome${index}:${name}`, values] as const),
    );
    const json = {
      ...{ run: '', start: this.trained.start, phase: 0, best: null, progress: null, recomputed: null },
      outcomes: outcomes.map(({ weights: _, ...outcome }) => outcome),
      epochs: this.epochs,
    };
    const out = path.join(this.option('--storage'), this.option('--name'), 'out');
    mkdirSync(out, { recursive: true });
    await writeTensorFile(path.join(out, 'state.bin'), { json, tensors: new Map(tensors) }, plainSeal);
    this.end('SUCCEEDED');
  }

  end(status: string): void {
    this.#newest().status = status;
  }

  #newest(): FakeJob {
    const job = [...this.jobs.values()].at(-1);
    if (job === undefined) throw new Error('No job was submitted.');
    return job;
  }

  #print(line: string): void {
    const [id = '', job] = [...this.jobs].at(-1) ?? [];
    if (job === undefined) throw new Error('No job was submitted.');
    job.log += `${line}\n`;
    for (const reader of this.#readers.get(id) ?? []) reader.write(`${line}\n`);
  }

  #answer(asked: AskedOfRay, response: ServerResponse): void {
    const { authorization } = asked.headers;
    if (this.token !== undefined && authorization !== `Bearer ${this.token}`) {
      response.writeHead(authorization === undefined ? 401 : 403).end();
      return;
    }
    const { pathname, searchParams } = new URL(asked.path, 'http://cluster');
    if (pathname === '/api/v0/logs/stream') {
      const followed = /^job-driver-(.*)\.log$/.exec(searchParams.get('filename') ?? '')?.[1] ?? '';
      response.writeHead(200).write(this.jobs.get(followed)?.log ?? '');
      const readers = this.#readers.get(followed) ?? new Set();
      this.#readers.set(followed, readers.add(response));
      return;
    }
    const told = this.#toldOf(asked.method, pathname, asked.body);
    response.writeHead(told === undefined ? 404 : 200).end(JSON.stringify(told ?? {}));
  }

  /** @returns undefined where there is nothing of that name */
  #toldOf(method: string, place: string, body: Buffer): object | undefined {
    if (place === '/api/version') return { ray_version: '2.60.0' };
    if (place.startsWith('/api/packages/')) {
      if (method === 'PUT') this.#packages.add(place);
      return this.#packages.has(place) ? {} : undefined;
    }
    if (place === '/api/jobs/' && method === 'POST') return this.#start(JSON.parse(String(body)));
    const [, id = '', what] = /^\/api\/jobs\/([\w-]+)(\/\w+)?$/.exec(place) ?? [];
    const job = this.jobs.get(id);
    if (job === undefined) return undefined;
    if (what === '/stop') job.status = 'STOPPED';
    if (what === '/logs') return { logs: job.log };
    return { status: job.status, message: 'as it is', driver_node_id: 'ab' };
  }

  #start(asked: { readonly submission_id: string; readonly entrypoint: string }): object {
    const words = asked.entrypoint.match(/'[^']*'|\S+/g) ?? [];
    const command = words.map((word) => word.replaceAll("'", ''));
    const handed = command[command.indexOf('--folder') + 1] ?? '';
    if (!existsSync(path.join(handed, 'plan.json'))) throw new Error(`Nothing was handed over in ${handed}.`);
    this.jobs.set(asked.submission_id, { status: 'RUNNING', command, log: '' });
    this.onJob(this);
    return { submission_id: asked.submission_id };
  }
}
