import { expect, it } from 'vitest';
import type { OddFile } from '../../../../src/design/dataset-facts';
import type { Project } from '../../../../src/launch/project/project';
import { checkAnswer } from '../../../../src/launch/project/project-answers';
import { folder } from '../../../fixtures/folder-facts';
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
