import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { catalogBase } from '../catalog/catalog';
import type { ScaleMeasurement } from '../design/scale-measurement';
import { TransferError } from '../design/transfer-error';
import { provisionalFingerprint } from '../disk/bases/published-place';
import { stampOf, tellsChangesSince } from '../disk/files/file-stamp';
import type { ScaleQuestion } from '../shared/scale-question';
import { loadInspectingEngine } from './engines/load-engines';
import { codeOf, messageOf } from './failures/failure-words';
import {
  filesBeside,
  fingerprintOf,
  locateFiles,
  placesThatDecide,
  recogniseBase,
} from './formats/base-files';
import { describePublished, inspectModelFile } from './inspect';

/** In megabytes, of what is not the weights themselves: a base's description of the largest size takes a quarter of it. */
const memory = 2048;

/** In characters of JSON. Networks of a thousand layers take a twentieth. */
const mostGraph = 16_000_000;

const usage =
  'Usage: inspect.js PLACE (any | HEIGHTxWIDTH) [FINGERPRINT...], inspect.js beside FILE, ' +
  'inspect.js published NAME (any | HEIGHTxWIDTH), or: inspect.js scales PLACE < QUESTION';

/**
 * Prints one line.
 * - `node inspect.js PLACE (any | HEIGHTxWIDTH) [FINGERPRINT…]`, of the base that a file or folder is:
 *   `{ modelFile, fingerprint, seen, graph }`, without `graph` where the fingerprint is one of those given, and without
 *   `seen`, by which its files are known again unread, where they have only just been changed;
 * - `node inspect.js beside FILE`, of a base's first file: `{ beside }`, the groups of files that belong to it;
 * - `node inspect.js published NAME (any | HEIGHTxWIDTH)`, of a published base that was not fetched:
 *   `{ fingerprint, graph }`;
 * - `node inspect.js scales PLACE`, with a ScaleQuestion as JSON on standard input: `{ scales }`, a
 *   ScaleMeasurement without its fingerprint, or null.
 *
 * `{ problem: { code, message } }` stands beside what was found out before it.
 */
async function main([place, edges, ...known]: readonly string[]): Promise<void> {
  setFlagsFromString(`--max-old-space-size=${memory}`);
  const answer: Record<string, unknown> = {};
  try {
    if (place === undefined || edges === undefined) throw new Error(usage);
    if (place === 'published') await describe(edges, known[0] ?? 'any', answer);
    else if (place === 'beside') answer.beside = await filesBeside(await recogniseBase(edges));
    else if (place === 'scales') answer.scales = await scales(edges);
    else await inspect(place, edges, known, answer);
  } catch (error) {
    answer.problem = { code: codeOf(error, 'base-unreadable'), message: messageOf(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function scales(place: string): Promise<Omit<ScaleMeasurement, 'fingerprint'> | null> {
  // Only here are images read, for which a native library is loaded.
  const { measureScales } = await import('./measure-scales');
  const question = JSON.parse(await text(process.stdin)) as ScaleQuestion;
  return (await measureScales(place, question, await loadInspectingEngine())) ?? null;
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
  const places = placesThatDecide(place, files);
  const time = Date.now();
  const stamp = await stampOf(places);
  const fingerprint = await fingerprintOf(files);
  Object.assign(answer, { modelFile, fingerprint });
  if (tellsChangesSince(stamp, time) && (await stampOf(places)).text === stamp.text)
    answer.seen = { places, stamp: stamp.text };
  if (known.includes(fingerprint)) return;
  const graph = await inspectModelFile(modelFile, await loadInspectingEngine(), sizeIn(edges));
  if (JSON.stringify(graph).length > mostGraph) {
    throw new TransferError(
      'base-topology',
      'The base cannot be used: the description of its layers is too long. Choose a smaller base.',
    );
  }
  answer.graph = { ...graph, fingerprint };
}

async function describe(name: string, edges: string, answer: Record<string, unknown>): Promise<void> {
  const base = catalogBase(name);
  if (base === undefined) throw new Error(usage);
  const fingerprint = provisionalFingerprint(base);
  const graph = await describePublished(base, await loadInspectingEngine(), sizeIn(edges));
  Object.assign(answer, { fingerprint, graph: { ...graph, fingerprint } });
}

function sizeIn(edges: string): readonly [number, number] | undefined {
  const [height, width] = edges.split('x').map(Number);
  return height !== undefined && width !== undefined ? [height, width] : undefined;
}

void main(process.argv.slice(2));
