import { describe, expect, it } from 'vitest';
import { oddLines } from '../../../src/cli/commands/look-command';
import { panelOddPictures } from '../../../src/views/panel-odd-pictures';
import { oddAs } from '../../fixtures/odd-findings';
import { header, project } from '../language/support/project';

const base = { modelFile: '/models/net.h5', fingerprint: 'f' };

describe('odd pictures in the view', () => {
  it('are not known before somebody has looked, and can be looked for where there is a plan', () => {
    expect(panelOddPictures(project(header, { base }), undefined, false)).toMatchObject({
      ...{ state: 'unknown', canBegin: true, groups: [] },
      words: expect.stringContaining('has not been looked into'),
    });
    expect(panelOddPictures(project('base: demo\n', { base }), undefined, false).canBegin).toBe(false);
    expect(panelOddPictures(project(header), undefined, false).canBegin).toBe(false);
  });

  it('are neither looked for nor told where the workspace is not trusted', () => {
    const restricted = panelOddPictures(project(header, { base, odd: oddAs() }), undefined, true);
    expect(restricted).toMatchObject({
      canBegin: false,
      groups: [],
      words: expect.stringContaining('trusted'),
    });
  });

  it('tell how far a look is, of comparing nothing, and why it failed', () => {
    const at = (stage: 'images' | 'cuts') =>
      panelOddPictures(project(header, { base }), { kind: 'looking', stage, done: 30, total: 120 }, false);
    expect(at('images')).toMatchObject({ state: 'looking', done: 0.25, canBegin: false });
    expect(at('cuts').done).toBeNull();
    const failed = panelOddPictures(project(header, { base }), { kind: 'failed', message: 'No.' }, false);
    expect(failed).toMatchObject({ state: 'unknown', words: 'No.', canBegin: true });
  });

  it('are groups of findings with what can be done, and another look where the pictures have changed', () => {
    const odd = oddAs();
    const known = panelOddPictures(project(header, { base, odd }), undefined, false);
    expect(known.canBegin).toBe(false);
    expect(known.groups.map(({ heading, findings }) => [heading, findings.length])).toEqual([
      ['Perhaps in the wrong class', 1],
      ['Nearly the same picture in two places', 1],
      ['Unlike all others', 1],
      ['Classes that can’t be told apart', 1],
    ]);
    const [label, copies, , classes] = known.groups.map(({ findings }) => findings[0]);
    expect(label).toMatchObject({ moveTo: 'cats', nearestWords: '5 pictures most like it' });
    expect(label?.words).toBe(
      'images/dogs/rex.png (dogs, training) looks like cats (doubt 1.3; 4 of its 5 nearest pictures are cats).',
    );
    expect(copies).toMatchObject({ moveTo: null, canLeaveOut: true });
    expect(classes).toMatchObject({ moveTo: null, canLeaveOut: false });
    // The same object for the same findings: no view is compared finding by finding.
    expect(panelOddPictures(project(header, { base, odd }), undefined, false).groups).toBe(known.groups);
    const stale = panelOddPictures(
      project(header, { base, odd: { ...odd, isStale: true } }),
      undefined,
      false,
    );
    expect(stale).toMatchObject({ canBegin: true, words: expect.stringContaining('look again') });
  });
});

it('odd pictures in the terminal stand in groups, each suspect above those that it is like', () => {
  const lines = oddLines({ ...oddAs(), images: 300, of: 9_000, told: 2, beyond: 5, unreadable: 1 });
  expect(lines[0]).toBe(
    '300 pictures of 9,000, each class with its share compared by what the base sees up to dense2: 4 findings; 1 picture could not be read; 2 pairs of copies that checking the pictures finds are not repeated; 5 more were found than are listed.',
  );
  expect(lines.slice(2, 7)).toEqual([
    'Perhaps in the wrong class (1)',
    '  images/dogs/rex.png (dogs, training) looks like cats (doubt 1.3; 4 of its 5 nearest pictures are cats).',
    '    like images/cats/cats-1.png (cats, training)',
    '    like images/cats/cats-2.png (cats, training)',
    '    like images/cats/cats-3.png (cats, training)',
  ]);
  expect(oddLines(oddAs([]))).toEqual([
    '340 pictures compared by what the base sees up to dense2: nothing odd is left.',
  ]);
});
