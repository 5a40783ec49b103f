import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainBinary from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm';
import simdBinary from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm';
import { scalePixels } from '../../src/shared/pixel-scaling';
import type { ModelInPage } from '../../src/shared/tryout';
import { fromBase64 } from './base64';

/** Says of decoded pixels `[height, width, 3]` how likely each class is. */
export type Ask = (pixels: Uint8Array) => Promise<Float32Array>;

/** Builds the network, with its weights, that stands in the page. */
export async function loadModel(
  { topology, weights, input }: ModelInPage,
  weightData: ArrayBuffer,
): Promise<Ask> {
  await startWebAssembly();
  const artifacts = { modelTopology: topology, weightSpecs: [...weights], weightData };
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
  const [height, width] = input.size;
  const ask: Ask = async (pixels) => {
    const values = new Float32Array(pixels.length);
    scalePixels(pixels, input.scale, values, 0);
    const outputs = tf.tidy(
      () => model.predict(tf.tensor4d(values, [1, height, width, 3])) as ReturnType<typeof tf.tensor>,
    );
    const probabilities = await outputs.data();
    outputs.dispose();
    return Float32Array.from(probabilities);
  };
  // The first time takes longest: nobody waits for it yet.
  await ask(new Uint8Array(height * width * 3));
  return ask;
}

/** The engine's binary stands in the page: where TensorFlow.js would load it from, it is handed out. */
async function startWebAssembly(): Promise<void> {
  tf.enableProdMode();
  // Threads would take a script and a binary of their own.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const hasSimd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const binary = fromBase64(hasSimd ? simdBinary : plainBinary);
  // Asked for by the platform's function, which is this one; the path is never looked up.
  setWasmPaths('embedded/', true);
  tf.env().platform.fetch = async () =>
    new Response(binary, { headers: { 'Content-Type': 'application/wasm' } });
  if (!(await tf.setBackend('wasm'))) throw new Error('this browser runs no WebAssembly');
  await tf.ready();
}
