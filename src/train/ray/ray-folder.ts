import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { imagesPerPart } from '../../design/cluster/image-parts';
import type { Start } from '../../design/config';
import { seededRandom } from '../../design/images/random';
import type { Plan } from '../../design/plan';
import { startsOf } from '../../design/plan/plan-reading';
import { TransferError } from '../../design/transfer-error';
import { CopiedImages } from '../../disk/bucket/image-copy';
import { makeFolder, readWhole } from '../../disk/files/project-files';
import { writeFileWhole } from '../../disk/files/whole-file';
import { writeImageList } from '../../disk/images/image-list';
import { repairUnreadable, tooManyUnreadable } from '../../disk/images/unreadable-images';
import { scalePixels } from '../../shared/pixel-scaling';
import type { RayExport, RayQuestion } from '../../shared/ray-question';
import { type Engines, engineFor } from '../engines/load-engines';
import { readBase } from '../formats/read-base';
import { datasetFingerprint, type ReadImages, readImages } from '../images/read-images';
import type { RunImage } from '../images/run-image';
import { type AdaptedNetwork, adaptNetwork } from '../network/adapted-network';
import { withInputSize } from '../network/sized-input';
import type { NetworkWeights } from '../network/weight-values';
import { requireBothSides } from '../run/left-out-images';
import { modelMetadata } from '../run/model-metadata';
import { saveModel } from '../run/save-model';
import { plainSeal, writeTensorFile } from '../run/tensor-file';
import { initialWeights } from '../run/train-start';
import { type RayPlan, rayPlan } from './ray-plan';

interface Prepared {
  readonly network: AdaptedNetwork;
  /** As each start has them, the plan's own first. */
  readonly weights: ReadonlyMap<Start, NetworkWeights>;
  readonly forRay: RayPlan;
  readonly warnings: readonly string[];
}

/**
 * Makes sure that a cluster would train a plan as this machine does, as far as that is seen without its images.
 *
 * @throws TransferError `export-refused`, `base-…`, `engine`
 */
export async function checkForRay(question: Omit<RayQuestion, 'folder'>, engines: Engines): Promise<void> {
  await prepare(question, engines);
}

async function prepare(
  { plan, base: place, fingerprint }: Omit<RayQuestion, 'folder'>,
  engines: Engines,
): Promise<Prepared> {
  const base = await readBase(place, plan.base.input.size);
  if (base.fingerprint !== fingerprint)
    throw new TransferError(
      'base-changed',
      `The base ${place} has changed since it was looked at. Try again.`,
    );
  const network = adaptNetwork(withInputSize(base.topology, plan.base.input.size), plan);
  const weights = new Map<Start, NetworkWeights>();
  for (const start of startsOf(plan))
    weights.set(start, await initialWeights({ engines, network, base, plan }, start));
  const { plan: forRay, warnings } = rayPlan(plan, base, network, weights);
  return { network, weights, forRay, warnings };
}

/**
 * Writes everything that a cluster of Ray needs to run a plan: the plan, the network with the weights that a local run begins
 * with, the list of images with their split, the job's settings and the programs.
 *
 * @throws TransferError `export-refused` for what would be otherwise there; `base-…`, `engine`, `no-images`, `unreadable-images`,
 *   `dataset-folder`, `disk-full`; what `onImage` throws
 */
export async function writeRayFolder(
  { folder, ...question }: RayQuestion & { readonly folder: string },
  engines: Engines,
  onImage: (done: number, total: number) => void,
): Promise<RayExport> {
  const { plan, programs } = question;
  const { network, weights, forRay, warnings } = await prepare(question, engines);
  const { images, leftOut, decodedHere } = await readImages(plan, onImage);
  const all = images.length + leftOut.length;
  if (tooManyUnreadable(leftOut.length, all))
    throw new TransferError(
      'unreadable-images',
      `${leftOut.length} of ${all} images can't be read. ${repairUnreadable}`,
    );
  requireBothSides({ images, plan });
  refuseOtherKinds(decodedHere);

  const says = modelMetadata(plan, null);
  for (const [start, own] of weights) {
    const model = path.join(folder, start === plan.init ? 'network' : `network-${start}`);
    await saveModel(model, network.topology, own, says);
    if (start === plan.init)
      await writeExpected(path.join(model, 'expected.bin'), { plan, network, weights: own, engines });
  }
  await writeImages(path.join(folder, 'images'), images);
  await writeJson(path.join(folder, 'plan.json'), forRay);
  await writeJson(path.join(folder, 'job.json'), jobDefaults);
  await copyPrograms(programs, folder);
  const on = (side: RunImage['side']) => images.filter((image) => image.side === side).length;
  return {
    images: { train: on('train'), validation: on('validation'), test: on('test') },
    leftOut,
    warnings,
    tensors: weights.get(plan.init)?.size ?? 0,
    fingerprint: datasetFingerprint(images, plan.dataset.classes),
  };
}

/** What the job does unless its own arguments say otherwise: one processor a worker, and a checkpoint every half minute. */
const jobDefaults = { storage: null, workers: 1, cpus: 1, gpus: 0, reportSeconds: 30 };

/** @throws TransferError `export-refused` for pictures whose pixels would be others than here */
function refuseOtherKinds(decodedHere: ReadImages['decodedHere']): void {
  if (decodedHere.length === 0) return;
  const found = decodedHere.map(({ file, kind }) => `${file} (${kind})`);
  const more = found.length > 5 ? ` and ${found.length - 5} more` : '';
  throw new TransferError(
    'export-refused',
    `On Ray these pictures would have other pixels than here: ${found.slice(0, 5).join(', ')}${more}. Save them as JPEG or as PNG of 8 bits, and export again.`,
  );
}

async function writeImages(folder: string, images: readonly RunImage[]): Promise<void> {
  await makeFolder(folder);
  const copied = new CopiedImages();
  const size = imagesPerPart(images.length);
  for (let start = 0; start < images.length; start += size) {
    const name = `part-${String(start / size).padStart(5, '0')}.parquet`;
    const part = await Promise.all(
      images.slice(start, start + size).map(async ({ path: place, ...image }) => ({
        ...image,
        // What was fetched from a bucket the cluster reads there itself.
        uri: (await copied.addressOf(place)) ?? pathToFileURL(place).href,
      })),
    );
    await writeImageList(path.join(folder, name), part);
  }
}

/** Of pictures of noise, for whoever builds the network anew to compare with: what it is given, and its probabilities. */
async function writeExpected(
  file: string,
  {
    plan,
    network,
    weights,
    engines,
  }: {
    readonly plan: Plan;
    readonly network: AdaptedNetwork;
    readonly weights: NetworkWeights;
    readonly engines: Engines;
  },
): Promise<void> {
  const [height, width] = plan.base.input.size;
  const random = seededRandom('expected', plan.training.seed);
  const pixels = Uint8Array.from({ length: 2 * height * width * 3 }, () => Math.floor(random() * 256));
  const values = new Float32Array(pixels.length);
  scalePixels(pixels, plan.base.input.scale, values, 0);
  const shape = [2, height, width, 3];
  const built = await engineFor(network.topology, weights, engines).network(network.topology, weights);
  try {
    const probabilities = await built.outputs({ values, shape });
    const tensors = new Map([
      ['pixels', { shape, values: Float32Array.from(pixels) }],
      ['probabilities', { shape: [2, plan.dataset.classes.length], values: probabilities }],
    ]);
    await writeTensorFile(file, { json: null, tensors }, plainSeal);
  } finally {
    built.dispose();
  }
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFileWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}

const largestProgram = 1024 * 1024;
const requirements = 'requirements.txt';

/** The programs, as the package `transfer_job`, and what has to be installed for them. */
async function copyPrograms(programs: string, folder: string): Promise<void> {
  const code = 'transfer_job';
  await makeFolder(path.join(folder, code));
  const names = (await readdir(path.join(programs, code))).filter((name) => name.endsWith('.py')).sort();
  for (const name of [requirements, ...names.map((each) => path.join(code, each))]) {
    await writeFileWhole(path.join(folder, name), await readWhole(path.join(programs, name), largestProgram));
  }
}
