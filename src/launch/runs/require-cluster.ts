import { TransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { clusterToken } from '../../disk/cluster/cluster-token';
import { isKnownCluster } from '../../disk/cluster/known-clusters';
import { rayMadeFor } from '../../disk/cluster/made-for';
import { RayJobs } from '../../disk/cluster/ray-jobs';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import type { RunCluster } from '../../shared/run-record';
import { jobPrograms } from '../programs/installation';
import { askProcess } from './ask-process';
import { exportingProcess } from './export-to-ray';
import type { RunLaunch } from './run-process';
import { type RunnableProject, unwritable } from './start-run';

/**
 * Makes sure that a project can be trained on a cluster, before there is a run of it: that one answers there, knows the token
 * and has the Ray that the job is made for, that its storage can be written, and that nothing of the plan would be trained otherwise
 * than on this machine.
 * Nothing is sent there but the token.
 *
 * @throws TransferError `cluster-…`; `export-refused`, `base-…`, `engine` for a plan that can't be trained there; the signal's
 *   reason
 */
export async function requireCluster(
  { plan, base }: Pick<RunnableProject, 'plan' | 'base'>,
  cluster: RunCluster,
  launch: RunLaunch,
  signal?: AbortSignal,
): Promise<void> {
  const programs = jobPrograms(launch.installation);
  const token = launch.clusterToken ?? (await clusterToken(process.env));
  const jobs = new RayJobs({ address: clusterAddress(cluster.address), token });
  await jobs.requireVersion(await rayMadeFor(programs), signal);
  await requireStorage(cluster.storage);
  const { modelFile, fingerprint } = base;
  const question = { plan, base: modelFile, fingerprint, folder: null, programs };
  const asked = { ...exportingProcess, answer: 'fits', nothing: 'Whether Ray can train this is not known' };
  await askProcess<true, never>(asked, question, launch, { signal });
}

/**
 * Makes sure that a token which lies on this machine goes only where its user means it to go: `ray.yaml` may have come with
 * a project from elsewhere, and name anybody's address.
 *
 * @throws TransferError `cluster-address` where nobody has named the address in a call yet; as `clusterToken`
 */
export async function requireMeantAddress({ address }: RunCluster): Promise<void> {
  const where = clusterAddress(address);
  if ((await clusterToken(process.env)) === undefined || (await isKnownCluster(where))) return;
  throw new TransferError(
    'cluster-address',
    `ray.yaml names the cluster at ${where.host}, to which nobody has trained from here yet, and a token would be sent there that may be meant for another. If that is your cluster, name it once in the call: --on ${where.href}`,
  );
}

async function requireStorage(folder: string): Promise<void> {
  try {
    await makeIgnoredFolder(folder);
  } catch (error) {
    throw new TransferError(
      'cluster-file',
      `The storage can't be used: ${unwritable(error, folder)} Name a folder that this machine and all of the cluster's see by the same path as \`storage\` in ray.yaml.`,
    );
  }
}
