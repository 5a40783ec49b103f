import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import type { SeeQuestion } from '../shared/seen';
import { type Engines, loadEngines } from './engines/load-engines';
import { codeOf, messageOf } from './failures/failure-words';
import { answerEvidence } from './see/answer-evidence';
import { channelPictures } from './see/channel-pictures';
import { layerMaps } from './see/layer-maps';

/**
 * `node see.js`, with a SeeQuestion as JSON on standard input. Prints JSON lines: `{ stage, done, total }` as it goes on, then
 * `{ seen }`, or `{ problem: { code, message } }`.
 */
async function main(): Promise<void> {
  // Before any thread is made, for each has the priority of its maker. Whoever types meanwhile comes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const question = JSON.parse(await text(process.stdin)) as SeeQuestion;
    const engines = await loadEngines(process.env);
    tell({
      seen: await answer(question, engines, (done, total) => tell({ stage: 'pictures', done, total })),
    });
  } catch (error) {
    tell({ problem: { code: codeOf(error, 'see-impossible'), message: messageOf(error) } });
  }
}

function answer(
  question: SeeQuestion,
  engines: Engines,
  onProgress: (done: number, total: number) => void,
): Promise<object> {
  switch (question.about) {
    case 'maps':
      return layerMaps(question, engines);
    case 'pictures':
      return channelPictures(question, engines, onProgress);
    case 'evidence':
      return answerEvidence(question, engines);
  }
}

void main();
