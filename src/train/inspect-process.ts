import { setFlagsFromString } from 'node:v8';
import { TransferError } from '../design/transfer-error';
import { tellsChangesSince } from '../disk/files/file-stamp';
import { loadInspectingEngine } from './engines/load-engines';
import { codeOf, messageOf } from './failures/failure-words';
import {
  filesBeside,
  fingerprintOf,
  locateFiles,
  recogniseBase,
  stampedPlaces,
  stampOfBase,
} from './formats/base-files';
import { inspectModelFile } from './inspect';

/** In megabytes, of what is not the weights themselves: a base's description of the largest size takes a quarter of it. */
const memory = 2048;

/** In characters of JSON. Networks of a thousand layers take a twentieth. */
const mostGraph = 16_000_000;

const usage = 'Usage: inspect.js PLACE (any | HEIGHTxWIDTH) [FINGERPRINT...], or: inspect.js beside FILE';

/**
 * Prints one line.
 * - `node inspect.js PLACE (any | HEIGHTxWIDTH) [FINGERPRINT…]`, of the base that a file or folder is:
 *   `{ modelFile, fingerprint, seen, graph }`, without `graph` where the fingerprint is one of those given, and without
 *   `seen`, by which its files are known again unread, where they have only just been changed;
 * - `node inspect.js beside FILE`, of a base's first file: `{ beside }`, the groups of files that belong to it.
 *
 * `{ problem: { code, message } }` stands beside what was found out before it.
 */
async function main([place, edges, ...known]: readonly string[]): Promise<void> {
  setFlagsFromString(`--max-old-space-size=${memory}`);
  const answer: Record<string, unknown> = {};
  try {
    if (place === undefined || edges === undefined) throw new Error(usage);
    if (place === 'beside') answer.beside = await filesBeside(await recogniseBase(edges));
    else await inspect(place, edges, known, answer);
  } catch (error) {
    answer.problem = { code: codeOf(error, 'base-unreadable'), message: messageOf(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function inspect(
  place: string,
  edges: string,
  known: readonly string[],
  answer: Record<string, unknown>,
): Promise<void> {
  const found = await recogniseBase(place);
  const { modelFile } = found;
  const files = await locateFiles(found);
  const time = Date.now();
  const stamp = await stampOfBase(place, files);
  const fingerprint = await fingerprintOf(files);
  Object.assign(answer, { modelFile, fingerprint });
  if (tellsChangesSince(stamp, time) && (await stampOfBase(place, files)).text === stamp.text)
    answer.seen = { places: stampedPlaces(place, files), stamp: stamp.text };
  if (known.includes(fingerprint)) return;
  const [height, width] = edges.split('x').map(Number);
  const size = height !== undefined && width !== undefined ? ([height, width] as const) : undefined;
  const graph = await inspectModelFile(modelFile, await loadInspectingEngine(), size);
  if (JSON.stringify(graph).length > mostGraph) {
    throw new TransferError(
      'base-topology',
      'The base cannot be used: the description of its layers is too long. Choose a smaller base.',
    );
  }
  answer.graph = { ...graph, fingerprint };
}

void main(process.argv.slice(2));
