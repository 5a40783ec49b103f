import { describe, expect, it } from 'vitest';
import { type TrialSplit, trialImages } from '../../../../src/design/images/trial-images';
import { folder } from '../../../fixtures/folder-facts';

const facts = folder({ cats: 100, dogs: 50 });
const classes = ['cats', 'dogs'];
const rules = { validation: 0.2, seed: 1 };
const sides = ({ train, validation, judged }: TrialSplit) => [train, validation, judged];
const counts = (split: TrialSplit) =>
  sides(split).map((side) => [0, 1].map((label) => side.filter((image) => image.label === label).length));
const files = (split: TrialSplit) => sides(split).map((side) => side.map(({ file }) => file));

describe('the images of a trial', () => {
  it('are trained on, chosen by and judged by, each class with its share, and none twice', () => {
    const split = trialImages(facts, classes, rules, { images: null, judged: 0.25 });
    expect(counts(split)).toEqual([
      [60, 30],
      [20, 10],
      [20, 10],
    ]);
    expect(new Set(files(split).flat()).size).toBe(150);
  });

  it('are drawn from all, each class with its share, where they are to be fewer', () => {
    const split = trialImages(facts, classes, rules, { images: 30, judged: 0.25 });
    expect(counts(split)).toEqual([
      [12, 6],
      [4, 2],
      [4, 2],
    ]);
    const more = trialImages(facts, classes, rules, { images: 500, judged: 0.25 });
    expect(files(more).flat()).toHaveLength(150);
  });

  it('are the same for the same seed and others for another', () => {
    const trial = { images: 60, judged: 0.25 };
    const split = files(trialImages(facts, classes, rules, trial));
    expect(files(trialImages(facts, classes, rules, trial))).toEqual(split);
    expect(files(trialImages(facts, classes, { ...rules, seed: 2 }, trial))).not.toEqual(split);
  });

  it('leave the validation images to a folder of their own', () => {
    const split = trialImages(facts, classes, { ...rules, validation: 0 }, { images: null, judged: 0.2 });
    expect(counts(split)).toEqual([
      [80, 40],
      [0, 0],
      [20, 10],
    ]);
  });

  it('stay on one side with those of their group', () => {
    const { classes: all } = facts;
    const groups = new Map(
      all.flatMap(({ images }) => images.map(({ file }, at) => [file, String(at % 10)])),
    );
    const split = trialImages(facts, classes, { ...rules, groups }, { images: 90, judged: 0.3 });
    const groupsOf = files(split).map((side) => new Set(side.map((file) => groups.get(file))));
    expect(groupsOf.every(({ size }) => size > 0)).toBe(true);
    expect(groupsOf.reduce((sum, { size }) => sum + size, 0)).toBe(
      new Set(groupsOf.flatMap((one) => [...one])).size,
    );
  });
});
