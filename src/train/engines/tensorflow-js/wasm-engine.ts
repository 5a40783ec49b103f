import * as tf from '@tensorflow/tfjs';
import { setWasmPaths, version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import { composeKernels } from './composed-kernels';
import type { TensorFlowBackend } from './tensorflow';

// TensorFlow.js advertises tfjs-node on standard error at its first use, unless it is in production.
tf.enableProdMode();
composeKernels(tf);

/** The WebAssembly backend, one thread; its binaries stand beside the bundle. */
export async function wasmBackend(): Promise<TensorFlowBackend> {
  setWasmPaths(`${__dirname}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  return { name: `tfjs-wasm ${version}`, tf };
}

/** Plain JavaScript: enough to build layers and ask for their shapes; what is run runs on WebAssembly. */
export async function cpuBackend(): Promise<TensorFlowBackend> {
  setWasmPaths(`${__dirname}/`);
  await tf.setBackend('cpu');
  await tf.ready();
  return { name: `tfjs-cpu ${tf.version.tfjs}`, tf, runsOn: 'wasm' };
}
