import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { DatasetFacts } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import {
  type FactSources,
  isWrittenByRuns,
  KnownFacts,
  watchedFolders,
} from '../../../../src/launch/project/known-facts';
import { designProject, type FoundBase } from '../../../../src/launch/project/project';
import { dataset, folder } from '../../../fixtures/folder-facts';
import { demoLike, residual } from '../../../fixtures/layer-graphs';

const file = (base: string, images = 'images') =>
  parseTransferFile(`base: ${base}\ndataset: { path: ${images} }\n`);

/** Facts whose sources answer when they are told to. */
function facts() {
  const asked: {
    readonly name: string;
    readonly answer: (found: FoundBase) => void;
    readonly signal: AbortSignal;
  }[] = [];
  const onChange = vi.fn();
  const images = vi.fn(async () => dataset({ cats: 30 }));
  const scales = vi.fn<FactSources['scales']>(async () => undefined);
  const measurement = vi.fn<FactSources['measurement']>(async () => ({}));
  const odd = vi.fn<FactSources['odd']>(async () => undefined);
  const known = new KnownFacts(
    {
      base: (of, signal) =>
        new Promise((answer) => asked.push({ name: of.config.base?.model ?? '', answer, signal })),
      images,
      scales,
      measurement,
      odd,
    },
    onChange,
    5,
  );
  return { known, asked, onChange, images, scales, measurement, odd };
}

describe('known facts', () => {
  it('never wait: they come later, and are told', async () => {
    const { known, asked, onChange } = facts();
    expect(known.of(file('demo'))).toEqual({});
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    const graph = demoLike();
    asked[0]?.answer({ graph });
    await known.settled();
    expect(known.of(file('demo'))).toMatchObject({ graph, dataset: { train: { found: true } } });
    expect(onChange).toHaveBeenCalledTimes(2);
    expect(asked).toHaveLength(1);
    known.dispose();
  });

  it('keep the last base while another one is looked up or none is named', async () => {
    const { known, asked } = facts();
    known.of(file('demo'));
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    const graph = demoLike();
    asked[0]?.answer({ graph });
    await known.settled();
    expect(known.of(parseTransferFile('base:\n'))).toMatchObject({ graph });
    expect(known.of(file('other'))).toMatchObject({ graph });
    await vi.waitFor(() => expect(asked).toHaveLength(2), 10_000);
    const other = residual();
    asked[1]?.answer({ graph: other });
    await known.settled();
    expect(known.of(file('other')).graph).toBe(other);
    known.dispose();
  });

  it('take the answer for what is named now, also when an earlier one comes later', async () => {
    const { known, asked } = facts();
    known.of(file('one'));
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    known.of(file('two'));
    await vi.waitFor(() => expect(asked).toHaveLength(2), 10_000);
    expect(asked[0]?.signal.aborted).toBe(true);
    const graph = demoLike();
    asked[1]?.answer({ graph });
    await known.settled();
    asked[0]?.answer({ graph: residual() });
    await turn();
    expect(known.of(file('two')).graph).toBe(graph);
    known.dispose();
  });

  it('look the base up again for another size of pictures, and the images for another pattern', async () => {
    const { known, asked, images } = facts();
    const of = (rest: string, input = '') =>
      known.of(parseTransferFile(`base: { model: demo${input} }\ndataset:\n  path: images\n${rest}`));
    of('');
    await vi.waitFor(() => expect([asked.length, images.mock.calls.length]).toEqual([1, 1]), 10_000);
    of('', ', input: { size: [96, 96] }');
    await vi.waitFor(() => expect(asked).toHaveLength(2), 10_000);
    of('  groupBy: "^(.)"\n', ', input: { size: [96, 96] }');
    await vi.waitFor(() => expect(images).toHaveBeenCalledTimes(2), 10_000);
    expect(asked).toHaveLength(2);
    known.dispose();
  });

  it('look once for several changes within a moment, and again when told to', async () => {
    const { known, asked, images } = facts();
    known.of(file('demo'));
    await vi.waitFor(() => expect([asked.length, images.mock.calls.length]).toEqual([1, 1]), 10_000);
    asked[0]?.answer({ graph: demoLike() });
    for (let time = 0; time < 10; time += 1) known.refreshImages();
    await vi.waitFor(() => expect(images).toHaveBeenCalledTimes(2), 10_000);
    await known.settled();
    expect(images).toHaveBeenCalledTimes(2);
    known.dispose();
  });

  it('measure the scale of a base that does not say it, once however often the text changes', async () => {
    const { known, asked, onChange, scales } = facts();
    const { graph, base } = { graph: demoLike({ input: {} }), base: { modelFile: '/m', fingerprint: 'f' } };
    const measured = { fingerprint: 'f', pictures: 16, trials: [] };
    scales.mockResolvedValue(measured);
    const typed = (more = '', name = 'demo') => {
      const parsed = parseTransferFile(`base: ${name}\ndataset: { path: images }\n${more}`);
      known.wantScales(designProject('/p/transfer.yaml', parsed, known.of(parsed)));
    };
    typed();
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    asked[0]?.answer({ graph, base });
    await known.settled();
    expect(scales).not.toHaveBeenCalled();
    onChange.mockClear();
    for (const more of ['', 'case: 1\n', 'case: 2\n', '']) typed(more);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), 10_000);
    expect(scales).toHaveBeenCalledTimes(1);
    expect(scales.mock.calls[0]?.[0]).toMatchObject({
      base,
      question: { size: [64, 64], resize: 'stretch' },
    });
    expect(known.of(file('demo')).scales).toBe(measured);
    typed('case: 3\n');
    typed('', '{ model: demo, input: { resize: pad } }');
    await vi.waitFor(() => expect(scales).toHaveBeenCalledTimes(2), 10_000);
    known.dispose();
  });

  it('measure no scale that the base says itself', async () => {
    const { known, asked, scales } = facts();
    known.of(file('demo'));
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    asked[0]?.answer({ graph: demoLike(), base: { modelFile: '/m', fingerprint: 'f' } });
    await known.settled();
    known.wantScales(designProject('/p/transfer.yaml', file('demo'), known.of(file('demo'))));
    await turn();
    expect(scales).not.toHaveBeenCalled();
    known.dispose();
  });

  it('stop a measurement that is superseded', async () => {
    const { known, asked, scales } = facts();
    scales.mockReturnValue(new Promise(() => {}));
    const typed = (text: string) =>
      known.wantScales(
        designProject('/p/transfer.yaml', parseTransferFile(text), known.of(parseTransferFile(text))),
      );
    known.of(file('demo'));
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    asked[0]?.answer({ graph: demoLike({ input: {} }), base: { modelFile: '/m', fingerprint: 'f' } });
    await known.settled();
    typed('base: demo\ndataset: { path: images }\n');
    await vi.waitFor(() => expect(scales).toHaveBeenCalledTimes(1), 10_000);
    typed('base: { model: demo, input: { resize: pad } }\ndataset: { path: images }\n');
    await vi.waitFor(() => expect(scales).toHaveBeenCalledTimes(2), 10_000);
    expect(scales.mock.calls.map(([, { aborted }]) => aborted)).toEqual([true, false]);
    known.dispose();
    expect(scales.mock.calls.map(([, { aborted }]) => aborted)).toEqual([true, true]);
  });

  it('tell nothing after they are disposed', async () => {
    const { known, asked, onChange } = facts();
    known.of(file('demo', ''));
    await vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);
    known.dispose();
    onChange.mockClear();
    asked[0]?.answer({ graph: demoLike() });
    await known.settled();
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('the folders to watch', () => {
  it('are those of the images and of a base on disk', () => {
    const text = 'base: ./net/model.json\ndataset: { path: images, validation: 0.2, test: ../test }\n';
    const look = (path: string) => ({ found: true as const, facts: folder({ cats: 1 }, { path }) });
    const known = { train: look('/pets/images'), test: look('/test') };
    expect(watchedFolders(parseTransferFile(text), '/pets', known)).toEqual({
      images: ['/pets/images', '/test'],
      base: '/pets/net',
    });
    expect(watchedFolders(file('demo'), '/pets', known)).toEqual({
      images: ['/pets/images'],
      base: undefined,
    });
    expect(watchedFolders(file('nets/one'), '/pets', known).base).toBe('/pets/nets/one');
    expect(watchedFolders(parseTransferFile(''), '/pets', known)).toEqual({ images: [], base: undefined });
  });

  it('are the list itself where the images stand in one', () => {
    const known = { train: { found: true as const, facts: { ...folder({}), path: '/pets/all.parquet' } } };
    expect(watchedFolders(file('demo', 'all.parquet'), '/pets', known).images).toEqual(['/pets/all.parquet']);
  });

  it('are the list itself, and not the one that was made of the copy, where images are named in a bucket', () => {
    const facts = {
      ...folder({}),
      path: '/pets/.transfer/bucket/all/list.parquet',
      copyOf: '/pets/all.parquet',
    };
    const known = { train: { found: true as const, facts } };
    expect(watchedFolders(file('demo', 'all.parquet'), '/pets', known).images).toEqual(['/pets/all.parquet']);
  });

  it('are not those that nobody has looked into, or that are a whole disk', () => {
    const missed = (reason: 'missing' | 'too large' | 'outside') => ({
      train: { found: false as const, path: '/pets/images', reason },
    });
    const images = (known?: DatasetFacts) => watchedFolders(file('demo'), '/pets', known).images;
    expect(images(undefined)).toEqual([]);
    expect(images(missed('too large'))).toEqual([]);
    expect(images(missed('outside'))).toEqual([]);
    expect(images(missed('missing'))).toEqual(['/pets/images']);
  });
});

describe('what runs write', () => {
  it.each([
    ['/pets/runs/one/events.jsonl', true],
    ['/pets/.transfer/features/a.npy', true],
    ['/pets/images/runs/one.jpg', false],
    ['/elsewhere/runs/one.jpg', false],
  ])('%s: %s', (file, expected) => {
    expect(isWrittenByRuns(file, '/pets')).toBe(expected);
  });
});
