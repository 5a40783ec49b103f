import path from 'node:path';
import { bucketAddressText, isBucketAddress, readBucketAddress } from '../../design/bucket-address';
import { type RayFile, readRayFile } from '../../design/format/ray-file';
import { TransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { errorCode } from '../../disk/files/error-code';
import { readWhole } from '../../disk/files/project-files';
import type { RunCluster } from '../../shared/run-record';

/** Of the file that stands beside a transfer.yaml. */
export const rayFileName = 'ray.yaml';
const mostBytes = 64 * 1024;
/** On the cluster it is read as an address, where other characters stand for something else. */
const plainPrefix = /^(?:(?!\.{1,2}\/)[\w.-]+\/)*$/;

/** A cluster that may not be there yet, so that nothing can be trained on it. */
export type PlannedCluster = Omit<RunCluster, 'address'> & Partial<Pick<RunCluster, 'address'>>;

/**
 * Where a project is trained on a cluster: what `ray.yaml` beside its file says, and for the rest one worker of one processor,
 * whose results go into the project's own `.transfer/ray`, for a cluster on this machine.
 *
 * @param address over that of the file
 * @throws TransferError `cluster-file`, `cluster-address`
 */
export async function clusterOf(projectFolder: string, address: string | undefined): Promise<RunCluster> {
  return clusterBy(await rayFileOf(projectFolder), projectFolder, address);
}

/** What `ray.yaml` in a folder says; nothing where there is none. @throws TransferError `cluster-file` */
export async function rayFileOf(projectFolder: string): Promise<RayFile> {
  return readRayFile(await textOf(path.join(projectFolder, rayFileName)));
}

/** As `clusterOf`, of what the file says. @throws TransferError `cluster-file`, `cluster-address` */
export function clusterBy(
  file: RayFile,
  projectFolder: string,
  address: string | undefined,
  platform: NodeJS.Platform = process.platform,
): RunCluster {
  const cluster = plannedBy(file, projectFolder, address, platform);
  if (cluster.address === undefined)
    throw new TransferError(
      'cluster-file',
      `There is no address of a cluster. Write \`address: http://127.0.0.1:8265\` into ${rayFileName} beside the file, or give it in the call.`,
    );
  return { ...cluster, address: cluster.address };
}

/**
 * The same to reckon with: it needs no address.
 *
 * @throws TransferError `cluster-file`, `cluster-address`
 */
export async function plannedCluster(
  projectFolder: string,
  address: string | undefined,
): Promise<PlannedCluster> {
  return plannedBy(await rayFileOf(projectFolder), projectFolder, address);
}

function plannedBy(
  file: RayFile,
  projectFolder: string,
  address: string | undefined,
  platform: NodeJS.Platform = process.platform,
): PlannedCluster {
  const where = address ?? file.address;
  return {
    ...(where === undefined ? {} : { address: clusterAddress(where).href }),
    storage: storageOf(projectFolder, file.storage, platform),
    workers: file.workers ?? 1,
    cpus: file.worker?.cpus ?? 1,
    gpus: file.worker?.gpus ?? 0,
  };
}

function storageOf(projectFolder: string, said: string | undefined, platform: NodeJS.Platform): string {
  if (said === undefined) return path.join(projectFolder, '.transfer', 'ray');
  const wrong = (why: string) =>
    new TransferError('cluster-file', `\`storage: ${said.slice(0, 100)}\` in ${rayFileName} ${why}.`);
  if (isBucketAddress(said)) {
    const place = readBucketAddress(said);
    if ('wrong' in place) throw wrong(place.wrong);
    if (!plainPrefix.test(place.prefix))
      throw wrong(
        "has a folder in it that the cluster's programs could not name. Write names of letters, figures, `.`, `-` and `_`",
      );
    return bucketAddressText(place);
  }
  if (/^[a-z0-9+]+:\/\//i.test(said))
    throw wrong(
      'is neither a folder nor a bucket of S3, such as `s3://bucket/results`. Other stores speak as S3 does too, where AWS_ENDPOINT_URL leads to them; or mount it as a folder, on this machine and all of the cluster’s under the same path',
    );
  // It would become a folder of the drive at hand, which is made, and which no machine of Linux knows.
  if (platform === 'win32' && /^[\\/]$/.test(path.win32.parse(said).root))
    throw wrong(
      'is a folder of other machines, which Windows does not know by that path. Write `s3://bucket/results`, or train from a machine that sees the folder, such as the head of the cluster',
    );
  return path.resolve(projectFolder, said);
}

async function textOf(file: string): Promise<string> {
  try {
    return (await readWhole(file, mostBytes)).toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
