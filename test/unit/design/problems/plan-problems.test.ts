import { describe, expect, it } from 'vitest';
import { planProblems } from '../../../../src/design/problems/plan-problems';
import { dataset } from '../../../fixtures/folder-facts';
import { demoLike } from '../../../fixtures/layer-graphs';
import { afterFix, designed, header } from '../support/designed';
import { problemCases } from '../support/problem-cases';

const cases = Object.entries(planProblems).map(([code, row]) => {
  const { text, known, afterwards = known } = problemCases[code as keyof typeof problemCases];
  return { kind: { code, ...row }, text, afterwards, problems: designed(text, known).problems };
});

describe.each(cases)('$kind.code', ({ kind, text, afterwards, problems }) => {
  const problem = problems.find(({ code }) => code === kind.code);

  it('is raised, as the table says', () => {
    expect(problem).toMatchObject({ severity: kind.severity, message: kind.example });
    expect((problem?.fixes ?? []).length > 0).toBe(kind.fix !== '');
  });

  it('stands at a place in the file', () => {
    const { start, end, line, column } = problem?.range ?? { start: -1, end: -1, line: 0, column: 0 };
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThan(start);
    expect(text.split('\n')[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
  });

  it('is gone after each of its fixes, and no error has come', () => {
    for (const fix of problem?.fixes ?? []) {
      const mended = designed(afterFix(text, fix), afterwards).problems;
      expect(mended.map(({ code }) => code)).not.toContain(kind.code);
      const errors = mended.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      const before = problems.map(({ code }) => code);
      expect(errors.filter((code) => !before.includes(code))).toEqual([]);
    }
  });
});

describe('the size of pictures', () => {
  const sized =
    'base: { model: demo, input: { size: [96, 96] } }\ndataset: { path: images, similarity: similar }\n';
  const codes = (graph: ReturnType<typeof demoLike>) =>
    designed(sized, { graph }).problems.map(({ code }) => code);

  it('of a base that takes any is no error while its layers are looked up for another one', () => {
    expect(codes(demoLike({ inputIsOpen: true })).filter((code) => code.startsWith('input-size'))).toEqual(
      [],
    );
    expect(designed(sized, { graph: demoLike({ inputIsOpen: true }) }).plan).toBeUndefined();
    expect(codes(demoLike())).toContain('input-size-not-the-bases');
  });
});

describe('groups', () => {
  const known = (pattern: string, names: Readonly<Record<string, number>>) => ({
    dataset: {
      ...dataset({ cats: 40, dogs: 40 }),
      groups: {
        pattern,
        classes: Object.entries(names).map(([name, groups]) => ({ name, groups })),
        grouped: 80,
      },
    },
  });
  const codes = (lines: string, facts: ReturnType<typeof known>) =>
    designed(`${header}${lines}`, facts).problems.map(({ code }) => code);

  it('of which each class has a single one leave nothing to validate with', () => {
    expect(codes('  groupBy: "^(.)"\n', known('^(.)', { cats: 1, dogs: 1 }))).toContain(
      'nothing-to-validate',
    );
    expect(codes('  groupBy: "^(.)"\n', known('^(.)', { cats: 1, dogs: 2 }))).toContain(
      'class-with-one-group',
    );
  });

  it('of another pattern than the file has by now, or with a validation folder, say nothing', () => {
    const facts = known('^(.)', { cats: 1, dogs: 1 });
    expect(codes('  groupBy: "^(..)"\n', facts)).not.toContain('nothing-to-validate');
    expect(codes('  groupBy: "^(.)"\n  validation: held-out\n', facts)).not.toContain('nothing-to-validate');
  });
});

describe('nothing frozen on small data', () => {
  const mended = (lines: string) => {
    const text = `${header}${lines}`;
    const { fixes = [] } =
      designed(text).problems.find(({ code }) => code === 'nothing-frozen-on-small-data') ?? {};
    return designed(fixes[0] ? afterFix(text, fixes[0]) : '');
  };

  it.each(['init: random\n', 'case: 3\n', 'train:\n  phases: [{ train: head }, { train: everything }]\n'])(
    'is mended where it comes from: %s',
    (lines) => {
      const { problems, plan } = mended(lines);
      expect(problems.map(({ code }) => code)).not.toContain('nothing-frozen-on-small-data');
      expect(problems.map(({ code }) => code)).not.toContain('random-and-frozen');
      expect(plan?.phases).toHaveLength(1);
    },
  );
});

describe('images that can not be found', () => {
  const phase = (train: string) => `${header}train:\n  phases:\n    - { train: ${train} }\n`;
  const codes = (train: string) =>
    designed(phase(train), { dataset: dataset({ cats: 0, dogs: 0 }) }).problems.map(({ code }) => code);

  it('are no reason to find fault with a phase that trains the head', () => {
    expect(codes('head')).toContain('dataset-empty');
    expect(codes('head')).not.toContain('phase-trains-nothing');
    const more = codes('[nothing]').filter((code) => !codes('head').includes(code));
    expect(more).toEqual(['phase-trains-nothing', 'train-unknown']);
  });
});

describe('a file that has all it needs', () => {
  it('has no problem and a plan', () => {
    const { problems, plan } = designed('base: demo\ndataset: { path: images, similarity: similar }\n');
    expect(problems).toEqual([]);
    expect(plan).toBeDefined();
  });
});

describe('the sentences', () => {
  it.each(Object.entries(planProblems).map(([code, { example }]) => [code, example]))(
    '%s: one or two, and not long',
    (_, example) => {
      expect(example).toMatch(/[.?]$/);
      expect(example.length).toBeLessThan(300);
    },
  );
});
