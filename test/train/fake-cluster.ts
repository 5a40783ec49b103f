import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import type { Engines } from '../../src/train/engines/load-engines';
import { readBase } from '../../src/train/formats/read-base';
import { decodeRunImage } from '../../src/train/images/decoded-images';
import { networkOnPixels } from '../../src/train/images/network-on-pixels';
import { readImages } from '../../src/train/images/read-images';
import type { RunImage } from '../../src/train/images/run-image';
import { type Checkpoint, readCheckpoint } from '../../src/train/run/checkpoint';
import { imagesDigest, weightsDigest } from '../../src/train/run/cluster-answers';
import { plainSeal, type TensorFile, writeTensorFile } from '../../src/train/run/tensor-file';
import type { PlayedBucket } from '../fixtures/played-bucket';
import { type AskedOfRay, fakeRay, standingRay } from '../unit/disk/cluster/fake-ray';

export interface FakeClusterOptions {
  /** Without it everybody is answered. */
  readonly token?: string;
  /** Whether it stays for several tests; then it is to be closed. */
  readonly stays?: boolean;
  /** Where results are left, where the storage is in it. */
  readonly bucket?: PlayedBucket;
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
  version = '2.60.0';
  /** How long it takes to say that a job was started, in milliseconds. */
  startsIn = 0;
  /** Answers this to whatever it is asked. */
  refuses: number | undefined;
  asked: AskedOfRay[] = [];
  close: () => void = () => {};

  private constructor(
    private readonly run: string,
    private readonly trained: Checkpoint,
    private readonly onJob: (cluster: FakeCluster) => void,
    private readonly token: string | undefined,
    private readonly bucket: PlayedBucket | undefined,
  ) {}

  /**
   * @param run the folder of a finished run of the same plan
   * @param onJob what each job does once it was submitted
   */
  static async open(
    run: string,
    onJob: (cluster: FakeCluster) => void,
    { token, stays = false, bucket }: FakeClusterOptions = {},
  ): Promise<FakeCluster> {
    const trained = await readCheckpoint(run);
    if (trained === undefined) throw new Error(`${run} has no checkpoint.`);
    const cluster = new FakeCluster(run, trained, onJob, token, bucket);
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

  /** A job of that name goes on, as if one had been submitted. */
  begin(id: string): void {
    this.jobs.set(id, { status: 'RUNNING', command: [], log: '' });
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
    await this.#leave('state.bin', { json, tensors: new Map(tensors) });
    this.end('SUCCEEDED');
  }

  /**
   * The newest job leaves what the network that was trained on this machine says of the validation and test images.
   *
   * @param spoil changes it before it is written
   */
  async judge(
    engines: Engines,
    spoil: (json: Record<string, unknown>, validation: Float32Array) => void = () => undefined,
  ): Promise<void> {
    const { plan } = await readRunRecord(this.run);
    const { topology, weights } = await readBase(path.join(this.run, 'model'));
    const { images } = await readImages(plan, () => undefined);
    const network = await networkOnPixels(engines.training, topology, weights, plan.base.input);
    const judged = async (side: RunImage['side']) => {
      const own = images.filter((image) => image.side === side);
      const pictures = await Promise.all(own.map((image) => decodeRunImage(image, plan.base.input)));
      const shape = [own.length, plan.dataset.classes.length];
      return { own, answers: { shape, values: await network.outputs(pictures) } };
    };
    const [validation, test] = [await judged('validation'), await judged('test')];
    network.dispose();
    const json = {
      ...{ engine: 'ray keras 3.15.1 tensorflow 2.21.0', leftOut: [], weights: weightsDigest(weights) },
      images: imagesDigest([...validation.own, ...test.own]),
    };
    spoil(json, validation.answers.values);
    const tensors = new Map([
      ['validation', validation.answers],
      ['test', test.answers],
    ]);
    await this.#leave('judged.bin', { json, tensors });
  }

  async #leave(name: string, content: TensorFile): Promise<void> {
    const storage = this.option('--storage');
    const place = path.posix.join(this.option('--name'), 'out', name);
    const own = this.bucket && keyIn(this.bucket, storage);
    const file = own === undefined ? path.join(storage, place) : path.join(this.run, 'left', name);
    mkdirSync(path.dirname(file), { recursive: true });
    await writeTensorFile(file, content, plainSeal);
    if (own !== undefined) this.bucket?.objects.set(`${own}/${place}`, readFileSync(file));
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
    if (this.refuses !== undefined) return void response.writeHead(this.refuses).end();
    const { authorization } = asked.headers;
    if (this.token !== undefined && authorization !== `Bearer ${this.token}`) {
      response.writeHead(authorization === undefined ? 401 : 403).end();
      return;
    }
    const { pathname, searchParams } = new URL(asked.path, 'http://cluster');
    if (pathname.startsWith('/api/v0/logs/')) {
      const followed = /^job-driver-(.*)\.log$/.exec(searchParams.get('filename') ?? '')?.[1] ?? '';
      response.writeHead(200).write(this.jobs.get(followed)?.log ?? '');
      if (pathname.endsWith('file')) return void response.end();
      const readers = this.#readers.get(followed) ?? new Set();
      this.#readers.set(followed, readers.add(response));
      return;
    }
    const told = this.#toldOf(asked.method, pathname, asked.body);
    const answer = () => response.writeHead(told === undefined ? 404 : 200).end(JSON.stringify(told ?? {}));
    if (this.startsIn > 0 && asked.method === 'POST' && pathname === '/api/jobs/')
      setTimeout(answer, this.startsIn);
    else answer();
  }

  /** @returns undefined where there is nothing of that name */
  #toldOf(method: string, place: string, body: Buffer): object | undefined {
    if (place === '/api/version') return { ray_version: this.version };
    if (place.startsWith('/api/packages/')) {
      if (method === 'PUT') this.#packages.add(place);
      return this.#packages.has(place) ? {} : undefined;
    }
    if (place === '/api/jobs/' && method === 'POST') return this.#start(JSON.parse(String(body)));
    const [, id = '', what] = /^\/api\/jobs\/([\w-]+)(\/\w+)?$/.exec(place) ?? [];
    const job = this.jobs.get(id);
    if (job === undefined) return undefined;
    if (what === '/stop') job.status = 'STOPPED';
    return { status: job.status, message: 'as it is', driver_node_id: 'ab' };
  }

  #start(asked: { readonly submission_id: string; readonly entrypoint: string }): object {
    const words = asked.entrypoint.match(/'[^']*'|\S+/g) ?? [];
    const command = words.map((word) => word.replaceAll("'", ''));
    const handed = command[command.indexOf('--folder') + 1] ?? '';
    const own = this.bucket && keyIn(this.bucket, handed);
    const isThere =
      own === undefined
        ? existsSync(path.join(handed, 'plan.json'))
        : this.bucket?.objects.has(`${own}/plan.json`);
    if (!isThere) throw new Error(`Nothing was handed over in ${handed}.`);
    this.jobs.set(asked.submission_id, { status: 'RUNNING', command, log: '' });
    this.onJob(this);
    return { submission_id: asked.submission_id };
  }
}

/** What an address in a bucket stands for there; undefined for what is no such address. */
function keyIn({ name }: PlayedBucket, place: string): string | undefined {
  const [, key] = place.split(`s3://${name}/`);
  return key;
}
