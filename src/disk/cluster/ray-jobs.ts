import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { askCluster, type Cluster, type ClusterRequest, clusterLines, refusal } from './cluster-requests';

/** How a job of Ray stands; see Ray's documentation of its Jobs API. */
export interface RayJob {
  readonly status: 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';
  /** What Ray says of it, in a sentence. */
  readonly message: string;
  readonly driverExitCode: number | undefined;
  /** The node of its driver, where its log lies; undefined until it has one. */
  readonly driverNode: string | undefined;
}

export interface RayJobRequest {
  /** Of letters, figures, `-` and `_`. */
  readonly id: string;
  /** As `keepPackage` names it. */
  readonly package: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Tokens came with 2.52; before it whoever reaches the address may run what they like. */
const leastVersion = [2, 52] as const;
/** What Ray's dashboard takes. */
const mostPackageBytes = 100 * 1024 * 1024;
/** How long a cluster may have no agent yet that runs a job, and how often it is asked. */
const longestUnready = 60_000;
const pauseMilliseconds = 1_000;
const states: readonly string[] = ['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED'];
const idPattern = /^[\w-]{1,200}$/;

/** Jobs of a Ray cluster, by the HTTP of its dashboard. All throw as `askCluster`, and `cluster-refused` for what Ray refuses. */
export class RayJobs {
  constructor(private readonly cluster: Cluster) {}

  /** The version of Ray. @throws TransferError `cluster-version` for one that is too old, or that is no Ray's */
  async version(signal?: AbortSignal): Promise<string> {
    const told = await this.#json({ method: 'GET', path: 'api/version', signal });
    const { host } = this.cluster.address;
    const version = told.ray_version;
    const [, major, minor] = (typeof version === 'string' && /^(\d+)\.(\d+)\./.exec(version)) || [];
    if (typeof version !== 'string' || major === undefined || minor === undefined)
      throw new TransferError(
        'cluster-version',
        `What answers at ${host} is no Ray that this program knows.`,
      );
    const [leastMajor, leastMinor] = leastVersion;
    const isEnough =
      Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor);
    const shown = version.slice(0, 40);
    if (isEnough) return shown;
    throw new TransferError(
      'cluster-version',
      `The cluster at ${host} runs Ray ${shown}; ${leastVersion.join('.')} or newer is needed, for older ones let everybody run programs there.`,
    );
  }

  /** As `version`, which must be that which a job is made for, but for its last number. @throws as `version` */
  async requireVersion(made: string, signal?: AbortSignal): Promise<string> {
    const version = await this.version(signal);
    const [one, other] = [version, made].map((each) => each.split('.').slice(0, 2).join('.'));
    if (one === other) return version;
    throw new TransferError(
      'cluster-version',
      `The cluster at ${this.cluster.address.host} runs Ray ${version}, and the job is made for ${made}. Install that on all of its machines, with the rest of what the exported project's requirements.txt lists.`,
    );
  }

  /**
   * Puts a zip file where the cluster's jobs can have it, once for the same bytes.
   *
   * @returns its name there
   */
  async keepPackage(zip: Uint8Array, signal?: AbortSignal): Promise<string> {
    if (zip.length > mostPackageBytes)
      throw new TransferError(
        'cluster-refused',
        `A package of ${zip.length} bytes is more than Ray takes (${mostPackageBytes}).`,
      );
    const name = `_ray_pkg_${createHash('sha1').update(zip).digest('hex')}.zip`;
    const path = `api/packages/gcs/${name}`;
    const there = await askCluster(this.cluster, { method: 'GET', path, signal });
    if (there.status === 200) return `gcs://${name}`;
    await this.#done({ method: 'PUT', path, body: zip, signal });
    return `gcs://${name}`;
  }

  /**
   * Starts a job, unless one of its name is there. A cluster that has just been started is given a minute to be ready for it, and so
   * is one that does not answer. The signal breaks off no request that starts a job: it would start all the same, and nobody would know.
   */
  async submit(
    { id, package: name, command, environment }: RayJobRequest,
    signal?: AbortSignal,
  ): Promise<void> {
    const body = {
      entrypoint: command,
      submission_id: id,
      runtime_env: { working_dir: name, env_vars: environment },
    };
    const begin = performance.now();
    for (;;) {
      try {
        if ((await this.job(id, signal)) !== undefined) return;
        await this.#done({ method: 'POST', path: 'api/jobs/', body });
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (!mayBeStarted(error) || performance.now() - begin > longestUnready) throw error;
      }
      await wait(pauseMilliseconds, undefined, signal ? { signal } : {}).catch(() =>
        signal?.throwIfAborted(),
      );
    }
  }

  /** @returns undefined where the cluster knows none of that name */
  async job(id: string, signal?: AbortSignal): Promise<RayJob | undefined> {
    const asked: ClusterRequest = { method: 'GET', path: `api/jobs/${named(id)}`, signal };
    const answer = await askCluster(this.cluster, asked);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusal(this.cluster, asked, answer);
    const told = objectIn(answer.text);
    const { status, message, driver_exit_code, driver_node_id } = told;
    if (typeof status !== 'string' || !states.includes(status)) throw refusal(this.cluster, asked, answer);
    return {
      status: status as RayJob['status'],
      message: typeof message === 'string' ? message.slice(0, 2_000) : '',
      driverExitCode: typeof driver_exit_code === 'number' ? driver_exit_code : undefined,
      driverNode: typeof driver_node_id === 'string' ? driver_node_id : undefined,
    };
  }

  /** Ends a job: its processes are asked to, and killed three seconds later. */
  async stop(id: string, signal?: AbortSignal): Promise<void> {
    await this.#done({ method: 'POST', path: `api/jobs/${named(id)}/stop`, signal });
  }

  /**
   * What a job prints, line by line from its beginning, as it is printed. It does not end with the job: end it by the signal.
   *
   * @param node `driverNode` of the job
   */
  followLog(id: string, node: string, signal: AbortSignal): AsyncGenerator<string> {
    return this.#log('stream', id, node, signal);
  }

  /** What a job has printed so far, line by line from its beginning. */
  log(id: string, node: string): AsyncGenerator<string> {
    return this.#log('file', id, node);
  }

  #log(how: 'stream' | 'file', id: string, node: string, signal?: AbortSignal): AsyncGenerator<string> {
    const filename = `job-driver-${named(id)}.log`;
    const query = new URLSearchParams({ node_id: node, filename, lines: '-1' });
    return clusterLines(this.cluster, { method: 'GET', path: `api/v0/logs/${how}?${query}`, signal });
  }

  async #done(asked: ClusterRequest): Promise<string> {
    const answer = await askCluster(this.cluster, asked);
    if (answer.status !== 200) throw refusal(this.cluster, asked, answer);
    return answer.text;
  }

  async #json(asked: ClusterRequest): Promise<Readonly<Record<string, unknown>>> {
    return objectIn(await this.#done(asked));
  }
}

/** Whether a job that was not started, or of which nothing was heard, may be in a while, or is already. */
function mayBeStarted(error: unknown): boolean {
  if (isTransferError(error, 'cluster-unreachable')) return true;
  return isTransferError(error, 'cluster-refused') && /try again later|already exists/.test(error.message);
}

/** It becomes part of an address. */
function named(id: string): string {
  if (idPattern.test(id)) return id;
  throw new TypeError(`No name of a job: ${JSON.stringify(id)}`);
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
