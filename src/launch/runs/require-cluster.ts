import { isBucketAddress } from '../../design/bucket-address';
import { TransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { isKnownCluster } from '../../disk/cluster/known-clusters';
import { rayMadeFor } from '../../disk/cluster/made-for';
import { RayJobs } from '../../disk/cluster/ray-jobs';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import type { RayQuestion } from '../../shared/ray-question';
import type { RunCluster } from '../../shared/run-record';
import { type Installation, jobPrograms } from '../programs/installation';
import { askProcess } from './ask-process';
import { exportingProcess } from './export-to-ray';
import type { RunLaunch } from './run-process';
import { type RunnableProject, unwritable } from './start-run';

/**
 * Makes sure that a cluster answers at an address, knows the token and has the Ray that the job is made for. Nothing is sent
 * there but the token.
 *
 * @throws TransferError `cluster-…`; the signal's reason
 */
export async function requireCluster(
  address: string,
  token: string | undefined,
  installation: Installation,
  signal?: AbortSignal,
): Promise<void> {
  const jobs = new RayJobs({ address: clusterAddress(address), token });
  await jobs.requireVersion(await rayMadeFor(jobPrograms(installation)), signal);
}

/**
 * Makes sure that a project can be trained on a cluster, before there is a run of it: that its storage can be written, and that
 * nothing of the plan would be trained otherwise than on this machine. The cluster is not asked.
 *
 * @throws TransferError `cluster-file`; `bucket-…` for a bucket that can't be written; `export-refused`, `base-…`, `engine` for a plan that
 *   can't be trained there; the signal's reason
 */
export async function requireTrainable(
  { plan, base }: Pick<RunnableProject, 'plan' | 'base'>,
  cluster: RunCluster,
  launch: RunLaunch,
  signal?: AbortSignal,
): Promise<void> {
  const { storage } = cluster;
  const isBucket = isBucketAddress(storage);
  if (!isBucket) await requireFolder(storage);
  const { modelFile, fingerprint } = base;
  const programs = jobPrograms(launch.installation);
  const question: RayQuestion = {
    ...{ plan, base: modelFile, fingerprint, folder: null, programs },
    ...(isBucket ? { storage } : {}),
  };
  const asked = { ...exportingProcess, answer: 'fits', nothing: 'Whether Ray can train this is not known' };
  await askProcess<true, never>(asked, question, launch, { signal });
}

/**
 * Makes sure that a token which lies on this machine goes only where its user means it to go: `ray.yaml` may have come with
 * a project from elsewhere, and name anybody's address.
 *
 * @throws TransferError `cluster-address` where nobody has named the address in a call yet
 */
export async function requireMeantAddress(address: string, token: string | undefined): Promise<void> {
  const where = clusterAddress(address);
  if (token === undefined || (await isKnownCluster(where))) return;
  throw new TransferError(
    'cluster-address',
    `ray.yaml names the cluster at ${where.host}, to which nobody has trained from here yet, and a token would be sent there that may be meant for another. If that is your cluster, name it once in the call: --on ${where.href}`,
  );
}

async function requireFolder(folder: string): Promise<void> {
  try {
    await makeIgnoredFolder(folder);
  } catch (error) {
    throw new TransferError(
      'cluster-file',
      `The storage can't be used: ${unwritable(error, folder)} Name a folder that this machine and all of the cluster's see by the same path as \`storage\` in ray.yaml.`,
    );
  }
}
