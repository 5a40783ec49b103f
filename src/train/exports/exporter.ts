import type { Engines } from '../engines/load-engines';
import type { BaseFiles } from '../formats/base-format';
import type { NetworkOnPixels } from '../images/network-on-pixels';
import type { Topology } from '../network/topology';
import type { StoredWeights } from '../network/weight-values';
import type { ModelMetadata } from '../run/model-metadata';

/** A model as its run has saved it, which has been checked. */
export interface ModelToExport {
  /** Those that the run has saved. */
  readonly files: BaseFiles;
  readonly topology: Topology;
  /** Values are read when they are asked for: never more than one tensor need be in memory. */
  readonly weights: StoredWeights;
  readonly metadata: ModelMetadata;
}

/** Tells that the values of a tensor have been written, or read back. */
export type OnTensor = (bytes: number) => void;

/** Writes models in one format, and opens what it has written. */
export interface Exporter {
  /**
   * Writes the model to `place`, where nothing is yet: a file, or a folder that it makes. Whoever asks gives it its real
   * name once it is proved.
   * @returns the weights by the names that `open` gives them
   * @throws TransferError `export-refused` where the format can't hold this model
   */
  write(model: ModelToExport, place: string, onTensor: OnTensor): Promise<StoredWeights>;
  /**
   * Opens what was written, by nothing but what lies there.
   * @throws TransferError where that can't be read
   */
  open(place: string): Promise<OpenedExport>;
}

/** An exported model, read back from disk. */
export interface OpenedExport {
  readonly weights: StoredWeights;
  /** What it says of its classes and of how pictures are given to it, unchecked. */
  readonly says: unknown;
  /** The network with the weights that lie there, ready to be asked. */
  network(engines: Engines, input: ModelMetadata['input']): Promise<NetworkOnPixels>;
}
