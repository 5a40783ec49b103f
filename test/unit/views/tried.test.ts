import { describe, expect, it } from 'vitest';
import { changeBetween } from '../../../src/views/panel-changes';
import {
  modelMissing,
  noneTried,
  outcomeOf,
  runToTry,
  tryItOf,
  waitingOf,
  withOutcome,
  withoutWaiting,
  withWaiting,
} from '../../../src/views/tried';
import { run } from './support/runs';

const answer = {
  ...{ file: '/tmp/pictures-1/0', label: 'dog', probability: 0.92 },
  probabilities: { cat: 0.05, dog: 0.92, neither: 0.03 },
};

const newest = run({ folder: '/pets/runs/3', name: '3' });
const older = run({ folder: '/pets/runs/2', name: '2' });
const running = run({ folder: '/pets/runs/4', name: '4', state: 'running', hasModel: false });

describe('the run whose model is asked', () => {
  it('is the newest finished one, or the one that was chosen', () => {
    expect(runToTry([running, newest, older], null)).toBe(newest);
    expect(runToTry([running, newest, older], '/pets/runs/2')).toBe(older);
    expect(runToTry([running], null)).toBeUndefined();
    expect(tryItOf([running, newest, older], noneTried)).toMatchObject({ name: '3', newest: null });
    expect(tryItOf([newest, older], { ...noneTried, chosen: '/pets/runs/2' })).toMatchObject({
      name: '2',
      newest: '/pets/runs/3',
    });
    expect(tryItOf([running], noneTried)).toBeNull();
  });

  it('is the newest again where the chosen one is gone', () => {
    expect(runToTry([newest, older], '/elsewhere/runs/1')).toBe(newest);
  });

  it('has a model, if any has one', () => {
    const emptied = { ...newest, hasModel: false };
    expect(runToTry([emptied, older], null)).toBe(older);
    expect(runToTry([emptied], null)).toBe(emptied);
    expect(tryItOf([emptied], noneTried)?.refused).toMatch(
      /^The model of 3 is gone: there is none in .*model/,
    );
    expect(modelMissing(older)).toBeNull();
  });

  it('is said not to be the user’s own where it is not', () => {
    expect(tryItOf([newest], noneTried)?.caution).toBeNull();
    expect(tryItOf([{ ...newest, madeHere: false }], noneTried)?.caution).toContain('was not made by you');
  });
});

describe('pictures that are shown to a model', () => {
  const { tried, numbers } = withWaiting(noneTried, '3', [
    { name: 'rex.jpg' },
    { name: '2 more pictures', error: 'Left out.' },
    { name: 'tom.png' },
  ]);

  it('wait until they are answered, but for those that something is known against', () => {
    // The newest stand first, and of those that come together the first.
    expect(numbers).toEqual(['2', '1', '0']);
    expect(waitingOf(tried)).toEqual(['0', '2']);
    const after = withOutcome(tried, '2', outcomeOf(answer));
    expect(waitingOf(after)).toEqual(['0']);
    expect(after.announcement).toBe('rex.jpg: dog, 92 %');
    expect(tryItOf([newest], after)?.waiting).toBe(1);
  });

  it('are answered once, and not where they are gone', () => {
    const after = withOutcome(tried, '0', outcomeOf(answer));
    expect(withOutcome(after, '0', { error: 'late' })).toBe(after);
    expect(withOutcome(tried, '7', { error: 'unknown' })).toBe(tried);
  });

  it('keep their answers where the rest is given up', () => {
    const after = withoutWaiting(withOutcome(tried, '2', outcomeOf(answer)), numbers, 'Stopped.');
    expect(
      Object.values(after.pictures).map(({ outcome }) => outcome && 'error' in outcome && outcome.error),
    ).toEqual(['Stopped.', 'Left out.', false]);
  });

  it('go from the oldest on where there are too many, and keep their numbers', () => {
    const many = Array.from({ length: 130 }, (_, index) => ({ name: `${index}.png` }));
    const names = Object.entries(withWaiting(tried, '3', many).tried.pictures);
    expect(names).toHaveLength(120);
    expect(names[0]).toMatchObject(['13', { name: '119.png' }]);
    expect(names.at(-1)).toMatchObject(['132', { name: '0.png' }]);
  });

  it('cost the panel what is new of them', () => {
    const before = withOutcome(tried, '0', outcomeOf(answer));
    const { tried: after } = withWaiting(before, '3', [{ name: 'new.png' }]);
    expect(changeBetween(before.pictures, after.pictures)).toEqual({
      parts: { 3: { whole: { name: 'new.png', run: '3', outcome: null } } },
    });
  });
});

describe('what is shown of an answer', () => {
  it('is the class with its probability, and the classes from the likeliest on', () => {
    expect(outcomeOf(answer)).toEqual({
      ...{ picture: null, says: 'dog, 92 %', why: null, others: 0, concern: null },
      classes: [
        ['dog', 0.92],
        ['cat', 0.05],
        ['neither', 0.03],
      ],
    });
  });

  it('is none of these where it is weak, and why', () => {
    expect(outcomeOf({ ...answer, weak: true, weakBelow: 0.95 })).toMatchObject({
      says: 'None of these',
      why: 'the likeliest class has less than 95 %; 95 % of the right answers on validation images had that and more.',
    });
    expect(outcomeOf({ ...answer, weak: false, weakBelow: 0.5 })).toMatchObject({
      says: 'dog, 92 %',
      why: null,
    });
  });

  it('is no more classes than anyone compares', () => {
    const probabilities = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`class ${index}`, 0.001]),
    );
    const shown = outcomeOf({ ...answer, probabilities });
    expect('classes' in shown && [shown.classes.length, shown.others]).toEqual([20, 980]);
  });

  it('is why a picture can’t be read', () => {
    expect(outcomeOf({ file: 'a', error: 'It is empty.' })).toEqual({ error: "Can't be read: It is empty." });
  });
});
