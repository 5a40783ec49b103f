import { describe, expect, it } from 'vitest';
import type { DatasetFacts, FolderLook } from '../../../../src/design/dataset-facts';
import { folderOfImages, isImageList } from '../../../../src/design/image-list';
import { designed } from '../support/designed';

const place = '/home/me/all.parquet';

type Side = 'train' | 'validation' | 'test';

/** A side of a list with so many images of each class. */
function side(of: Side | undefined, counts: Record<string, number>): FolderLook {
  const classes = Object.entries(counts).map(([name, count]) => ({
    name,
    images: Array.from({ length: count }, (_, at) => ({
      file: `pictures/${of}-${name}-${at}.jpg`,
      bytes: 9,
    })),
  }));
  return {
    found: true,
    facts: { path: place, classes, oddFiles: [], looseImages: 0, ...(of ? { side: of } : {}) },
  };
}

const text = 'base: demo\ndataset: { path: all.parquet, similarity: similar }\n';
const codes = (dataset: DatasetFacts, of = text) =>
  designed(of, { dataset }).problems.map(({ code, message }) => ({ code, message }));

describe('a list of images', () => {
  it('is told by its name, and its images are named from its folder', () => {
    expect(['a.parquet', 'b/A.PARQUET', 'parquet', 'a.parquet/b'].map(isImageList)).toEqual([
      ...[true, true, false, false],
    ]);
    expect([place, '/x.parquet', 'C:\\a\\b.parquet', '/images'].map(folderOfImages)).toEqual([
      ...['/home/me/', '/', 'C:\\a\\', '/images'],
    ]);
  });

  it('may hold all sides, which share no image', () => {
    const train = side('train', { cats: 40, dogs: 40, neither: 40 });
    const validation = side('validation', { cats: 9, dogs: 9, neither: 9 });
    const test = side('test', { cats: 9, dogs: 9, neither: 9 });
    const { problems, plan } = designed(text, { dataset: { train, validation, test } });
    expect(problems).toEqual([]);
    expect(plan?.dataset).toMatchObject({ path: place, validation: place, test: place });
  });

  it('without sides is refused as its own validation', () => {
    const all = side(undefined, { cats: 40, dogs: 40, neither: 40 });
    const named = text.replace('path: all.parquet', 'path: all.parquet, validation: all.parquet');
    expect(codes({ train: all, validation: all }, named)).toEqual([
      {
        code: 'validation-shares-training',
        message: expect.stringContaining('The validation list /home/me/all.parquet and the training images'),
      },
    ]);
  });

  it('is told of as a list, not as a folder', () => {
    const missed = (reason: 'missing' | 'not a list', detail?: string) =>
      codes({ train: { found: false, path: place, reason, ...(detail ? { detail } : {}) } })[0]?.message;
    expect(missed('missing')).toBe(
      'The list of images /home/me/all.parquet does not exist. Write it, or correct the path in `dataset.path`.',
    );
    expect(missed('not a list', 'Row 3 has no text.')).toBe(
      "The list of images /home/me/all.parquet can't be used. Row 3 has no text.",
    );
    // Classes that are called like the parts of a split mean nothing in a list.
    const strange = side(undefined, { train: 40, test: 40, neither: 40 });
    expect(codes({ train: strange })).toEqual([]);
  });
});
