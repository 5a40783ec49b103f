import { describe, expect, it } from 'vitest';
import { clusterEstimate } from '../../../src/design/cluster/cluster-estimate';
import { plainRates } from '../../../src/design/cluster/cluster-rates';
import { bytesText } from '../../../src/design/words/wording';
import { clusterConfirmation, workersText } from '../../../src/views/cluster-words';
import { estimateSeconds } from '../../../src/views/estimate';
import { plan, run } from './support/runs';

const cluster = { address: 'http://127.0.0.1:8265/', storage: '/shared', workers: 4, cpus: 8, gpus: 1 };

/** What is reckoned of the plan there, by the pace of these runs. */
function asked(runs: readonly string[], on: typeof cluster = cluster, warnings: readonly string[] = []) {
  const images = { train: 1_200, validation: 300, test: 0 };
  const estimate = clusterEstimate({
    ...{ plan, images, imageBytes: 100_000, rates: plainRates() },
    cluster: { workers: on.workers, cpus: on.cpus, gpus: on.gpus },
  });
  return { estimate, ...clusterConfirmation(plan, on, { estimate, runs, warnings }) };
}

describe('what is asked before a plan goes to a cluster', () => {
  it('says on how much it trains, what is handed over, and that the batch stays', () => {
    const { message, detail, estimate } = asked([], cluster, ['The batch is small.']);
    expect(message).toBe('Train on the cluster at 127.0.0.1:8265?');
    expect(detail).toContain(
      '4 workers with 8 processors and 1 GPU each train together, on 1,200 of 1,500 images.',
    );
    expect(detail).toContain(
      `The batch stays ${plan.training.batchSize}, that of all workers together: their number changes the time and not the result.`,
    );
    expect(estimate.handedOver.bytes).toBeGreaterThan(0);
    expect(detail).toContain(`about ${bytesText(estimate.handedOver.bytes)}, in /shared.`);
    expect(detail).toContain(plan.dataset.path);
    expect(detail).toContain('The batch is small.');
  });

  it('tells a time only where a run has told its pace', () => {
    expect(asked(['run-1', 'run-2']).detail).toMatch(
      /About .+ with all of its epochs, by the pace of run-1 and run-2\./,
    );
    const { detail } = asked([]);
    expect(detail).toContain('No run of this base has told yet how long it takes.');
    expect(detail).not.toContain('About');
  });

  it('speaks of one worker as of one', () => {
    const one = { ...cluster, workers: 1, cpus: 1, gpus: 0 };
    expect(workersText(cluster)).toBe('4 workers with 8 processors and 1 GPU each');
    expect(workersText(one)).toBe('1 worker with 1 processor');
    expect(asked([], one).detail).toContain(`The batch stays ${plan.training.batchSize}.`);
  });
});

it('what a cluster took tells nothing of this machine', () => {
  expect(estimateSeconds(plan, [run()])).not.toBeNull();
  expect(estimateSeconds(plan, [run({ cluster })])).toBeNull();
});
