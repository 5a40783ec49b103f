import { expect, it } from 'vitest';
import type { OddFile } from '../../../../src/design/dataset-facts';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { Project } from '../../../../src/launch/project/project';
import { designProject } from '../../../../src/launch/project/project';
import { checkAnswer, planAnswer } from '../../../../src/launch/project/project-answers';
import { dataset, folder } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { measuredAs } from '../../../fixtures/measured';
import { designed, header } from '../../design/support/designed';

it('machines are told of every file that a message cuts off', () => {
  const oddFiles: OddFile[] = Array.from({ length: 21 }, (_, index) => ({
    file: `cats/${index}.heic`,
    reason: 'unsupported format',
  }));
  const facts = folder({ cats: 40, dogs: 40, neither: 20 }, { oddFiles });
  const result = designed(header, { dataset: { train: { found: true, facts } } });
  const { problems } = JSON.parse(JSON.stringify(checkAnswer({ result } as Project)));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code: 'odd-files', files: oddFiles });
  expect(problems[0].message).toContain('and 18 more');
  expect(problems[0].message).toContain('HEIC becomes JPEG by "sips');
});

it('machines are told what was measured with the plan, and whether it may not hold any more', () => {
  const graph = demoLike();
  const facts = { graph, dataset: dataset({ cats: 60, dogs: 60 }) };
  const measurement = measuredAs('different', graph);
  const parsed = parseTransferFile('base: demo\ndataset: { path: images }\n');
  const answer = (more: object) =>
    planAnswer(designProject('/p/transfer.yaml', parsed, { ...facts, ...more }));
  expect(answer({ measurement })).toMatchObject({
    measured: {
      cut: { layer: 'pool2' },
      similarity: { answer: 'different' },
      on: expect.stringContaining('96'),
    },
  });
  expect(answer({ measurement })).not.toHaveProperty('measured.stale');
  const staleMeasurement = { measurement, trainingImages: 80, changed: ['images'] };
  expect(answer({ staleMeasurement })).toMatchObject({
    measured: { stale: 'stale, measured before your pictures changed' },
  });
  expect(answer({})).not.toHaveProperty('measured');
});
