import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../src/design/base/graph-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import { type StudyOptions, studyDefaults } from '../../../../src/design/study/study';
import { studyDepths } from '../../../../src/design/study/study-depths';
import { studyTrainings } from '../../../../src/design/study/study-trainings';
import { recordComplaint } from '../../../../src/disk/runs/run-record-check';
import { runRecord } from '../../../fixtures/fake-run';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike, inception, residual } from '../../../fixtures/layer-graphs';
import { header } from '../support/designed';

const factsFor = (graph: LayerGraph) => {
  const facts = factsOf(graph);
  if (!facts) throw new Error('There must be layers.');
  return facts;
};

function studyOf(text = header, options: Partial<StudyOptions> = {}, graph = demoLike()) {
  const images = dataset({ cats: 40, dogs: 40, neither: 20 });
  const inputs = {
    file: parseTransferFile(text),
    facts: factsFor(graph),
    dataset: images,
    scales: undefined,
  };
  const study = studyTrainings(inputs, { ...studyDefaults, ...options });
  if (!study) throw new Error('There must be something to study.');
  return study;
}

function planOf(line: string, copied: number, study = studyOf()) {
  const found = study.trainings.find((one) => one.line === line && one.copied === copied);
  if (!found) throw new Error('There is no such training.');
  return found.plan;
}

describe('the depths of a study', () => {
  const layersOf = (graph: LayerGraph, most = 8) =>
    studyDepths(parseTransferFile(header), factsFor(graph), most);

  it('are after each layer that computes by weights, with what rescales its output', () => {
    expect(layersOf(demoLike())).toEqual([
      { layer: 'pool1', copied: 1 },
      { layer: 'pool2', copied: 2 },
      { layer: 'flatten', copied: 3 },
      { layer: 'dense1_relu', copied: 4 },
      { layer: 'dense2_relu', copied: 5 },
    ]);
  });

  it('are between blocks where there are branches', () => {
    expect(layersOf(inception()).map(({ layer }) => layer)).toEqual(['stem', 'mixed1', 'avg_pool']);
  });

  it('are as many as asked for, the first and the last among them', () => {
    const depths = layersOf(residual(60), 5);
    const all = layersOf(residual(60), 1000);
    expect(depths).toHaveLength(5);
    expect([depths[0], depths.at(-1)]).toEqual([all[0], all.at(-1)]);
    expect(layersOf(residual(60), 1)).toEqual(all.slice(-1));
  });
});

describe('the trainings of a study', () => {
  it('copy nothing once, and at each depth freeze and fine-tune, with each seed', () => {
    const { trainings } = studyOf(header, { seeds: 2 });
    const lines = trainings.map(({ line, copied, seed }) => `${seed} ${copied} ${line}`);
    expect(lines.slice(0, 4)).toEqual(['1 0 random', '1 1 frozen', '1 1 fine-tuned', '1 2 frozen']);
    expect(lines).toHaveLength(22);
    expect(new Set(lines).size).toBe(22);
    expect(trainings.every(({ seed, plan }) => plan.training.seed === seed)).toBe(true);
  });

  it('train all but the copied layers, whose weights are taken so far and no further', () => {
    const plan = planOf('frozen', 2);
    expect(plan).toMatchObject({ init: 'pretrained', pretrainedThrough: 'pool2', cut: 'dense2_relu' });
    expect(plan.phases).toHaveLength(1);
    const [phase] = plan.phases;
    expect(phase?.trainable).toEqual(['conv3', 'bn3', 'dense1', 'dense2', 'head_classes']);
    expect(phase).toMatchObject({ batchNorm: 'batch', minimumSteps: 0, learningRate: 0.001 });
  });

  it('compute the copied layers once where they are frozen', () => {
    expect(planOf('frozen', 2).phases[0]?.cache?.cut).toBe('pool2');
    expect(planOf('random', 0).phases[0]?.cache?.cut).toBe('input');
  });

  it('differ in a second phase alone where the copied layers are fine-tuned', () => {
    const [frozen, tuned] = [planOf('frozen', 3), planOf('fine-tuned', 3)];
    expect(tuned.phases[0]).toEqual(frozen.phases[0]);
    const second = tuned.phases[1];
    expect(second?.trainable).toEqual(planOf('random', 0).phases[0]?.trainable);
    expect(second).toMatchObject({ learningRate: 0.0001, batchNorm: 'inference' });
  });

  it('leave no layer frozen that is not copied', () => {
    for (const { plan, copied } of studyOf().trainings) {
      const frozen = plan.layers.filter((layer) => layer.frozen).length;
      expect(frozen > 0).toBe(copied > 0 && plan.phases.length === 1);
    }
  });

  it('take the whole base whatever the file cuts, freezes and trains, and keep its head and batches', () => {
    const own = `${header}cut: pool1\nfreeze: all\nhead: { layers: [{ dense: 16 }] }\ntrain:\n  batchSize: 8\n  seed: 7\n  phases: [{ train: head }]\n`;
    const study = studyOf(own, { seeds: 1 });
    expect(study.depths).toHaveLength(5);
    const plan = planOf('frozen', 1, study);
    expect(plan).toMatchObject({ cut: 'dense2_relu', head: { layers: [{ dense: 16 }] } });
    expect(plan.training).toMatchObject({ batchSize: 8, seed: 7, fallback: null });
  });

  it('have epochs enough for some hundred batches, and as many as are asked for', () => {
    const steps = (epochs: number, images: number) => epochs * Math.ceil((images * 0.8 * 0.75) / 32);
    expect(steps(studyOf().epochs, 100)).toBeGreaterThanOrEqual(200);
    expect(planOf('frozen', 1, studyOf(header, { epochs: 3 })).phases[0]?.epochs).toBe(3);
    expect(studyOf(header, { images: 50 }).epochs).toBeGreaterThanOrEqual(studyOf().epochs);
  });

  it('are runs as any others', () => {
    for (const { plan } of studyOf(header, { seeds: 1 }).trainings) {
      const record = {
        ...runRecord('/pets/transfer.yaml', header),
        plan: { ...plan, base: { ...plan.base, fingerprint: 'ab'.repeat(32) } },
      };
      expect(recordComplaint(JSON.parse(JSON.stringify(record)))).toBeUndefined();
    }
  });

  it('are none where the base can only be run', () => {
    const graph: LayerGraph = { ...demoLike(), trainsBase: false };
    const inputs = {
      file: parseTransferFile(header),
      facts: factsFor(graph),
      dataset: dataset({ a: 9, b: 9 }),
      scales: undefined,
    };
    expect(studyTrainings(inputs, studyDefaults)).toBeUndefined();
  });
});
