import { text } from 'node:stream/consumers';
import type { LookQuestion } from '../shared/look-question';
import { loadEngines } from './engines/load-engines';
import { codeOf, messageOf } from './failures/failure-words';
import { findOddImages } from './measure/odd-images';

/**
 * `node look.js`, with a LookQuestion as JSON on standard input. Prints JSON lines: `{ stage, done, total }` as it goes on, then
 * `{ answer }`, a LookAnswer, or `{ problem: { code, message } }`.
 */
async function main(): Promise<void> {
  const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const question = JSON.parse(await text(process.stdin)) as LookQuestion;
    const engines = await loadEngines(process.env);
    tell({
      answer: await findOddImages(question, engines, (stage, done, total) => tell({ stage, done, total })),
    });
  } catch (error) {
    tell({ problem: { code: codeOf(error, 'measure-impossible'), message: messageOf(error) } });
  }
}

void main();
