// npm run bench:demo: does the demonstration base transfer? Each arm is trained by the engine itself, over several
// seeds (each draws its own split, head and order), to one stopping rule, and judged on the test images.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Plan, PlanPhase } from '../src/design/plan';
import type { RunRecord } from '../src/messages/run-record';
import { BenchProject } from './bench-project';
import { type PairedAnswers, pairedBootstrap } from './paired-bootstrap';

const { values: options } = parseArgs({ options: { seeds: { type: 'string', default: '5' } } });
const seeds = Array.from({ length: Number(options.seeds) }, (_, index) => index + 1);
const root = path.resolve(import.meta.dirname, '..');
const card = path.join(root, 'models', 'demo', 'CARD.md');

interface Arm {
  readonly name: string;
  /** Lines put in place of the example's own `case: auto`. */
  readonly setting: string;
}

interface Example {
  readonly folder: string;
  readonly arms: readonly Arm[];
  readonly claims: readonly { readonly better: string; readonly worse: string; readonly points: number }[];
}

const scratch: Arm = { name: 'the same network from scratch', setting: 'case: 4\ninit: random' };
const examples: readonly Example[] = [
  {
    folder: 'emoji-groups',
    arms: [{ name: 'case 1, as suggested', setting: 'case: auto' }, scratch],
    claims: [{ better: 'case 1, as suggested', worse: scratch.name, points: 10 }],
  },
  {
    folder: 'digits',
    arms: [
      { name: 'case 2, as suggested', setting: 'case: auto' },
      { name: 'case 1', setting: 'case: 1' },
      scratch,
    ],
    claims: [{ better: 'case 2, as suggested', worse: 'case 1', points: 10 }],
  },
];

/** Up to 200 epochs and at least 1,000 steps, 20 epochs' patience: what the tool does for heads, for all arms. */
const oneStoppingRule =
  (seed: number) =>
  (plan: Plan): Plan => {
    const rule = (phase: PlanPhase): PlanPhase => ({
      ...phase,
      epochs: 200,
      minimumSteps: 1000,
      patience: 20,
    });
    return { ...plan, training: { ...plan.training, seed }, phases: plan.phases.map(rule) };
  };

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const lines: string[] = [];

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
      for (const { name, setting } of example.arms) {
        const record = await project.run(oneStoppingRule(seed), text.replace(/^case: auto.*$/m, setting));
        runs.get(name)?.push(record);
        console.log(
          `${example.folder}, seed ${seed}, ${name}: ${percent(record.result?.test?.balancedAccuracy ?? Number.NaN)}`,
        );
      }
    }
    lines.push(...(await exampleLines(example, source, runs)));
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
      const reached = 100 * difference >= points && low > 0;
      return `\`${example.folder}\`: ${better} is ${(100 * difference).toFixed(1)} points above ${worse} (95 % interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}; wanted: ${points} or more): ${reached ? 'reached' : '**missed**'}.`;
    }),
  );
  return [
    '',
    `| \`${example.folder}\` | balanced accuracy, mean | by seed |`,
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

const measured = [
  `Measured by \`npm run bench:demo\`: ${seeds.length} seeds, each with its own split, head and order of images; balanced`,
  'accuracy on the test images; every arm trained by one stopping rule (200 epochs and at least 1,000 steps, ended by 20',
  'epochs without a better validation loss). Intervals: 10,000 paired bootstrap draws of seeds and test images.',
  ...lines,
].join('\n');
console.log(measured);
const before = await readFile(card, 'utf8');
const marked = /(<!-- bench:demo begin -->)[\s\S]*(<!-- bench:demo end -->)/;
if (!marked.test(before)) throw new Error(`${card} has no place for the figures.`);
await writeFile(card, before.replace(marked, `$1\n${measured}\n$2`));
