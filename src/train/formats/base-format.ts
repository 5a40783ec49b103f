import type { GraphLayer } from '../../design/layer-graph';
import type { FileGroup } from '../../disk/bases/base-look';
import type { LeftOutLayer } from '../network/read-topology';
import type { Topology } from '../network/topology';
import type { StoredWeights } from '../network/weight-values';

/**
 * A format that bases come in. Everything that is known of it stands in its file, and it is one of the list in
 * `base-formats.ts`; nobody else looks at names or first bytes.
 */
export interface BaseFormat extends KnownFormat {
  /** Whether layers of such a base can train. One whose network can only be run gives features, all of it frozen. */
  readonly trainsBase: boolean;
  /**
   * The files that belong to a base beside its first one. Their names and sizes are checked before anything of them is
   * read; a name may lead to where it wants. Without it the first file is all there is.
   * @param modelFile the first file
   * @throws TransferError `base-…`
   */
  filesBeside?(modelFile: string): Promise<readonly FileGroup[]>;
  /**
   * Reads a base as far as that goes without the values of its weights. Files may hold anything: sizes are compared
   * before memory is asked for.
   * @param size height and width of the pictures, where the format wants them for a base that takes any
   * @throws TransferError `base-…`, or TransferError `base-topology`, `base-layer`, `base-weights`
   */
  open(files: BaseFiles, size?: readonly [number, number]): Promise<OpenedBase>;
}

/** A format, or something that people take for one, that can't be read. */
export interface RefusedFormat extends KnownFormat {
  /** What it is and what to do, in sentences. */
  refusal(modelFile: string): string;
}

interface KnownFormat {
  /** As people call it, e.g. `TF.js LayersModel`. */
  readonly name: string;
  /** What its first file is called in a folder that is named in place of it. */
  readonly inFolder?: string;
  match(file: FileStart): boolean;
}

/** What tells a file's format. */
export interface FileStart {
  /** Without its folder. */
  readonly name: string;
  /** Its first bytes (at most `startBytes`), one a letter. */
  readonly start: string;
}

export const startBytes = 4096;

/** The files of a base, which are there and as large as they should be. */
export interface BaseFiles {
  /** Absolute, as are all here. */
  readonly modelFile: string;
  /** As the format gave them. */
  readonly beside: readonly FoundGroup[];
  /** What says how the network takes pictures, see `configsBeside`. */
  readonly configs: readonly FoundGroup[];
}

export interface FoundGroup {
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  readonly bytes: number;
}

export interface OpenedBase {
  readonly topology: Topology;
  /** Layers of the file that do nothing when a network answers; the topology is without them. */
  readonly leftOut: readonly LeftOutLayer[];
  /** By `layer/weight`. Values are read when they are asked for. */
  readonly weights: StoredWeights;
  /** The layers of a network that TensorFlow.js does not build, and so can't tell the shapes of. */
  readonly layers?: readonly GraphLayer[];
  /**
   * What it says of its input and classes, unchecked: `{ input: { size, resize, scale }, classes }`, as the keys of
   * transfer.yaml.
   */
  readonly says?: unknown;
}
