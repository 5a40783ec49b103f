import { setFlagsFromString } from 'node:v8';
import { baseFingerprint } from '../disk/bases/base-files';
import { loadInspectingEngine } from './engines/load-engines';
import { codeOf, messageOf, TrainError } from './failures/train-error';
import { inspectBase } from './inspect';

/** In megabytes, of what is not the weights themselves: a model.json of the largest size takes a quarter of it. */
const memory = 2048;

/** In characters of JSON. Networks of a thousand layers take a twentieth. */
const mostGraph = 16_000_000;

/**
 * `node inspect.js MODEL_JSON (any | HEIGHTxWIDTH) [FINGERPRINT…]` prints, as one line,
 * `{ fingerprint, graph }`, `{ fingerprint }` where that is one of those given, or
 * `{ problem: { code, message }, fingerprint? }`.
 */
async function main([modelFile, edges, ...known]: readonly string[]): Promise<void> {
  setFlagsFromString(`--max-old-space-size=${memory}`);
  let fingerprint: string | undefined;
  let answer: object = {};
  try {
    if (modelFile === undefined)
      throw new Error('Usage: inspect.js MODEL_JSON (any | HEIGHTxWIDTH) [FINGERPRINT...]');
    fingerprint = await baseFingerprint(modelFile);
    if (!known.includes(fingerprint)) {
      const [height, width] = edges?.split('x').map(Number) ?? [];
      const size = height !== undefined && width !== undefined ? ([height, width] as const) : undefined;
      const graph = await inspectBase(modelFile, await loadInspectingEngine(), size);
      if (JSON.stringify(graph).length > mostGraph) {
        throw new TrainError(
          'base-topology',
          'The base cannot be used: the description of its layers is too long. Choose a smaller base.',
        );
      }
      answer = { graph };
    }
  } catch (error) {
    answer = { problem: { code: codeOf(error, 'base-unreadable'), message: messageOf(error) } };
  }
  process.stdout.write(`${JSON.stringify({ ...answer, fingerprint })}\n`);
}

void main(process.argv.slice(2));
