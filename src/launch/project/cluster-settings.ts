import path from 'node:path';
import { readRayFile } from '../../design/format/ray-file';
import { TransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { errorCode } from '../../disk/files/error-code';
import { readWhole } from '../../disk/files/project-files';
import type { RunCluster } from '../../shared/run-record';

const fileName = 'ray.yaml';
const mostBytes = 64 * 1024;

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
  const cluster = await plannedCluster(projectFolder, address);
  if (cluster.address === undefined)
    throw new TransferError(
      'cluster-file',
      `There is no address of a cluster. Write \`address: http://127.0.0.1:8265\` into ${fileName} beside the file, or give it in the call.`,
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
  const file = readRayFile(await textOf(path.join(projectFolder, fileName)));
  const where = address ?? file.address;
  return {
    ...(where === undefined ? {} : { address: clusterAddress(where).href }),
    storage: storageOf(projectFolder, file.storage),
    workers: file.workers ?? 1,
    cpus: file.worker?.cpus ?? 1,
    gpus: file.worker?.gpus ?? 0,
  };
}

function storageOf(projectFolder: string, said: string | undefined): string {
  if (said === undefined) return path.join(projectFolder, '.transfer', 'ray');
  if (/^[a-z0-9+]+:\/\//i.test(said))
    throw new TransferError(
      'cluster-file',
      `\`storage: ${said.slice(0, 100)}\` in ${fileName} is no folder. Name one that this machine and all of the cluster's see by the same path.`,
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
