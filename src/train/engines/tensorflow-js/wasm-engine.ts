import * as tf from '@tensorflow/tfjs';
import { setWasmPaths, version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import type { Engine } from './tensorflow';

// TensorFlow.js advertises tfjs-node on standard error at its first use, unless it is in production.
tf.enableProdMode();

/** The WebAssembly backend, one thread; its binaries stand beside the bundle. */
export async function wasmEngine(): Promise<Engine> {
  setWasmPaths(`${__dirname}/`);
  await tf.setBackend('wasm');
  await tf.ready();
  return { name: `tfjs-wasm ${version}`, tf, trainsConvolutions: false };
}

/** Plain JavaScript: enough to build layers and ask for their shapes; what is run runs on WebAssembly. */
export async function cpuEngine(): Promise<Engine> {
  setWasmPaths(`${__dirname}/`);
  await tf.setBackend('cpu');
  await tf.ready();
  return { name: `tfjs-cpu ${tf.version.tfjs}`, tf, trainsConvolutions: true, runsOn: 'wasm' };
}
