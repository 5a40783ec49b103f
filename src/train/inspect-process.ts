import { loadInspectingEngine } from './engines/load-engine';
import { inspectBase } from './inspect';
import { codeOf, messageOf } from './train-failure';

/** `node inspect.js MODEL_JSON [HEIGHT WIDTH]`: prints `{ graph }` or `{ problem: { code, message } }`. */
async function main(modelFile: string | undefined, edges: readonly string[]): Promise<void> {
  let answer: object;
  try {
    if (modelFile === undefined) throw new Error('Usage: inspect.js MODEL_JSON [HEIGHT WIDTH]');
    const [height, width] = edges.map(Number);
    const size = height !== undefined && width !== undefined ? ([height, width] as const) : undefined;
    answer = { graph: await inspectBase(modelFile, await loadInspectingEngine(), size) };
  } catch (error) {
    answer = { problem: { code: codeOf(error, 'base-unreadable'), message: messageOf(error) } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

void main(process.argv[2], process.argv.slice(3));
