import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { RunRecord } from '../messages/run-record';
import { makeIgnoredFolder } from './ignored-folder';
import { makeNewFolder, readWhole } from './project-files';
import { PlaceRefused } from './real-place';
import { runFolderLayout } from './run-folder-layout';
import { recordComplaint } from './run-record-check';
import { writeFileWhole } from './whole-file';

/** A run folder whose record can't be used. The message names the file and what to do. */
export class RunRecordProblem extends Error {
  override readonly name = 'RunRecordProblem';
}

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
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
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

/** Reads `run.json`. Throws RunRecordProblem where it is missing, no record as we write it, or of a later version. */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const file = path.join(folder, runFolderLayout.record);
  let text: string;
  try {
    text = (await readWhole(file, mostBytes)).toString('utf8');
  } catch (error) {
    if (error instanceof PlaceRefused) throw new RunRecordProblem(error.message);
    const code = error instanceof Error && 'code' in error ? error.code : error;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new RunRecordProblem(
        `${folder} is no run's folder: there is no ${file}. Give the folder of a run, in runs/ beside the transfer.yaml.`,
      );
    }
    throw new RunRecordProblem(`${file} can't be read (${code}). Give the folder of a run, in runs/.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RunRecordProblem(`${file} is not valid JSON. It was damaged; start a new run.`);
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || !('plan' in value)) {
    throw new RunRecordProblem(`${file} is not the record of a run. Start a new run.`);
  }
  if (typeof value.format === 'number' && value.format !== 1) {
    throw new RunRecordProblem(
      `${file} has format ${value.format} and this version knows 1. Update Transfer Designer.`,
    );
  }
  const complaint = recordComplaint(value);
  if (complaint === undefined) return value as RunRecord;
  throw new RunRecordProblem(
    `${file} is not the record of a run: ${complaint}. It was changed or damaged; start a new run.`,
  );
}

/** Writes `run.json`, whole or not at all. */
export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFileWhole(path.join(folder, runFolderLayout.record), `${JSON.stringify(record, null, 2)}\n`);
}

/** A run folder, with its record or the reason why that can't be read. */
export type ListedRun =
  | { readonly folder: string; readonly record: RunRecord }
  | { readonly folder: string; readonly problem: string };

/** The runs in `parent`, newest name first; none where there is no such folder. */
export async function listRuns(parent: string): Promise<ListedRun[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.resolve(parent, name))
    .sort((a, b) => (a < b ? 1 : -1));
  // One after the other: hundreds of large ones at once would take the memory and the open files of whoever asks.
  const runs: ListedRun[] = [];
  for (const folder of folders) {
    try {
      runs.push({ folder, record: await readRunRecord(folder) });
    } catch (error) {
      runs.push({ folder, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return runs;
}
