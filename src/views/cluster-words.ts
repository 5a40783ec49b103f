import type { DesignedDataset } from '../design/design';
import type { Plan } from '../design/plan';
import { count, duration, plain } from '../design/words/number-text';
import { bytesText, countText } from '../design/words/wording';
import type { RunCluster } from '../shared/run-record';
import { clusterHost, type RunView } from './run-view';

/** What is asked before a plan is handed to a cluster. */
export interface ClusterQuestion {
  readonly message: string;
  readonly detail: string;
}

const bytesOfWeight = 4;

/**
 * What training a plan on a cluster takes, for whoever is to confirm it.
 * @param runs of the file; what they took there is told, and nothing that was not measured
 */
export function clusterQuestion(
  plan: Plan,
  dataset: Pick<DesignedDataset, 'images' | 'trainingImages'>,
  cluster: RunCluster,
  runs: readonly RunView[],
): ClusterQuestion {
  const { training, trainableParams, frozenParams } = plan;
  const images = countText(dataset.images, 'image');
  const weights = bytesText((trainableParams + frozenParams) * bytesOfWeight);
  const alone = cluster.workers === 1;
  const lines = [
    `${workersText(cluster)} ${alone ? 'trains' : 'train together'}, on ${count(dataset.trainingImages)} of ${images}.`,
    `The batch stays ${training.batchSize}${alone ? '' : ', that of all workers together: their number changes the time and not the result'}.`,
    `Handed over: the network (${weights} of weights) and the list of the images, in ${cluster.storage}. The pictures are read where they lie: every machine of the cluster has to see ${picturesOf(plan)} by that name.`,
    timeText(plan, cluster, runs),
    'The run goes on there when the editor is closed; this machine judges, saves and proves what comes back.',
  ];
  return { message: `Train on the cluster at ${clusterHost(cluster)}?`, detail: lines.join('\n\n') };
}

/** `2 workers with 4 processors and 1 GPU each`. */
export function workersText({ workers, cpus, gpus }: RunCluster): string {
  const parts = [countText(cpus, 'processor'), ...(gpus > 0 ? [countText(gpus, 'GPU')] : [])].join(' and ');
  return `${countText(workers, 'worker')} with ${parts}${workers === 1 ? '' : ' each'}`;
}

function picturesOf({ dataset: { path, validation, test } }: Plan): string {
  return [
    path,
    ...(typeof validation === 'string' ? [validation] : []),
    ...(test === null ? [] : [test]),
  ].join(', ');
}

/** What was measured there with as much; nothing else tells. */
function timeText(plan: Plan, cluster: RunCluster, runs: readonly RunView[]): string {
  const known = runs.find(
    (run) =>
      run.state === 'finished' &&
      run.cluster !== null &&
      isSame(run.cluster, cluster) &&
      run.plan.base.fingerprint === plan.base.fingerprint,
  );
  if (known === undefined)
    return 'Nothing like it has run there yet, so how long it takes is not known; starting takes a minute or two.';
  const seconds = known.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return `“${known.name}” trained ${countText(known.epochs.length, 'epoch')} there in ${plain(duration(seconds))}; starting takes a minute or two more.`;
}

function isSame(one: RunCluster, other: RunCluster): boolean {
  const parts = ({ address, workers, cpus, gpus }: RunCluster) => [address, workers, cpus, gpus].join(' ');
  return parts(one) === parts(other);
}
