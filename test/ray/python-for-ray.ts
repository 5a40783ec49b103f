import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../../src/launch/programs/run-to-end';

const root = path.resolve(import.meta.dirname, '../..');

/** The programs that go onto a cluster. */
export const jobFolder = path.join(root, 'ray-job');

/** The Python environment of the tests; git passes it over. */
const rayFiles = path.resolve(process.env.RAY_FILES ?? path.join(root, '.ray-files'));

/**
 * A Python with the packages that `ray-job/requirements.txt` pins: the one that `RAY_PYTHON` names, which must have all of
 * them; else one that is made here, once, from the Python registry, in a minute or two.
 *
 * @throws Error that says why there is none
 */
export async function pythonForRay(): Promise<string> {
  if (process.env.RAY_PYTHON) return process.env.RAY_PYTHON;
  if (process.platform !== 'linux') throw new Error('Ray of two nodes is started on Linux alone.');
  return pythonWith('job', requirements(), async (python) => {
    // What other programs would be compiled with, a seventh of it all.
    const place = 'import sysconfig; print(sysconfig.get_path("purelib"))';
    const packages = await run(python, '-c', place);
    rmSync(path.join(packages.trim(), 'tensorflow', 'include'), { recursive: true, force: true });
  });
}

/**
 * A Python with packages, made once.
 *
 * @param name of its folder
 * @param wanted lines of pinned packages
 * @param tidy told of it when it is made
 */
export async function pythonWith(
  name: string,
  wanted: string,
  tidy: (python: string) => Promise<void> = async () => {},
): Promise<string> {
  const folder = path.join(rayFiles, name);
  const made = path.join(folder, 'made-of.txt');
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return pythonIn(folder);
  const maker = await fittingPython();
  console.log(`Making a Python environment in ${folder}, once …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Where it is to stay: its programs have its place in them.
  await run(maker, '-m', 'venv', folder);
  const list = path.join(folder, 'requirements.txt');
  writeFileSync(list, wanted);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-compile'];
  await run(pythonIn(folder), '-m', 'pip', 'install', ...quiet, '-r', list);
  await tidy(pythonIn(folder));
  // Last: half of one would be taken for a whole one.
  renameSync(list, made);
  return pythonIn(folder);
}

function pythonIn(folder: string): string {
  return path.join(folder, 'bin', 'python');
}

function requirements(): string {
  const lines = readFileSync(path.join(jobFolder, 'requirements.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    // The same without what it needs for GPUs: a third of the size.
    .map((line) => line.replace(/^tensorflow==/, 'tensorflow-cpu=='));
  return `${lines.join('\n')}\n`;
}

/** The first of the usual names that is of a version which the packages are there for. @throws Error where none is */
async function fittingPython(): Promise<string> {
  const fits = 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))';
  for (const name of ['python3.12', 'python3.11', 'python3.13', 'python3']) {
    const { status } = await runToEnd(name, ['-c', fits]);
    if (status === 0) return name;
  }
  throw new Error('There is no Python 3.11, 3.12 or 3.13 with venv. Install one, or name one by RAY_PYTHON.');
}

/** What a Python program has printed. @throws Error with its last words where it fails */
export async function run(program: string, ...programArguments: string[]): Promise<string> {
  const { status, startError, stdout, stderr } = await runToEnd(program, programArguments);
  if (status === 0) return stdout;
  const said = startError?.message ?? `${stderr}${stdout}`.trim().split('\n').slice(-12).join('\n');
  throw new Error(`${path.basename(program)} ${programArguments.slice(0, 2).join(' ')}: ${said}`);
}
