import type { Plan } from '../design/plan';
import { count, duration, plain } from '../design/words/number-text';
import { bytesText, countText, joined } from '../design/words/wording';
import type { PlanOnCluster } from '../launch/runs/plan-on-cluster';
import type { RunCluster } from '../shared/run-record';
import { clusterHost } from './run-view';

/** What is asked before a plan is handed to a cluster. */
export interface ClusterConfirmation {
  readonly message: string;
  readonly detail: string;
}

/** What training a plan on a cluster takes, for whoever is to confirm it. A time is told only where a run has told its pace. */
export function clusterConfirmation(
  plan: Plan,
  cluster: RunCluster,
  { estimate, runs, warnings }: Pick<PlanOnCluster, 'estimate' | 'runs' | 'warnings'>,
): ClusterConfirmation {
  const { images, handedOver, seconds } = estimate;
  const alone = cluster.workers === 1;
  const all = countText(images.train + images.validation + images.test, 'image');
  const time =
    runs.length === 0
      ? 'No run of this base has told yet how long it takes.'
      : `About ${plain(duration(seconds))} with all of its epochs, by the pace of ${joined(runs, 'and')}.`;
  const lines = [
    `${workersText(cluster)} ${alone ? 'trains' : 'train together'}, on ${count(images.train)} of ${all}.`,
    `The batch stays ${plan.training.batchSize}${alone ? '' : ', that of all workers together: their number changes the time and not the result'}.`,
    `Handed over: the network and the list of the images, about ${bytesText(handedOver.bytes)}, in ${cluster.storage}. The pictures are read where they lie: every machine of the cluster has to see ${picturesOf(plan)} by that name.`,
    time,
    ...warnings,
    'The run goes on there when the editor is closed; this machine judges, saves and proves what comes back.',
  ];
  return { message: `Train on the cluster at ${clusterHost(cluster)}?`, detail: lines.join('\n\n') };
}

/** `2 workers with 4 processors and 1 GPU each`. */
export function workersText({ workers, cpus, gpus }: Omit<RunCluster, 'address' | 'storage'>): string {
  const parts = [countText(cpus, 'processor'), ...(gpus > 0 ? [countText(gpus, 'GPU')] : [])].join(' and ');
  return `${countText(workers, 'worker')} with ${parts}${workers === 1 ? '' : ' each'}`;
}

function picturesOf({ dataset: { path, validation, test } }: Plan): string {
  const folders = [
    path,
    ...(typeof validation === 'string' ? [validation] : []),
    ...(test === null ? [] : [test]),
  ];
  return joined(folders, 'and');
}
