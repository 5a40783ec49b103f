// Runs the fuzzers in turn for as long as one likes: npm run fuzz -- --minutes 10 [--only text,design] [--seed 7]
// A try is known by its seed and number, so that what failed can be repeated: --only text --seed 7 --try 123
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/design/images/random';
import { findFuzzers } from './find-fuzzers';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    try: { type: 'string' },
  },
});

async function fuzz(): Promise<boolean> {
  const only = values.only?.split(',');
  const fuzzers = (await findFuzzers()).filter(({ name }) => only === undefined || only.includes(name));
  if (fuzzers.length === 0) throw new Error(`There is no fuzzer named ${values.only}.`);
  const share = (Number(values.minutes) * 60_000) / fuzzers.length;
  if (!(share > 0)) throw new Error(`--minutes takes a number above 0, not "${values.minutes}".`);

  let tries = 0;
  let failures = 0;
  for (const { name, open, promise } of fuzzers) {
    const folder = mkdtempSync(path.join(os.tmpdir(), `fuzz-${name}-`));
    try {
      const attempt = await open(folder);
      const first = values.try === undefined ? 0 : Number(values.try);
      const end = performance.now() + share;
      let number = first;
      let longest = 0;
      for (; values.try === undefined ? performance.now() < end : number === first; number += 1) {
        const start = performance.now();
        try {
          await attempt(seededRandom(name, values.seed, number));
        } catch (error) {
          failures += 1;
          console.error(`\n${name}: ${error instanceof Error ? error.stack : error}`);
          console.error(`Again by: npm run fuzz -- --only ${name} --seed ${values.seed} --try ${number}\n`);
        }
        longest = Math.max(longest, performance.now() - start);
      }
      tries += number - first;
      console.log(`${name}: ${number - first} tries, the longest ${longest.toFixed(0)} ms. ${promise}`);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  console.log(`${tries} tries with seed ${values.seed}, ${failures} failed.`);
  return failures === 0;
}

void fuzz().then((held) => process.exit(held ? 0 : 1));
