import { describe, expect, it } from 'vitest';
import type { FoundStudy } from '../../../src/launch/runs/studies';
import { panelStudy, studyPageOf } from '../../../src/views/panel-study';
import { noStudy, outcomes, studied } from '../../fixtures/studied';
import { header, project } from '../language/support/project';

const all = outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] });
const found = (count: number): FoundStudy => ({
  ...{ question: {}, result: studied(all.slice(0, count)), subject: '', isStale: false, left: '' },
});

describe('the study in the panel', () => {
  it('is as far as its trainings are, and the one at hand', () => {
    const going = { step: 0.5, stopping: false };
    const shown = panelStudy(project(header), { ...noStudy, going, found: found(10) }, null);
    expect(shown?.going).toEqual({ stopping: false, done: 0.5, words: '10 of 21 trainings are done.' });
    expect(panelStudy(project(header), { ...noStudy, going }, null)?.going).toMatchObject({
      done: null,
      words: 'Getting ready.',
    });
  });

  it('has a row for nothing copied and for each depth, and says what follows', () => {
    const shown = panelStudy(project(header), { ...noStudy, found: found(21) }, null)?.found;
    expect(shown?.rows.map(({ layer, cells }) => [layer, ...cells])).toEqual([
      [null, '58 % (56–60 %)', ''],
      ['pool1', '78 % (76–80 %)', '79 % (77–81 %)'],
      ['pool2', '80 % (78–82 %)', '81 % (79–83 %)'],
      ['dense1', '53 % (51–55 %)', '79 % (77–81 %)'],
    ]);
    expect(shown?.headline).toContain('those up to dense1 are too specific');
    expect(studyPageOf(found(21), '/pets/transfer.yaml')).toContain(
      shown?.headline.replaceAll("'", '&#39;') ?? '–',
    );
  });

  it('is the same as long as nothing came to it, so that it is not drawn again', () => {
    const state = { ...noStudy, found: found(21) };
    const [one, other] = [0, 1].map(() => panelStudy(project(header), state, null)?.found);
    expect(one).toBe(other);
  });

  it('can’t be begun where nothing is executed, and is none without a plan', () => {
    const restricted = panelStudy(project(header), noStudy, 'This workspace is not trusted.');
    expect(restricted?.hindrance).toBe('Nothing is trained in a workspace that is not trusted.');
    expect(panelStudy(project('base: nothing\n'), noStudy, null)).toBeNull();
  });
});
