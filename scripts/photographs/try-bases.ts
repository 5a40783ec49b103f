// `npm run try-bases` runs each published base that comes through a package registry (or those named, such as
// `npm run try-bases -- efficientnet-lite0`) through the cases and engines, to the proof at each run's end, and writes into
// the README what was run. Of the other bases it says that they were not.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchProject, nativeEngine } from '../../bench/bench-project';
import { catalog } from '../../src/catalog/catalog';
import { comesAsKerasWeights, comesAsWheel } from '../../src/catalog/catalog-base';
import type { Plan, PlanPhase } from '../../src/design/plan';
import { type EngineChoice, webAssembly } from '../../src/launch/engine/engine-choice';
import { onnxRuntimeVersion } from '../../src/launch/engine/runtime-folder';
import { onnxRuntime } from '../../src/shared/engines';
import { copyPhotographs } from './photographs';

const readme = path.resolve(import.meta.dirname, '../../README.md');
const marked = /(?<=<!-- try-bases begin -->\n)[\s\S]*(?=\n<!-- try-bases end -->)/;
/** Of each class. */
const photographs = 4;

const fromRegistries = ['demo', ...catalog.flatMap((base) => (comesAsWheel(base) ? [base.name] : []))];
const given = process.argv.slice(2);
const names = given.length > 0 ? given : fromRegistries;

const { engine: native } = await nativeEngine();
const { onnxRuntime: folder } = native;
if (folder === undefined) throw new Error('There is no onnxruntime-node: run "npm run runtime" first.');
/** Each alone, as on a machine that has nothing better. */
const engines: readonly EngineChoice[] = [
  { id: 'tfjs-node', name: native.name, location: native.location ?? '' },
  {
    id: 'onnxruntime-node',
    name: `${onnxRuntime.name} ${onnxRuntimeVersion}`,
    location: folder,
    onnxRuntime: folder,
  },
  webAssembly,
];
const cases = [1, 2, 3, 4];

const text = (base: string, number: number): string => `base: ${base}
dataset: { path: images, similarity: similar }
case: ${number}
train: { batchSize: 4${number === 4 ? ', fallback: compare' : ''} }
`;

/** Of each of the case's phases one epoch, of case 4's random start too: what is tried is whether all of it can be run. */
function short(plan: Plan): Plan {
  const shortened = (phase: PlanPhase): PlanPhase => ({ ...phase, epochs: 1, minimumSteps: 1 });
  return {
    ...plan,
    phases: plan.phases.map(shortened),
    training: { ...plan.training, fallbackPhases: plan.training.fallbackPhases.map(shortened) },
  };
}

/** The cases that ended well, by engine. @throws Error where one didn't */
async function triedCases(base: string): Promise<readonly string[]> {
  const project = await BenchProject.make('', (folder) =>
    copyPhotographs(path.join(folder, 'images'), photographs),
  );
  try {
    const cells: string[] = [];
    for (const engine of engines) {
      for (const number of cases) {
        const begun = performance.now();
        const { result, otherResult } = await project.run(short, text(base, number), engine);
        const isWhole = number !== 4 || otherResult !== undefined;
        if (!result?.proof.frozenIdentical || !isWhole)
          throw new Error(`${base}, case ${number}: nothing was proven.`);
        const seconds = ((performance.now() - begun) / 1000).toFixed(0);
        console.log(
          `${base}, case ${number}, ${engine.name}: ${result.proof.frozenTensors} frozen tensors, ${seconds} s`,
        );
      }
      cells.push(cases.join(', '));
    }
    return cells;
  } finally {
    await project.close();
  }
}

const fresh = new Map<string, string>();
for (const name of names) fresh.set(name, `| \`${name}\` | ${(await triedCases(name)).join(' | ')} |`);

const before = await readFile(readme, 'utf8');
const earlier = marked.exec(before)?.[0];
if (earlier === undefined) throw new Error(`${readme} has no place for what was run.`);
const rows = new Map(
  earlier.split('\n').flatMap((line) => {
    const [, name] = /^\| `([^`]+)` \|/.exec(line) ?? [];
    return name === undefined ? [] : [[name, line] as const];
  }),
);
for (const [name, row] of fresh) rows.set(name, row);

const keras = catalog.filter(comesAsKerasWeights).length;
const others = catalog.length + 1 - fromRegistries.length - keras;
const notTried = 'weights from the real address not tried here';
const lines = [
  `| cases that were run to their proof | ${engines.map(({ name }) => name).join(' | ')} |`,
  `| --- |${' --- |'.repeat(engines.length)}`,
  ...fromRegistries.flatMap((name) => rows.get(name) ?? []),
  ...(keras > 0
    ? [
        `| the ${keras} of Keras Applications | layers as Keras writes them, import compared with Keras by one or more of each family; ${notTried} | the same | the same |`,
      ]
    : []),
  ...(others > 0 ? [`| ${others} others | ${notTried} | the same | the same |`] : []),
];
await writeFile(readme, before.replace(marked, lines.join('\n')));
console.log(lines.join('\n'));
