import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** An extension, as the logs speak of it. */
export interface LoggedExtension {
  /** Publisher and name. */
  readonly id: string;
  /** The folders that its code may be in, as they stand in stack traces. */
  readonly codeFolders: readonly string[];
}

/**
 * Errors of one extension in the logs of the extension hosts: those that a host logged about it or out of its
 * code, and those in the extension's own log channels.
 */
export async function hostFaults(logsFolder: string, extension: LoggedExtension): Promise<string[]> {
  const files = await readdir(logsFolder, { recursive: true }).catch(() => []);
  const faults: string[] = [];
  for (const file of files.sort()) {
    const own = file.split(path.sep).includes(extension.id);
    if (!file.endsWith('.log') || !(own || /^(remote)?exthost\.log$/.test(path.basename(file)))) continue;
    const text = await readFile(path.join(logsFolder, file), 'utf8').catch(() => '');
    for (const entry of logEntries(text))
      if (entry.level === 'error' && (own || speaksOf(entry.text, extension)))
        faults.push(`${path.basename(file)}: ${entry.text}`);
  }
  return faults;
}

function speaksOf(text: string, { id, codeFolders }: LoggedExtension): boolean {
  return text.includes(id) || codeFolders.some((folder) => text.includes(folder + path.sep));
}

interface LogEntry {
  readonly level: string;
  readonly text: string;
}

/** An entry begins with its time and level; lines without them belong to the entry before. */
function logEntries(text: string): LogEntry[] {
  return text
    .split(/^(?=\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3} \[)/m)
    .map((entry) => ({ level: /^\S+ \S+ \[(\w+)\]/.exec(entry)?.[1] ?? '', text: entry.trim() }))
    .filter((entry) => entry.level !== '');
}
