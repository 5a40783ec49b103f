import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import type { MeasureQuestion } from '../shared/measure-question';
import { loadEngines } from './engines/load-engines';
import { codeOf, messageOf } from './failures/failure-words';
import { measureBase } from './measure/measure-base';

/**
 * `node measure.js`, with a MeasureQuestion as JSON on standard input. Prints JSON lines: `{ stage, done, total }` as it goes on,
 * then `{ measurement }`, or `{ problem: { code, message } }`.
 */
async function main(): Promise<void> {
  const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const question = JSON.parse(await text(process.stdin)) as MeasureQuestion;
    // Before any thread is made that computes: each has the priority of its maker.
    if (question.inBackground) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    const engines = await loadEngines(process.env);
    tell({
      measurement: await measureBase(question, engines, (stage, done, total) => tell({ stage, done, total })),
    });
  } catch (error) {
    tell({ problem: { code: codeOf(error, 'measure-impossible'), message: messageOf(error) } });
  }
}

void main();
