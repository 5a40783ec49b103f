import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { clusterAddress } from '../../src/disk/cluster/cluster-address';
import { askCluster, type Cluster } from '../../src/disk/cluster/cluster-requests';
import { RayJobs } from '../../src/disk/cluster/ray-jobs';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import type { RayAccess } from './ray-cluster';

export type JobEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

export interface EndedJob {
  readonly succeeded: boolean;
  readonly log: string;
  readonly events: readonly JobEvent[];
}

/** A job by Ray's own command, and ways to disturb it. */
export class SubmittedJob {
  readonly ended: Promise<EndedJob>;
  readonly #cluster: Cluster;
  readonly #jobs: RayJobs;

  /** @param folder an exported project */
  constructor(
    { address, token, python }: RayAccess,
    readonly id: string,
    folder: string,
    ...jobArguments: readonly string[]
  ) {
    this.#cluster = { address: clusterAddress(address), token };
    this.#jobs = new RayJobs(this.#cluster);
    const submit = ['job', 'submit', '--address', address, '--submission-id', id, '--working-dir', folder];
    this.ended = runToEnd(
      path.join(path.dirname(python), 'ray'),
      [...submit, '--', 'python', '-m', 'transfer_job.job', ...jobArguments],
      { environment: { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: token }, folder: path.dirname(folder) },
    ).then(async ({ status, stdout, stderr }) => {
      // Ray's command repeats the end of it where a job fails.
      const printed = await this.#printed().catch(() => undefined);
      const lines = printed ?? `${stdout}${stderr}`.split('\n');
      return {
        succeeded: status === 0,
        log: lines.join('\n'),
        events: eventsIn(lines),
      };
    });
  }

  /** What the driver has printed; undefined where it was on no machine. */
  async #printed(): Promise<readonly string[] | undefined> {
    const { driverNode } = (await this.#jobs.job(this.id)) ?? {};
    if (driverNode === undefined) return undefined;
    const lines: string[] = [];
    for await (const line of this.#jobs.log(this.id, driverNode)) lines.push(line);
    return lines;
  }

  /** Whether it has printed such an event by now. */
  async hasTold(name: string): Promise<boolean> {
    const lines = (await this.#printed().catch(() => undefined)) ?? [];
    return eventsIn(lines).some(({ event }) => event === name);
  }

  /** What Ray says became of it. */
  async outcome(): Promise<{ readonly status?: string; readonly exitCode?: number | undefined }> {
    await this.ended;
    const job = await this.#jobs.job(this.id);
    return job === undefined ? {} : { status: job.status, exitCode: job.driverExitCode };
  }

  stop(): Promise<void> {
    return this.#jobs.stop(this.id);
  }

  async killDriver(): Promise<void> {
    const driver = await this.until('a driver', async () => {
      const { driver_info } = (await this.#told(`api/jobs/${this.id}`)) as JobTold;
      return driver_info?.pid;
    });
    process.kill(Number(driver), 'SIGKILL');
  }

  /** Kills an actor at work: all but the mailbox have loaded TensorFlow by then. @param kind part of the name that Ray has for it */
  async killActor(kind: 'FeatureMaker' | 'RayTrainWorker' | 'Mailbox'): Promise<void> {
    const pid = await this.until(`a ${kind} at work`, async () => {
      const { job_id } = (await this.#told(`api/jobs/${this.id}`)) as JobTold;
      const { data } = (await this.#told('api/v0/actors?detail=1&limit=10000')) as ActorsTold;
      const own = data.result.result.filter(
        (actor) => actor.job_id === job_id && actor.state === 'ALIVE' && actor.class_name.includes(kind),
      );
      return own.find(({ pid }) => kind === 'Mailbox' || hasTensorFlow(pid))?.pid;
    });
    process.kill(pid, 'SIGKILL');
  }

  async #told(place: string): Promise<unknown> {
    const { status, text } = await askCluster(this.#cluster, { method: 'GET', path: place });
    return status === 200 ? JSON.parse(text) : {};
  }

  /** Looks again and again until there is something. @throws Error with what the job has said where it ends before that */
  async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    let over: EndedJob | undefined;
    void this.ended.then((ended) => (over = ended));
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (over !== undefined) throw new Error(`The job ended before there was ${what}:\n${over.log}`);
      await wait(100);
    }
  }
}

function eventsIn(lines: readonly string[]): readonly JobEvent[] {
  return lines.flatMap((line) => (line.startsWith('@td ') ? [JSON.parse(line.slice(4)) as JobEvent] : []));
}

interface JobTold {
  readonly job_id?: string;
  readonly driver_info?: { readonly pid: string } | null;
}

interface ActorsTold {
  readonly data: {
    readonly result: {
      readonly result: readonly {
        readonly class_name: string;
        readonly state: string;
        readonly job_id: string;
        readonly pid: number;
      }[];
    };
  };
}

function hasTensorFlow(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8').includes('libtensorflow');
  } catch {
    return false;
  }
}
