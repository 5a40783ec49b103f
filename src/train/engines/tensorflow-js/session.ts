import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow';

/** What tfjs-node's backend has beside TensorFlow.js's; its types leave it out. */
interface SessionBackend {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(id: number, inputs: Tensor[], infos: { name: string }[], outputs: string[]): Tensor[];
  deleteSavedModel(id: number): void;
}

/** Values that a node is fed. */
export interface FedValues {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** A TensorFlow graph in a session of tfjs-node's own library. */
export class Session {
  readonly #backend: SessionBackend;
  readonly #id: number;

  /** @param savedModel the bytes of a `saved_model.pb` with the tag `train` and no variables' file */
  constructor(
    private readonly tf: TensorFlow,
    savedModel: Uint8Array,
  ) {
    this.#backend = tf.backend() as unknown as SessionBackend;
    const folder = mkdtempSync(path.join(tmpdir(), 'phase-'));
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), savedModel);
      this.#id = this.#backend.loadSavedModelMetaGraph(folder, 'train');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Whether the backend of `tf` runs graphs. */
  static canRun(tf: TensorFlow): boolean {
    return 'runSavedModel' in tf.backend();
  }

  /** @returns what the nodes `fetched` give, in their order */
  run(fed: Readonly<Record<string, FedValues>>, fetched: readonly string[]): Float32Array[] {
    const { tf } = this;
    const infos = Object.keys(fed).map((name) => ({ name }));
    const inputs = Object.values(fed).map(({ values, shape }) => tf.tensor(values, [...shape]));
    const outputs = this.#backend.runSavedModel(this.#id, inputs, infos, [...fetched]);
    const values = outputs.map((output) => output.dataSync<'float32'>());
    // Not by `tidy`: it would look for tensors among all the values that it returns.
    for (const tensor of [...inputs, ...outputs]) tensor.dispose();
    return values;
  }

  dispose(): void {
    this.#backend.deleteSavedModel(this.#id);
  }
}
