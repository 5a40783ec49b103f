/** One line of what `export.js` prints. */
export type ExportLine = ExportProgress | { readonly exported: ExportProof };

/** How far an export is. */
export interface ExportProgress {
  readonly step: 'write' | 'read back';
  /** Bytes of weights. */
  readonly done: number;
  readonly of: number;
}

/** What was shown of an exported model by reading it back from disk. */
export interface ExportProof {
  /** Tensors that are the run's, bit for bit: all. */
  readonly tensors: number;
  readonly goldenImages: number;
  /** The largest difference of a probability from those that the trained network gave. */
  readonly goldenDifference: number;
}
