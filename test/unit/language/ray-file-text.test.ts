import { describe, expect, it } from 'vitest';
import { readRayFile } from '../../../src/design/format/ray-file';
import { newRayFileText, rayFileOffersAt } from '../../../src/language/ray-file-text';

it('a new ray.yaml reads as what it was written for, also with what its comments offer', () => {
  const text = newRayFileText('https://ray.example:8265/');
  const asWritten = { address: 'https://ray.example:8265/', workers: 1, worker: { cpus: 1, gpus: 0 } };
  expect(readRayFile(text)).toEqual(asWritten);
  const taken = text.replace('# storage', 'storage');
  expect(readRayFile(taken)).toEqual({ ...asWritten, storage: '/shared/transfer' });
});

/** What is offered at the `|`. */
function offered(text: string): readonly string[] {
  const offset = text.indexOf('|');
  return rayFileOffersAt(text.replace('|', ''), offset)?.offers.map(({ insert }) => insert) ?? [];
}

describe('in ray.yaml', () => {
  it.each([
    ['|', ['address: ', 'storage: ', 'workers: ', 'worker:\n  ']],
    ['address: x\nw|', ['storage: ', 'workers: ', 'worker:\n  ']],
    ['worker:\n  |', ['cpus: ', 'gpus: ']],
    ['worker: { cpus: 2, | }', ['gpus: ']],
    ['address: |', ['http://127.0.0.1:8265']],
    ['storage: |', ['s3://bucket/results']],
    ['# |', []],
  ])('%j is gone on with by %j', (text, words) => {
    expect(offered(text)).toEqual(words);
  });
});
