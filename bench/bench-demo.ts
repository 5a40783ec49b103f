// npm run bench:demo: does the demonstration base transfer? Each arm is trained by the engine itself, over several
// seeds (each draws its own split, head and order), to one stopping rule, and judged on the test images.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BatchNormMode } from '../src/design/config';
import type { Plan, PlanPhase } from '../src/design/plan';
import type { RunRecord } from '../src/shared/run-record';
import { benchOptions } from './bench-options';
import { BenchProject } from './bench-project';
import { type PairedAnswers, pairedBootstrap } from './paired-bootstrap';

const options = benchOptions('bench:demo', {
  seeds: { says: 'how many draws of split, head and order', default: 5 },
  only: { says: 'a part of the titles of what is measured, by default all' },
});
const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
const root = path.resolve(import.meta.dirname, '..');
const card = path.join(root, 'models', 'demo', 'CARD.md');

interface Arm {
  readonly name: string;
  /** Lines put in place of the example's own `case: auto`. */
  readonly setting: string;
  /** What is changed in the plan; by default the one stopping rule is put in. */
  readonly change?: (plan: Plan) => Plan;
}

interface Example {
  readonly title: string;
  readonly folder: string;
  readonly arms: readonly Arm[];
  readonly claims: readonly {
    readonly better: string;
    readonly worse: string;
    readonly points: number | null;
  }[];
}

const scratch: Arm = { name: 'the same network from scratch', setting: 'case: 4\ninit: random' };

/** Case 3 as it is, but for what batch normalisation does while the base trains. */
const withBatchNorm =
  (batchNorm: BatchNormMode) =>
  (plan: Plan): Plan => ({
    ...plan,
    phases: plan.phases.map((phase) => ({ ...phase, batchNorm })),
  });

const allExamples: readonly Example[] = [
  {
    title: 'emoji-groups, transferred',
    folder: 'emoji-groups',
    arms: [{ name: 'case 1, as suggested', setting: 'case: auto' }, scratch],
    claims: [{ better: 'case 1, as suggested', worse: scratch.name, points: 10 }],
  },
  {
    title: 'digits, transferred',
    folder: 'digits',
    arms: [
      { name: 'case 2, as suggested', setting: 'case: auto' },
      { name: 'case 1', setting: 'case: 1' },
      scratch,
    ],
    claims: [{ better: 'case 2, as suggested', worse: 'case 1', points: 10 }],
  },
  ...['emoji-groups', 'digits'].map((folder) => ({
    title: `${folder}, all trained (case 3, its own phases)`,
    folder,
    arms: (['batch', 'inference'] as const).map((mode) => ({
      name: `batch normalisation: ${mode}`,
      setting: 'case: 3',
      change: withBatchNorm(mode),
    })),
    claims: [{ better: 'batch normalisation: batch', worse: 'batch normalisation: inference', points: null }],
  })),
];

const examples = allExamples.filter(({ title }) => title.includes(options.only ?? ''));

/** Up to 200 epochs and at least 1,000 steps, 20 epochs' patience: what the tool does for heads, for all arms. */
const oneStoppingRule = (plan: Plan): Plan => {
  const rule = (phase: PlanPhase): PlanPhase => ({ ...phase, epochs: 200, minimumSteps: 1000, patience: 20 });
  return { ...plan, phases: plan.phases.map(rule) };
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** What was measured now, by title. */
const fresh = new Map<string, string>();

for (const example of examples) {
  const source = path.join(root, 'examples', example.folder);
  const text = await readFile(path.join(source, 'transfer.yaml'), 'utf8');
  const project = await BenchProject.make(text, async (folder) => {
    for (const name of ['images', 'images-test'])
      await cp(path.join(source, name), path.join(folder, name), { recursive: true });
  });
  const runs = new Map<string, RunRecord[]>(example.arms.map(({ name }) => [name, []]));
  try {
    for (const seed of seeds) {
      for (const { name, setting, change = oneStoppingRule } of example.arms) {
        const seeded = (plan: Plan): Plan => ({ ...plan, training: { ...plan.training, seed } });
        const record = await project.run(
          (plan) => change(seeded(plan)),
          text.replace(/^case: auto.*$/m, setting),
        );
        runs.get(name)?.push(record);
        console.log(
          `${example.title}, seed ${seed}, ${name}: ${percent(record.result?.test?.balancedAccuracy ?? Number.NaN)}`,
        );
      }
    }
    fresh.set(example.title, (await exampleLines(example, source, runs)).join('\n'));
  } finally {
    await project.close();
  }
}

async function exampleLines(
  example: Example,
  source: string,
  runs: ReadonlyMap<string, readonly RunRecord[]>,
): Promise<string[]> {
  const rows = [...runs].map(([name, records]) => {
    const scores = records.map((record) => record.result?.test?.balancedAccuracy ?? Number.NaN);
    return `| ${name} | ${percent(mean(scores))} | ${scores.map(percent).join(', ')} |`;
  });
  const claims = await Promise.all(
    example.claims.map(async ({ better, worse, points }) => {
      const pairs = await pairedAnswers(source, runs.get(better) ?? [], runs.get(worse) ?? []);
      const { difference, low, high } = pairedBootstrap(pairs);
      const [gap, least, most] = [Math.abs(difference), low, high].map((share) => (100 * share).toFixed(1));
      const side = difference < 0 ? 'below' : 'above';
      const found = `${example.title}: ${better} is ${gap} points ${side} ${worse} (95 % interval ${least} to ${most}`;
      if (points === null) return `${found}).`;
      const reached = 100 * difference >= points && low > 0;
      return `${found}; wanted: ${points} or more): ${reached ? 'reached' : '**missed**'}.`;
    }),
  );
  return [
    `| ${example.title} | balanced accuracy, mean | by seed |`,
    '| --- | --- | --- |',
    ...rows,
    '',
    ...claims,
  ];
}

/** Right or wrong for each test image, by class, in both arms, seed by seed. */
async function pairedAnswers(
  source: string,
  one: readonly RunRecord[],
  other: readonly RunRecord[],
): Promise<PairedAnswers[]> {
  const folder = path.join(source, 'images-test');
  const classes = (await readdir(folder)).sort();
  const files = await Promise.all(
    classes.map(async (name) => (await readdir(path.join(folder, name))).map((file) => `${name}/${file}`)),
  );
  const answers = (record: RunRecord | undefined): number[][] => {
    const wrong = new Set(record?.result?.test?.wrong.map(({ file }) => file));
    return files.map((images) => images.map((file) => (wrong.has(file) ? 0 : 1)));
  };
  return one.map((record, seed) => ({ one: answers(record), other: answers(other[seed]) }));
}

const preface = `Measured by \`npm run bench:demo\`: ${seeds.length} seeds, each with its own split, head and order of images; balanced
accuracy on the test images; every arm trained by one stopping rule (200 epochs and at least 1,000 steps, ended by 20
epochs without a better validation loss), but for case 3, whose phases are its own. Intervals: 10,000 paired
bootstrap draws of seeds and test images.`;

/** With `--only` the others' figures stay as they were. */
function merged(section: string): string {
  const blocks = section.split(/\n\n(?=\| [^|\n]+ \| balanced accuracy)/);
  const earlier = (title: string): string[] =>
    blocks.filter((block) => block.startsWith(`| ${title} |`)).map((block) => block.trim());
  return [preface, ...allExamples.flatMap(({ title }) => fresh.get(title) ?? earlier(title))].join('\n\n');
}

const before = await readFile(card, 'utf8');
const marked = /(?<=<!-- bench:demo begin -->\n)[\s\S]*(?=\n<!-- bench:demo end -->)/;
if (!marked.test(before)) throw new Error(`${card} has no place for the figures.`);
const after = before.replace(marked, merged);
console.log([...fresh.values()].join('\n\n'));
await writeFile(card, after);
