import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { type RunRecord, recordFormat } from '../../shared/run-record';
import { errorCode } from '../files/error-code';
import { makeIgnoredFolder } from '../files/ignored-folder';
import { makeNewFolder, readWhole } from '../files/project-files';
import { runFolderLayout } from '../files/run-folder-layout';
import { keyedHash } from '../files/user-secret';
import { writeFileWhole } from '../files/whole-file';
import { projectFolderOf, recordForDisk, recordFromDisk } from './record-paths';
import { recordComplaint } from './run-record-check';

/**
 * Makes a new run folder, e.g. `2026-05-04T12-30-05-case1` (local time), in `parent`, which is made too and
 * kept out of git. Of several made at once each gets its own.
 * @returns the folder's absolute path
 */
export async function createRunFolder(parent: string, caseName: string, now: Date): Promise<string> {
  await makeIgnoredFolder(parent);
  const name = `${localTime(now)}-${caseName}`;
  for (let count = 1; ; count += 1) {
    const folder = path.resolve(parent, count === 1 ? name : `${name}-${count}`);
    try {
      await makeNewFolder(folder);
      return folder;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Colons can't stand in names on Windows. */
function localTime(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date}T${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-')}`;
}

/** Far more than the plan of thousands of layers and the images that went wrong take. */
const mostBytes = 64 * 1024 ** 2;

/** A run's record, and whether this user's own processes wrote it, every value of it. */
export interface FoundRun {
  readonly record: RunRecord;
  /** False for a run that came with a copied project, or whose `run.json` was changed: it may be shown, not obeyed. */
  readonly madeHere: boolean;
}

/**
 * Reads `run.json` to show it.
 * @throws TransferError `run-record` where it is missing, no record as we write it, or of another version
 */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  return (await readRun(folder)).record;
}

/**
 * Reads `run.json` to act on it, or to write it again. Throws TransferError `run-record`, also where it was not made
 * here.
 * @param handedOver the `recordHash` that whoever starts the run's process gives it: where no secret can be kept
 *   for the user, each process has one of its own and could not obey the other
 */
export async function readOwnRunRecord(folder: string, handedOver?: string): Promise<RunRecord> {
  const { record, madeHere } = await readRun(folder);
  if (madeHere || (handedOver !== undefined && handedOver === (await recordHash(folder)))) return record;
  throw new TransferError(
    'run-record',
    `${path.join(folder, runFolderLayout.record)} was not written by you on this machine, or was changed since, so this run can't go on: what it trains and where it writes stands in there. Train the file again for a new run. If the run has finished, \`predict\` still takes its model.`,
  );
}

/** The sha256 of `run.json` as it is now. */
export async function recordHash(folder: string): Promise<string> {
  const bytes = await readWhole(path.join(folder, runFolderLayout.record), mostBytes);
  return createHash('sha256').update(bytes).digest('hex');
}

/** As `readRunRecord`, and says whether the record is this user's own. */
export async function readRun(folder: string): Promise<FoundRun> {
  const file = path.join(folder, runFolderLayout.record);
  let text: string;
  let project: string;
  try {
    project = projectFolderOf(folder);
    text = (await readWhole(file, mostBytes)).toString('utf8');
  } catch (error) {
    if (isTransferError(error, 'place-refused')) throw new TransferError('run-record', error.message);
    const code = errorCode(error) ?? error;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new TransferError(
        'run-record',
        `${folder} is no run's folder: there is no ${file}. Give the folder of a run, in runs/ beside the transfer.yaml.`,
      );
    }
    throw new TransferError(
      'run-record',
      `${file} can't be read (${code}). Give the folder of a run, in runs/.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TransferError('run-record', `${file} is not valid JSON. It was damaged; start a new run.`);
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || !('plan' in value)) {
    throw new TransferError('run-record', `${file} is not the record of a run. Start a new run.`);
  }
  if (typeof value.format === 'number' && value.format !== recordFormat)
    throw new TransferError('run-record', otherFormat(file, value.format));
  const { seal, ...record } = value as unknown as RunRecord & { readonly seal?: unknown };
  const complaint = recordComplaint(record);
  if (complaint !== undefined) {
    throw new TransferError(
      'run-record',
      `${file} is not the record of a run: ${complaint}. It was changed or damaged; start a new run.`,
    );
  }
  return { record: recordFromDisk(record, project), madeHere: seal === (await sealOf(record)) };
}

function otherFormat(file: string, format: number): string {
  return format === 1
    ? `${file} was written by an earlier version, whose paths hold only where the run was made. Train the file again for a new run.`
    : `${file} has format ${format} and this version knows ${recordFormat}. Update Transfer Designer.`;
}

/** Writes `run.json`, whole or not at all, and sealed: whoever acts on it sees that it is this user's own. */
export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  const kept = recordForDisk(record, projectFolderOf(folder));
  const text = JSON.stringify({ ...kept, seal: await sealOf(kept) }, null, 2);
  await writeFileWhole(path.join(folder, runFolderLayout.record), `${text}\n`);
}

/** Over the record's values as they stand in the file, wherever its folder lies; spaces and line ends don't matter. */
function sealOf(record: RunRecord): Promise<string> {
  return keyedHash('run record', JSON.stringify(record));
}

/** A run folder, with its record or the reason why that can't be read. */
export type ListedRun =
  | ({ readonly folder: string } & FoundRun)
  | { readonly folder: string; readonly problem: string };

/** The folders of runs in `parent`, newest name first; none where there is no such folder. */
export async function runFoldersIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.resolve(parent, name))
    .sort((a, b) => (a < b ? 1 : -1));
}

/** The runs in `parent`, in the same order. */
export async function listRuns(parent: string): Promise<ListedRun[]> {
  // One after the other: hundreds of large ones at once would take the memory and the open files of whoever asks.
  const runs: ListedRun[] = [];
  for (const folder of await runFoldersIn(parent)) {
    try {
      runs.push({ folder, ...(await readRun(folder)) });
    } catch (error) {
      runs.push({ folder, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return runs;
}
