// npm run bench: how fast the program is, against plain Keras, against the least that the work can take, and as it grows.
// The arms of a trial take turns in one run, so that their ratios hold when the machine's speed drifts.
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { benchOptions } from './bench-options';
import { BenchTools } from './bench-tools';
import { blocks } from './parts/blocks';
import { growth } from './parts/growth';
import { limit } from './parts/limit';
import { photographsPart } from './parts/photographs';
import { prefix } from './parts/prefix';
import { training } from './parts/training';
import { webAssemblyPart } from './parts/webassembly';
import { armTables, figuresTable, type PartResult } from './results-text';
import { inTurn } from './rounds';

const parts = [training, blocks, prefix, photographsPart, limit, webAssemblyPart, growth];

const allNames = parts.map(({ name }) => name);
const { rounds, ...options } = benchOptions('bench', {
  rounds: { says: 'how often the arms take turns', default: 3 },
  only: { says: 'parts with commas between, by default all', among: allNames },
  output: { says: 'a file to write, by default bench/results.md where all parts were run' },
});
const names = options.only?.split(',') ?? allNames;

const say = (text: string): void => console.log(text);
const begun = performance.now();
const [load = Number.NaN] = os.loadavg();
const tools = await BenchTools.open();
const results: PartResult[] = [];
try {
  for (const part of parts.filter(({ name }) => names.includes(name))) {
    say(`${part.name}: ${part.title}`);
    const trials = await part.prepare(tools);
    const done = [];
    for (const trial of trials) done.push({ trial, turns: await inTurn(trial, rounds, say) });
    results.push({ title: part.title, trials: done });
  }
} finally {
  await tools.close();
}

const minutes = ((performance.now() - begun) / 60_000).toFixed(0);
const howOften = rounds === 1 ? 'one round' : `${rounds} rounds, medians with the least and the most`;
const report = `# Benchmark

Made by \`npm run bench\` in ${minutes} minutes: ratios of two arms that took turns, ${howOften}. Processor seconds are
those of all processors, and say more than the clock where a machine has other work. ${os.cpus().length} cores (load ${load.toFixed(1)} when it
began), ${tools.engineName}, Node ${process.version.slice(1)}.

${figuresTable(results)}

## What each arm took

${results.map(armTables).join('\n\n')}
`;
say(report);
const output = options.output ?? (options.only ? undefined : path.join(import.meta.dirname, 'results.md'));
if (output !== undefined) await writeFile(output, report);
const hasFailed = results.some(({ trials }) =>
  trials.some(({ turns }) => [...turns.values()].some((took) => 'reason' in took && took.failed)),
);
if (hasFailed) process.exitCode = 1;
