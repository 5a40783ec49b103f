import { describe, expect, it } from 'vitest';
import { plainRates } from '../../../../src/design/cluster/cluster-rates';
import { type PacedRun, paceOfRuns } from '../../../../src/launch/runs/known-pace';
import type { EpochEvent, RunRates } from '../../../../src/shared/run-events';
import type { RunCluster } from '../../../../src/shared/run-record';
import { mobilePlan } from '../../../fixtures/cluster-plan';
import { runRecord, runResult } from '../../../fixtures/fake-run';

const rates = plainRates();
const [head, everything] = mobilePlan.phases;
const onePhase = { ...mobilePlan, phases: head ? [head] : [] };

const epoch = (phase: number, number: number, seconds: number): EpochEvent => ({
  ...{ event: 'epoch', start: 'pretrained', phase, epoch: number, epochs: 9, loss: 1, accuracy: 1 },
  ...{
    validationLoss: 1,
    validationAccuracy: 1,
    validationImages: 200,
    best: true,
    secondsLeft: null,
    seconds,
  },
});

interface Ran {
  readonly plan?: typeof mobilePlan;
  readonly rates?: Partial<RunRates>;
  readonly cluster?: RunCluster;
  readonly images?: number;
  readonly epochs?: readonly EpochEvent[];
  readonly engine?: string;
}

function ran(name: string, { plan = onePhase, cluster, images = 800, epochs = [], ...run }: Ran): PacedRun {
  const engine = run.engine ?? 'tfjs-node 4.22.0';
  const none = { decoding: null, prefix: null, training: null, limit: null, run: { images: 1, seconds: 1 } };
  const dataset = { fingerprint: '', trainImages: images, validationImages: 200, testImages: 0, leftOut: [] };
  return {
    epochs,
    record: {
      ...runRecord('transfer.yaml', ''),
      ...{
        name,
        plan,
        dataset,
        state: 'finished',
        result: { ...runResult, rates: { ...none, ...run.rates } },
      },
      ...(cluster ? { cluster } : {}),
      engines: { features: engine, training: engine },
    },
  };
}

const pace = (runs: readonly PacedRun[], isOnGpu = false) =>
  paceOfRuns(
    runs,
    { ...mobilePlan, phases: [head, everything].flatMap((phase) => phase ?? []) },
    rates,
    isOnGpu,
  );

describe('what finished runs tell of a pace', () => {
  it('is, of the frozen layers, what the processors took, shared out by the time of decoding and of layers', () => {
    const rates = {
      decoding: { images: 1_000, seconds: 10 },
      prefix: { images: 1_000, seconds: 30 },
      training: { images: 800, seconds: 5, processorSeconds: 8 },
      limit: { images: 1_000, seconds: 36, processorSeconds: 68 },
    };
    const known = pace([ran('newest', { rates })]);
    // Each view is one of the images that went through the layers.
    const augment = { flip: 'none', shift: 0.1, brightness: 0, views: 4 } as const;
    const plan = { ...onePhase, training: { ...onePhase.training, augment } };
    expect(pace([ran('newest', { rates, plan })])).toEqual(known);
    expect(known.decode).toBeCloseTo(0.015, 9);
    expect(known.answer).toBeCloseTo(0.045 / 300e6, 15);
    expect(known.runs).toEqual(['newest']);
  });

  it('is nothing where a run had the outputs already, or too few images', () => {
    const few = {
      ...{ decoding: { images: 99, seconds: 1 }, prefix: { images: 99, seconds: 1 } },
      limit: { images: 99, seconds: 2, processorSeconds: 2 },
    };
    expect(pace([ran('cached', {}), ran('few', { rates: few, images: 99 })])).toEqual({
      ...{ trained: new Map(), runs: [] },
    });
  });

  it('is not that of WebAssembly, nor of a GPU', () => {
    const rates = {
      ...{ decoding: { images: 800, seconds: 1 }, prefix: { images: 800, seconds: 1 } },
      training: { images: 800, seconds: 1, processorSeconds: 1 },
      limit: { images: 800, seconds: 3, processorSeconds: 3 },
    };
    const ofEngine = (engine: string) => pace([ran('one', { rates, engine, epochs: [epoch(1, 1, 1)] })]).runs;
    expect(ofEngine('onnxruntime-node 1.30.0')).toEqual(['one']);
    expect(ofEngine('tfjs-wasm 4.22.0')).toEqual([]);
    expect(ofEngine('onnxruntime-node 1.30.0 on the GPU (WebGPU)')).toEqual([]);
  });

  it('is, of what trains, the processor seconds of an image, more in the phase whose epochs take longer', () => {
    const epochs = [...[1, 2, 3].map((number) => epoch(1, number, 1)), epoch(2, 1, 9)];
    const training = { images: 3_200, seconds: 12, processorSeconds: 24 };
    const { trained } = pace([ran('here', { plan: mobilePlan, rates: { training }, epochs })]);
    expect(trained.get('pool')).toBeCloseTo((24 / 3_200) * (1 / 3), 9);
    expect(trained.get('early')).toBeCloseTo((24 / 3_200) * 3, 9);
  });

  const cluster: RunCluster = { address: '', storage: '', workers: 2, cpus: 4, gpus: 0 };

  it('is of a cluster what its epochs take beside waiting, where that is the most of it', () => {
    const busy = [20, 10, 10].map((seconds, index) => epoch(1, index + 1, seconds));
    const { trained, runs } = pace([
      ran('waiting', { cluster, epochs: [epoch(1, 1, 0.1)] }),
      ran('busy', { cluster, epochs: busy }),
    ]);
    const waiting = 25 * (rates.step + (4 * 3_843) / rates.network + 2 * rates.latency);
    expect(trained.get('pool')).toBeCloseTo(((10 - waiting) * 8) / 800, 9);
    expect(runs).toEqual(['busy']);
  });

  it('is of a cluster without the statistics that it adds up where it normalises by the batch', () => {
    const epochs = [epoch(1, 1, 20), epoch(2, 1, 20)];
    const paceBy = (batchNorm: 'batch' | 'inference') => {
      const phases = mobilePlan.phases.map((phase) => ({ ...phase, batchNorm }));
      return pace([ran('one', { plan: { ...mobilePlan, phases }, cluster, epochs })]).trained.get('early');
    };
    const each = (4 * 1_280) / rates.network + 2 * rates.latency;
    const added = (Number(paceBy('inference')) - Number(paceBy('batch'))) * (800 / 8);
    expect(added).toBeCloseTo(25 * 4 * each, 9);
  });

  it('is of GPUs only what GPUs took', () => {
    const epochs = [epoch(1, 1, 10)];
    const processors = ran('processors', { cluster, epochs });
    const gpus = ran('gpus', { cluster: { ...cluster, gpus: 1 }, epochs });
    const here = ran('here', {
      epochs,
      rates: { training: { images: 800, seconds: 9, processorSeconds: 9 } },
    });
    expect(pace([here, processors, gpus], true).runs).toEqual(['gpus']);
    expect(pace([gpus, processors, here]).runs).toEqual(['processors']);
  });

  it('is that of the newest run that tells', () => {
    const training = (processorSeconds: number) => ({
      training: { images: 800, seconds: 1, processorSeconds },
    });
    const epochs = [epoch(1, 1, 1)];
    const known = pace([
      ran('new', { rates: training(8), epochs }),
      ran('old', { rates: training(80), epochs }),
    ]);
    expect(known.trained.get('pool')).toBeCloseTo(0.01, 9);
    expect(known.runs).toEqual(['new']);
  });
});
