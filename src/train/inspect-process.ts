import { loadInspectingEngine } from './engines/load-engine';
import { inspectBase } from './inspect';
import { codeOf, messageOf } from './train-failure';

/** `node inspect.js MODEL_JSON`: prints `{ graph }` or `{ problem: { code, message } }`. */
async function main(modelFile: string | undefined): Promise<void> {
  let answer: object;
  try {
    if (modelFile === undefined) throw new Error('Usage: inspect.js MODEL_JSON');
    answer = { graph: await inspectBase(modelFile, await loadInspectingEngine()) };
  } catch (error) {
    answer = { problem: { code: codeOf(error, 'base-unreadable'), message: messageOf(error) } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

void main(process.argv[2]);
