import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where the scripts here keep what Keras writes, and a Python of their own. `KERAS_FILES` names another folder. */
export const kerasFolder = path.resolve(
  process.env.KERAS_FILES ?? path.join(import.meta.dirname, '../../.keras-files'),
);

/**
 * Runs a script of this folder with Keras: in the Python that `KERAS_PYTHON` names, which has TensorFlow, else in one that
 * is made.
 */
export function runWithKeras(script: string, ...programArguments: readonly string[]): void {
  run(pythonWithKeras(), path.join(import.meta.dirname, script), ...programArguments);
}

export function pythonWithKeras(): string {
  if (process.env.KERAS_PYTHON) return process.env.KERAS_PYTHON;
  const environment = path.join(kerasFolder, 'python');
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python)) return python;
  run(process.platform === 'win32' ? 'python' : 'python3', '-m', 'venv', environment);
  run(python, '-m', 'pip', 'install', '--quiet', '-r', path.join(import.meta.dirname, 'requirements.txt'));
  return python;
}

function run(program: string, ...programArguments: readonly string[]): void {
  const { status, error } = spawnSync(program, programArguments, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${error?.message ?? `status ${status}`}.`);
}
