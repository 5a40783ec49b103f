import path from 'node:path';
import { findEngine } from '../../src/launch/engine/engine-search';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { engineTable } from '../../src/shared/engines';
import { loadTfjsNode } from '../../src/train/engines/tensorflow-js/load-tensorflow';
import type { TensorFlowBackend } from '../../src/train/engines/tensorflow-js/tensorflow';

/**
 * tfjs-node: the one that the environment variable `TRANSFER_DESIGNER_TFJS_NODE` names, else the one that the tool
 * would train with. That search starts the bundles in dist/.
 * @throws Error where there is none, as WebAssembly cannot train convolutions
 */
export async function loadNativeEngine(): Promise<TensorFlowBackend> {
  const { variable } = engineTable['tfjs-node'].package;
  return loadTfjsNode(process.env[variable] || (await findInstalled()));
}

async function findInstalled(): Promise<string> {
  const installation = installationAround(path.resolve(import.meta.dirname, '../../dist'));
  const { engine } = await findEngine({ installation, node: await findNode() });
  if (engine.id !== 'tfjs-node') throw new Error('There is no tfjs-node: run "npm run runtime" first.');
  return engine.location;
}
