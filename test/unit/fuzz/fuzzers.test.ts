import { describe, it } from 'vitest';
import { seededRandom } from '../../../src/design/images/random';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { findFuzzers } from '../../fuzz/find-fuzzers';

// The first tries of each fuzzer, the same ones each time. `npm run fuzz -- --minutes 10` goes on from there.
describe.each(await findFuzzers())('inputs of the fuzzer "$name"', ({ name, promise, quickTries, open }) => {
  it(`${promise} (${quickTries} tries)`, { timeout: 60_000 }, async () => {
    const attempt = await open(scratchFolder());
    for (let number = 0; number < quickTries; number += 1) {
      await attempt(seededRandom(name, 'unit', number));
    }
  });
});
