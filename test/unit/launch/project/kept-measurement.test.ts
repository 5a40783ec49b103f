import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { LayerGraph } from '../../../../src/design/layer-graph';
import {
  KeptMeasurements,
  type MeasurementLookup,
  measurementLookup,
} from '../../../../src/launch/project/kept-measurement';
import { designProject } from '../../../../src/launch/project/project';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const root = path.resolve(import.meta.dirname, '../../../..');
const graph = demoLike();
const text = 'base: demo\ndataset: { path: images }\n';
const pictures = dataset({ cats: 40, dogs: 40 });

interface Named {
  readonly written?: string;
  readonly images?: DatasetFacts;
  readonly base?: LayerGraph;
  readonly file?: string;
}

function lookup({
  written = text,
  images = pictures,
  base = graph,
  file = 'transfer.yaml',
}: Named = {}): MeasurementLookup {
  const facts = {
    base: { modelFile: '/m', fingerprint: base.fingerprint },
    graph: base,
    dataset: images,
  };
  const found = measurementLookup(designProject(`/p/${file}`, parseTransferFile(written), facts));
  if (found === undefined) throw new Error('There is nothing to measure.');
  return found;
}

async function keptIn(folder: string): Promise<KeptMeasurements> {
  return KeptMeasurements.of(folder, { root, bundles: path.join(root, 'dist') });
}

describe('what was measured of a file', () => {
  it('is known again as long as base, pictures and what the file says of them are the same', async () => {
    const kept = await keptIn(scratchFolder());
    const measurement = measuredAs('similar', graph);
    expect(await kept.find(lookup())).toEqual({});
    await kept.keep(lookup(), 500, measurement);
    expect(await kept.find(lookup())).toEqual({ measurement });
    expect(await kept.find(lookup({ written: `${text}case: 2\ntrain: { batchSize: 4 }\n` }))).toEqual({
      measurement,
    });
    expect(await kept.read(lookup())).toMatchObject({ asked: 500, trainingImages: 64 });
  });

  it.each<[string, Named, readonly string[]]>([
    ['pictures', { images: dataset({ cats: 41, dogs: 40 }) }, ['images']],
    ['a base', { base: demoLike({ fingerprint: 'another' }) }, ['base']],
    [
      'base and pictures',
      { base: demoLike({ fingerprint: 'b' }), images: dataset({ a: 9, b: 9 }) },
      ['base', 'images'],
    ],
    ['the part that validates', { written: `${text}`.replace(' }', ', validation: 0.4 }') }, ['settings']],
  ])('stays, as what may not hold any more, with other %s, and says that', async (_, now, changed) => {
    const kept = await keptIn(scratchFolder());
    const measurement = measuredAs('similar', graph);
    await kept.keep(lookup(), 500, measurement);
    const found = await kept.find(lookup(now));
    expect(found).toEqual({ staleMeasurement: { measurement, trainingImages: 64, changed } });
    // Taken back, it holds again.
    expect(await kept.find(lookup())).toEqual({ measurement });
  });

  it('is the last of its measurements, and none of another file', async () => {
    const kept = await keptIn(scratchFolder());
    const first = measuredAs('similar', graph);
    const second = measuredAs('different', graph);
    await kept.keep(lookup(), 500, first);
    await kept.keep(lookup({ images: dataset({ cats: 50, dogs: 50 }) }), 500, second);
    const found = await kept.find(lookup({ images: dataset({ cats: 60, dogs: 60 }) }));
    expect(found.staleMeasurement?.measurement).toEqual(second);
    expect(await kept.find(lookup({ file: 'other.yaml', images: dataset({ cats: 9, dogs: 9 }) }))).toEqual(
      {},
    );
  });

  it('decides nothing once it may not hold any more', () => {
    const open = parseTransferFile(text);
    const facts = { base: { modelFile: '/m', fingerprint: graph.fingerprint }, graph, dataset: pictures };
    const measurement = measuredAs('different', graph);
    const fresh = designProject('/p/transfer.yaml', open, { ...facts, measurement });
    const staleMeasurement = { measurement, trainingImages: 64, changed: ['images'] as const };
    const stale = designProject('/p/transfer.yaml', open, { ...facts, staleMeasurement });
    expect(fresh.result.suggestion?.similaritySource).toBe('measured');
    expect(stale.result.suggestion?.similaritySource).toBe('assumed');
    expect(stale.facts.staleMeasurement).toEqual(staleMeasurement);
  });
});
