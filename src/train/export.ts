import { isDeepStrictEqual } from 'node:util';
import { valuesIn } from '../design/base/tensor-shape';
import { TransferError } from '../design/transfer-error';
import { runFolderLayout } from '../disk/files/run-folder-layout';
import type { ExportFormatName } from '../shared/export-formats';
import type { ExportProgress, ExportProof } from '../shared/exported-model';
import { type Engines, preferring } from './engines/load-engines';
import type { OpenedExport } from './exports/exporter';
import { exporters } from './exports/exporters';
import { type StoredWeights, sameBits } from './network/weight-values';
import { largestDifference } from './run/evaluate';
import { readGolden } from './run/golden-file';
import { type ModelMetadata, readModelMetadata } from './run/model-metadata';
import { openSavedModel } from './run/saved-model';

/** As between a run's network and the one that it has saved: other batches, whose last bits differ on some processors. */
const mostDifference = 1e-5;

export interface ModelExportTask {
  readonly runFolder: string;
  readonly format: ExportFormatName;
  /** Where nothing is yet. */
  readonly place: string;
  readonly engines: Engines;
  readonly onProgress: (progress: ExportProgress) => void;
}

/**
 * Writes the network that a run has saved in another format and proves it by reading it back from disk: all tensors
 * are the run's, bit for bit, its classes and preprocessing too, and it says of the golden images what the trained
 * network said.
 *
 * @throws TransferError `no-model`, `model-changed` or `golden-file` where the run has no such model, `export-refused`
 *   where the format can't hold it, `export-differs` where what was read back is another
 */
export async function exportModel(task: ModelExportTask): Promise<ExportProof> {
  const { runFolder, format, place, onProgress } = task;
  const { base, metadata, engine } = await openSavedModel(runFolder, [runFolderLayout.golden]);
  const golden = await readGolden(runFolder);
  const exporter = exporters[format];
  const of = [...base.weights.values()].reduce((sum, weight) => sum + bytesOfShape(weight), 0);
  const progress = (step: ExportProgress['step']) => {
    let done = 0;
    return (bytes: number) => {
      done += bytes;
      onProgress({ step, done, of });
    };
  };
  const { files, topology, weights } = base;
  const model = { files, topology, weights, metadata };
  const written = await exporter.write(model, place, progress('write'));
  const opened = await exporter.open(place);
  await requireSame(written, metadata, opened, progress('read back'));
  const network = await opened.network(preferring(engine, task.engines), metadata.input);
  const answers = await network.outputs(golden.images.map(({ pixels }) => Buffer.from(pixels, 'base64')));
  network.dispose();
  const goldenDifference = largestDifference(
    answers,
    golden.images.flatMap(({ probabilities }) => probabilities),
  );
  if (!(goldenDifference <= mostDifference)) {
    throw new TransferError(
      'export-differs',
      `The exported model, read back from disk, differs by ${goldenDifference} in its probabilities from the one that was trained; at most ${mostDifference} is allowed. Nothing was exported; please report this with the run's folder.`,
    );
  }
  return { tensors: written.size, goldenImages: golden.images.length, goldenDifference };
}

/** One tensor at a time, so that never two copies of a large network are in memory. */
async function requireSame(
  written: StoredWeights,
  metadata: ModelMetadata,
  opened: OpenedExport,
  onTensor: (bytes: number) => void,
): Promise<void> {
  const differing = isDeepStrictEqual(readModelMetadata(opened.says), metadata)
    ? []
    : ['the classes or the preprocessing'];
  for (const name of new Set([...written.keys(), ...opened.weights.keys()])) {
    const one = written.get(name);
    const other = opened.weights.get(name);
    const isSame =
      one !== undefined &&
      other !== undefined &&
      sameBits(
        { shape: one.shape, values: await one.read() },
        { shape: other.shape, values: await other.read() },
      );
    if (!isSame) differing.push(`the weights ${name}`);
    if (one !== undefined) onTensor(bytesOfShape(one));
  }
  if (differing.length === 0) return;
  throw new TransferError(
    'export-differs',
    `What was written, read back from disk, is not the run's model: ${differing.slice(0, 5).join(', ')}. Nothing was exported. Make sure that the disk is sound and try again; if it stays, please report this with the run's folder.`,
  );
}

function bytesOfShape({ shape }: { readonly shape: readonly number[] }): number {
  return 4 * valuesIn(shape);
}
