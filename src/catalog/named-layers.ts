/**
 * A layer of a base as its topology is written down: a Keras class with its settings, the layers that it takes, and
 * where its weights lie in the file that they come from.
 */
export interface NamedLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of layers before it. */
  readonly inbound: readonly string[];
  /** In the order in which Keras lists them. */
  readonly weights: readonly SourcedWeight[];
}

export interface SourcedWeight {
  /** As Keras calls it, without the layer's name: `kernel`, `gamma`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Its name in the source. */
  readonly source: string;
  /** The source's axes in the order of `shape`: axis i of the weight is axis `axes[i]` there. */
  readonly axes: readonly number[];
}
