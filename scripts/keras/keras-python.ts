import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Where what is made with Keras lies, absolute. */
export const kerasFolder = path.resolve(
  process.env.KERAS_FILES ?? path.join(import.meta.dirname, '../../.keras-files'),
);

/** Runs a program that says itself how it goes. @throws Error where it does not end well */
export function runShown(program: string, ...programArguments: string[]): void {
  const { status, error } = spawnSync(program, programArguments, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${error?.message ?? `status ${status}`}.`);
}

/**
 * A Python that has TensorFlow: the one that `KERAS_PYTHON` names, else one of its own in the Keras folder, which is
 * made the first time (0.9 GB).
 * @throws Error where it can't be made
 */
export function pythonWithKeras(): string {
  if (process.env.KERAS_PYTHON) return process.env.KERAS_PYTHON;
  const environment = path.join(kerasFolder, 'python');
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python)) return python;
  mkdirSync(kerasFolder, { recursive: true });
  runShown(process.platform === 'win32' ? 'python' : 'python3', '-m', 'venv', environment);
  runShown(
    python,
    ...['-m', 'pip', 'install', '--quiet', '-r', path.join(import.meta.dirname, 'requirements.txt')],
  );
  return python;
}
