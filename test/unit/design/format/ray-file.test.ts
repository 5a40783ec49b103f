import { describe, expect, it } from 'vitest';
import { checkRayFile, readRayFile } from '../../../../src/design/format/ray-file';

/** The marked parts of the text, each with what is said of it. */
function told(text: string) {
  return checkRayFile(text).faults.map(
    ({ message, range }) => [text.slice(range.start, range.end), message] as const,
  );
}

describe('ray.yaml', () => {
  it('says where and on how much a plan is trained', () => {
    const text = 'address: https://ray.example\nstorage: /shared\nworkers: 8\nworker: { cpus: 4, gpus: 1 }\n';
    expect(readRayFile(text)).toEqual({
      ...{ address: 'https://ray.example', storage: '/shared', workers: 8 },
      worker: { cpus: 4, gpus: 1 },
    });
    expect(told(text)).toEqual([]);
  });

  it.each(['', '# nothing yet\n', 'null\n'])('may say nothing: %j', (text) => {
    expect(readRayFile(text)).toEqual({});
  });

  it('is told all that is wrong, each where it stands', () => {
    const text = 'address: 7\nworkers: many\ntoken: s3cret\nworker:\n  cpus: 0\n  memory: 8\n';
    expect(told(text)).toEqual([
      ['token', expect.stringMatching(/^ray\.yaml has a key `token`; there are .* A token never stands/)],
      ['memory', expect.stringContaining('has a key `worker.memory`; there are `worker.cpus`')],
      ['7', 'ray.yaml has no text at `address`.'],
      ['many', 'ray.yaml has no whole number from 1 to 10000 at `workers`.'],
      ['0', 'ray.yaml has no whole number from 1 to 10000 at `worker.cpus`.'],
    ]);
    // Nothing of a value is in a message.
    expect(JSON.stringify(told(text).map(([, message]) => message))).not.toContain('s3cret');
    expect(() => readRayFile(text)).toThrow(/has a key `token`/);
  });

  it.each([
    ['address:\n', 'address', 'ray.yaml has no text at `address`.'],
    ['worker: 3\n', '3', 'ray.yaml has no keys in `worker`, such as `cpus: 4`.'],
    ['- a\n', '- a\n', 'ray.yaml has no keys, such as `address: http://127.0.0.1:8265`.'],
    [
      'worker: { gpus: 2 }\n',
      '2',
      'ray.yaml has no whole number from 0 to 1 at `worker.gpus`. A worker computes on one GPU: for more GPUs take more workers.',
    ],
  ])('%j is marked at %j', (text, marked, message) => {
    expect(told(text).map(([place, words]) => [place.trim(), words])).toEqual([[marked.trim(), message]]);
  });

  it('that is no YAML is told so, and nothing else', () => {
    const [first, ...others] = told('address: [http\nworkers: many\n');
    expect(first?.[1]).toMatch(/^ray\.yaml can't be read\. /);
    expect(others).toEqual([]);
  });
});
