import path from 'node:path';
import { TransferError } from '../../design/transfer-error';
import { noLabel, type RunLabel, runNameComplaint } from '../../shared/run-name';
import { readWhole, removeFile } from '../files/project-files';
import { runFolderLayout } from '../files/run-folder-layout';
import { writeFileWhole } from '../files/whole-file';

/** Many times what the longest name takes. */
const mostBytes = 4_096;

/**
 * What the user calls the run in `folder`. It is a file of its own, for a run's record is sealed by its process. One that
 * is missing, damaged, or not as it is written here counts as none: it decides nothing but what is shown.
 */
export async function readRunLabel(folder: string): Promise<RunLabel> {
  try {
    const text = (await readWhole(path.join(folder, runFolderLayout.label), mostBytes)).toString('utf8');
    const { name, starred } = (JSON.parse(text) ?? {}) as { readonly [key: string]: unknown };
    const isName = typeof name === 'string' && runNameComplaint(name) === undefined;
    return { given: isName ? name : null, starred: starred === true };
  } catch {
    return noLabel;
  }
}

/**
 * Writes what the user calls a run, whole or not at all; nothing is left of a label that says nothing.
 * @throws TransferError `run-name` for a name that can't be one; `disk-full`, `place-refused`
 */
export async function writeRunLabel(folder: string, { given, starred }: RunLabel): Promise<void> {
  const complaint = given === null ? undefined : runNameComplaint(given);
  if (complaint !== undefined) throw new TransferError('run-name', complaint);
  const file = path.join(folder, runFolderLayout.label);
  if (given === null && !starred) return removeFile(file);
  // A line each, for those who keep their runs in git.
  const said = { ...(given === null ? {} : { name: given }), ...(starred ? { starred } : {}) };
  await writeFileWhole(file, `${JSON.stringify(said, null, 2)}\n`);
}
