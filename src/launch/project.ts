import { homedir } from 'node:os';
import path from 'node:path';
import type { DatasetConfig } from '../design/config';
import type { DatasetFacts } from '../design/dataset-facts';
import { type DesignResult, design } from '../design/design';
import type { LayerGraph } from '../design/layer-graph';
import { parseTransferFile } from '../design/parse';
import type { ParsedFile } from '../design/parsed-file';
import { BaseProblem, type LocatedBase, locateBase } from '../disk/base-files';
import { scanFolder } from '../disk/folder-scan';
import { groupFacts } from '../disk/group-facts';
import { inspectBase } from './inspect-base';
import type { Installation } from './installation';
import { KeptGraphs } from './kept-graphs';
import type { NodeProgram } from './node-program';
import { packageVersion } from './package-version';
import { readTransferFile, transferFileOf } from './transfer-file';

export interface ProjectOptions {
  readonly installation: Installation;
  readonly node: NodeProgram;
  /** Whether a base with an address may be downloaded. */
  readonly allowDownload: boolean;
  /**
   * Whether the base's layers, once read, are kept beside the file and taken from there the next time. Default
   * true; where the folder is not trusted, nothing is written into it and nothing in it is believed.
   */
  readonly keepGraph?: boolean;
  readonly onDownload?: (doneBytes: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
}

/** A `transfer.yaml` with all that it leads to, as far as it could be read, and what the design makes of it. */
export interface Project {
  /** Absolute. */
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly parsed: ParsedFile;
  readonly base?: LocatedBase;
  readonly graph?: LayerGraph;
  /** Left out where the file names no images. */
  readonly dataset?: DatasetFacts;
  readonly result: DesignResult;
}

/**
 * Opens a `transfer.yaml`, or that of a folder.
 * @throws TransferFileProblem where the file itself can't be read; all else stands in `result.problems`
 */
export async function openProject(given: string, options: ProjectOptions): Promise<Project> {
  const file = await transferFileOf(given);
  return projectOfText(file, await readTransferFile(file), options);
}

/** The same for a text that may not have been saved yet. */
export async function projectOfText(file: string, text: string, options: ProjectOptions): Promise<Project> {
  const folder = path.dirname(file);
  const parsed = parseTransferFile(text);
  const [found, dataset] = await Promise.all([
    findBase(parsed, folder, options),
    lookAtImages(parsed.config.dataset, folder),
  ]);
  options.signal?.throwIfAborted();
  return designProject(file, parsed, { ...found, ...(dataset ? { dataset } : {}) });
}

/** What is known of the things outside of the file that it names. Whatever is left out is not known (yet). */
export interface ProjectFacts extends FoundBase {
  readonly dataset?: DatasetFacts;
}

/** A project from a parsed file and what is known already. Looks at nothing, so it is as fast as `design`. */
export function designProject(file: string, parsed: ParsedFile, facts: ProjectFacts): Project {
  const { base, ...inputs } = facts;
  return {
    ...{ file, folder: path.dirname(file), text: parsed.text, parsed },
    result: design({ file: parsed, home: homedir(), ...inputs }),
    ...(base ? { base } : {}),
    ...(inputs.graph ? { graph: inputs.graph } : {}),
    ...(inputs.dataset ? { dataset: inputs.dataset } : {}),
  };
}

/** A base that the file names: where it is and what its layers are, or why they can't be had. */
export interface FoundBase {
  readonly base?: LocatedBase;
  readonly graph?: LayerGraph;
  readonly baseProblem?: { readonly code: string; readonly message: string };
}

/** Finds the base and its layers. Never rejects unless stopped. */
export async function findBase(
  parsed: ParsedFile,
  folder: string,
  options: ProjectOptions,
): Promise<FoundBase> {
  const wanted = parsed.config.base;
  if (!wanted) return {};
  let base: LocatedBase;
  try {
    base = await locateBase(wanted.model, folder, path.join(options.installation.root, 'models'), {
      ...(wanted.sha256 ? { sha256: wanted.sha256 } : {}),
      ...(options.onDownload ? { onProgress: options.onDownload } : {}),
      downloadFolder: path.join(folder, '.transfer', 'bases'),
      allowDownload: options.allowDownload,
    });
  } catch (error) {
    if (error instanceof BaseProblem) return { baseProblem: { code: error.code, message: error.message } };
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The base ${wanted.model} can't be read (${reason}). Check the path and the file.`;
    return { baseProblem: { code: 'base-damaged', message } };
  }
  const { keepGraph = true } = options;
  const graphs = keepGraph ? new KeptGraphs(folder, await packageVersion(options.installation)) : undefined;
  const { size } = wanted.input;
  const kept = await graphs?.read(base.fingerprint, size);
  if (kept) return { base, graph: kept };
  const inspection = await inspectBase(base.modelFile, options, size, options.signal);
  if ('problem' in inspection) return { base, baseProblem: inspection.problem };
  await graphs?.keep(inspection.graph, size);
  return { base, graph: inspection.graph };
}

/** Looks at the folders of images by names and sizes. */
export async function lookAtImages(
  dataset: DatasetConfig,
  folder: string,
): Promise<DatasetFacts | undefined> {
  if (dataset.path === undefined) return undefined;
  const look = (named: unknown) =>
    typeof named === 'string' ? scanFolder(path.resolve(folder, named)) : Promise.resolve(undefined);
  const [train, validation, test] = await Promise.all([
    scanFolder(path.resolve(folder, dataset.path)),
    look(dataset.validation),
    look(dataset.test),
  ]);
  const { groupBy } = dataset;
  const groups =
    groupBy !== undefined && train.found && typeof dataset.validation !== 'string'
      ? await groupFacts(groupBy, train.facts)
      : undefined;
  return {
    train,
    ...(validation ? { validation } : {}),
    ...(test ? { test } : {}),
    ...(groups ? { groups } : {}),
  };
}
