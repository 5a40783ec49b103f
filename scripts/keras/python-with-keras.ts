import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../../src/launch/programs/run-to-end';

/** Files that Keras makes, and a Python of its own for it; git passes them over. */
export const kerasFolder = path.resolve(
  process.env.KERAS_FILES ?? path.join(import.meta.dirname, '../../.keras-files'),
);

/**
 * The Python that has Keras 2 on TensorFlow: the one that `KERAS_PYTHON` names; else one that is made here, once, in
 * about a minute, from the Python registry. TensorFlow 2.15 is there for Python 3.9 to 3.11.
 * @throws Error that says why there is none
 */
export async function pythonWithKeras(): Promise<string> {
  if (process.env.KERAS_PYTHON) return process.env.KERAS_PYTHON;
  const isWindows = process.platform === 'win32';
  const environment = path.join(kerasFolder, 'python');
  const pythonIn = (folder: string) => path.join(folder, isWindows ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(pythonIn(environment))) return pythonIn(environment);
  mkdirSync(kerasFolder, { recursive: true });
  // Half of one would be taken for a whole one.
  rmSync(`${environment}-new`, { recursive: true, force: true });
  await run(isWindows ? 'python' : 'python3', '-m', 'venv', `${environment}-new`);
  const requirements = path.join(import.meta.dirname, 'requirements.txt');
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await run(pythonIn(`${environment}-new`), '-m', 'pip', 'install', ...quiet, '-r', requirements);
  renameSync(`${environment}-new`, environment);
  return pythonIn(environment);
}

/** Runs a script of this folder with that Python; what it says is shown as it goes. @throws Error where it fails */
export async function runWithKeras(script: string, ...programArguments: readonly string[]): Promise<void> {
  const python = await pythonWithKeras();
  const file = path.join(import.meta.dirname, script);
  const { status, error } = spawnSync(python, [file, ...programArguments], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${script} ended with ${error?.message ?? `status ${status}`}.`);
}

async function run(program: string, ...programArguments: string[]): Promise<void> {
  const { status, startError, stdout, stderr } = await runToEnd(program, programArguments);
  if (status === 0) return;
  const said = startError?.message ?? `${stderr}${stdout}`.trim().split('\n').slice(-2).join(' ');
  throw new Error(`${[program, ...programArguments].join(' ')}: ${said || `ended with status ${status}`}`);
}
