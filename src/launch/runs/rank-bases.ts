import { catalogBase } from '../../catalog/catalog';
import { measuredAnswers } from '../../design/advice/measured-answers';
import { readSetting, withSettings } from '../../design/format/call-settings';
import type { Measurement } from '../../design/measurement';
import { thresholds } from '../../design/thresholds';
import { TransferError } from '../../design/transfer-error';
import { shownAddress } from '../../design/words/shown-address';
import { type Project, type ProjectOptions, projectOfText } from '../project/project';
import { type MeasureOptions, measureProject } from './measure-project';
import type { RunLaunch } from './run-process';

/** A base, measured on the same images as the others. */
export interface RankedBase {
  /** As `base:` names it. */
  readonly name: string;
  readonly isOwn: boolean;
  /** The advised cut, the accuracy of a linear head there and its standard error. */
  readonly layer: string;
  readonly accuracy: number;
  readonly error: number;
  /** How much more accurate the best base is, image by image, and that difference's standard error; 0 and 0 of the best. */
  readonly behindBest: number;
  readonly behindBestError: number;
  readonly isMeasurablyBehind: boolean;
  /** Left out where its features were kept already. */
  readonly secondsPerImage?: number;
  /** Of all its weights, as 32 bit numbers. */
  readonly weightBytes: number;
}

export interface BaseRanking {
  readonly images: number;
  readonly majority: number;
  /** The best first. */
  readonly bases: readonly RankedBase[];
  /** What could not be measured, with the reason in a sentence. */
  readonly left: readonly LeftBase[];
}

export interface LeftBase {
  readonly name: string;
  readonly why: string;
  /** Whether it is one of the catalog that has not been fetched. */
  readonly canBeFetched: boolean;
}

type RankOptions = Omit<MeasureOptions, 'onProgress'> & {
  readonly onProgress?: (
    name: string,
    ...told: Parameters<NonNullable<MeasureOptions['onProgress']>>
  ) => void;
};

/**
 * Measures the base of a project and others on the same images, each at the cut that is advised for it. Nothing is
 * downloaded.
 *
 * @param names of other bases, as `base:` takes them
 * @throws TransferError `measure-impossible` where none of them can be measured; the signal's reason
 */
export async function rankBases(
  project: Project,
  names: readonly string[],
  launch: RunLaunch,
  options: RankOptions = {},
): Promise<BaseRanking> {
  const own = project.parsed.config.base?.model;
  const all = [...new Set([...(own === undefined ? [] : [own]), ...names])];
  const measured: Measured[] = [];
  const left: LeftBase[] = [];
  for (const name of all) {
    options.signal?.throwIfAborted();
    const { onProgress, ...rest } = options;
    try {
      const tried = name === own ? project : await projectWith(project, name, launch, options.signal);
      requireMeasurable(tried, name);
      const measurement = await measureProject(tried, launch, {
        ...rest,
        onProgress: (...told) => onProgress?.(name, ...told),
      });
      measured.push({ name, isOwn: name === own, project: tried, measurement });
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      left.push({ name, why: error.message, canBeFetched: error.code === 'base-not-downloaded' });
    }
  }
  const [first] = measured;
  if (first === undefined)
    throw new TransferError(
      'measure-impossible',
      `None of the bases was measured. ${left.map(({ name, why }) => `${shownAddress(name)}: ${why}`).join(' ')}`,
    );
  const { images, majority } = first.measurement;
  return { images, majority, bases: ranked(measured), left };
}

interface Measured {
  readonly name: string;
  readonly isOwn: boolean;
  readonly project: Project;
  readonly measurement: Measurement;
}

/** The same file with another base, and the cut that is advised there. */
async function projectWith(
  { file, text, parsed }: Project,
  name: string,
  { installation, node }: RunLaunch,
  signal: AbortSignal | undefined,
): Promise<Project> {
  const settings = [`base=${JSON.stringify(name)}`, ...(parsed.has(['cut']) ? ['cut=auto'] : [])];
  const options: ProjectOptions = {
    ...{ installation, node, allowDownload: false },
    ...(signal ? { signal } : {}),
  };
  return projectOfText(file, withSettings(text, settings.map(readSetting)).text, options);
}

/** @throws TransferError with what the file or the base lacks; `base-not-downloaded` of one that can be fetched by its name */
function requireMeasurable({ result }: Project, name: string): void {
  const missing = result.problems.find(({ code }) => code === 'base-not-downloaded');
  if (missing !== undefined && catalogBase(name) !== undefined)
    throw new TransferError('base-not-downloaded', missing.message);
  const error = result.problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new TransferError('measure-impossible', error.message);
}

function ranked(measured: readonly Measured[]): readonly RankedBase[] {
  const bases = measured.flatMap(({ name, isOwn, project, measurement }) => {
    const cut = measuredAnswers(measurement)?.cut;
    const weights = project.graph?.layers.reduce((sum, { params }) => sum + params, 0) ?? 0;
    return cut === undefined ? [] : [{ name, isOwn, measurement, cut, weightBytes: 4 * weights }];
  });
  bases.sort((one, other) => other.cut.accuracy - one.cut.accuracy);
  const [best] = bases;
  if (best === undefined) return [];
  return bases.map(({ name, isOwn, measurement, cut, weightBytes }) => {
    const behind = behindOf(measurement, best.measurement, {
      value: best.cut.accuracy - cut.accuracy,
      error: Math.hypot(best.cut.error, cut.error),
    });
    const { secondsPerImage } = measurement;
    return {
      ...{ name, isOwn, layer: cut.layer, accuracy: cut.accuracy, error: cut.error },
      ...{ behindBest: behind.value, behindBestError: behind.error },
      isMeasurablyBehind: behind.value > thresholds.certainErrors * behind.error,
      ...(secondsPerImage === undefined ? {} : { secondsPerImage }),
      weightBytes,
    };
  });
}

/** Image by image; two that could not read the same images are compared as if they had looked at different ones. */
function behindOf(
  { right: own = '' }: Measurement,
  { right: best = '' }: Measurement,
  apart: { readonly value: number; readonly error: number },
): { readonly value: number; readonly error: number } {
  if (own.length === 0 || own.length !== best.length) return apart;
  const differences = Array.from(own, (right, at) => Number(best[at]) - Number(right));
  const value = differences.reduce((sum, one) => sum + one, 0) / own.length;
  const squares = differences.reduce((sum, one) => sum + (one - value) ** 2, 0);
  return { value, error: Math.sqrt(squares) / own.length };
}
