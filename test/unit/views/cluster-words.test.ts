import { describe, expect, it } from 'vitest';
import { clusterQuestion, workersText } from '../../../src/views/cluster-words';
import { estimateSeconds } from '../../../src/views/estimate';
import { plan, run } from './support/runs';

const cluster = { address: 'http://127.0.0.1:8265/', storage: '/shared', workers: 4, cpus: 8, gpus: 1 };
const images = { images: 1_500, trainingImages: 1_200 };

describe('what is asked before a plan goes to a cluster', () => {
  it('says on how much it trains, what is handed over, and that the batch stays', () => {
    const { message, detail } = clusterQuestion(plan, images, cluster, []);
    expect(message).toBe('Train on the cluster at 127.0.0.1:8265?');
    expect(detail).toContain(
      '4 workers with 8 processors and 1 GPU each train together, on 1,200 of 1,500 images.',
    );
    expect(detail).toContain(
      `The batch stays ${plan.training.batchSize}, that of all workers together: their number changes the time and not the result.`,
    );
    expect(detail).toMatch(/Handed over: the network \([\d.]+ [kM]?B of weights\) .*, in \/shared\./);
    expect(detail).toContain(plan.dataset.path);
  });

  it('tells a time only where it was measured there, with as much', () => {
    const there = run({ cluster, name: 'Case 1 · today' });
    const seconds = there.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
    expect(seconds).toBeGreaterThan(0);
    expect(clusterQuestion(plan, images, cluster, [there]).detail).toContain('“Case 1 · today” trained ');
    const unknown = 'how long it takes is not known';
    const others = [
      run(),
      run({ cluster: { ...cluster, workers: 2 } }),
      run({ cluster: { ...cluster, address: 'http://127.0.0.1:8266/' } }),
      run({ cluster, state: 'stopped' }),
    ];
    for (const other of [...others, undefined])
      expect(clusterQuestion(plan, images, cluster, other ? [other] : []).detail).toContain(unknown);
  });

  it('speaks of one worker as of one', () => {
    const one = { ...cluster, workers: 1, cpus: 1, gpus: 0 };
    expect(workersText(one)).toBe('1 worker with 1 processor');
    expect(clusterQuestion(plan, images, one, []).detail).toContain(
      `The batch stays ${plan.training.batchSize}.`,
    );
  });
});

it('what a cluster took tells nothing of this machine', () => {
  expect(estimateSeconds(plan, [run()])).not.toBeNull();
  expect(estimateSeconds(plan, [run({ cluster })])).toBeNull();
});
