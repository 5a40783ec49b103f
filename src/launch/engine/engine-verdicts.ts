import { mkdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { writeFileWhole } from '../../disk/files/whole-file';
import type { NodeProgram } from '../programs/node-program';
import { nativeLibrary } from './engine-check';
import { runtimesFolder } from './runtime-folder';

/**
 * Engines that have passed their check, kept so that a start takes no seconds for it. A passed check holds as
 * long as the library's file and the Node are the same; a failed one is not kept, so it is tried again.
 */
export interface EngineVerdicts {
  /** The engine's name if it has passed, e.g. `tfjs-node 4.22.0`. */
  passed(folder: string, node: NodeProgram): Promise<string | undefined>;
  keep(folder: string, node: NodeProgram, engine: string): Promise<void>;
}

const file = () => path.join(runtimesFolder(), 'engine-checks.json');

export const engineVerdicts: EngineVerdicts = {
  async passed(folder, node) {
    const key = await keyOf(folder, node);
    return key === undefined ? undefined : (await readVerdicts())[key];
  },
  async keep(folder, node, engine) {
    const key = await keyOf(folder, node);
    if (key !== undefined) await writeVerdicts({ ...(await readVerdicts()), [key]: engine });
  },
};

async function keyOf(folder: string, node: NodeProgram): Promise<string | undefined> {
  const library = await nativeLibrary(folder);
  return library && `${library.file} ${library.bytes} ${library.changed} node ${node.version}`;
}

async function readVerdicts(): Promise<Readonly<Record<string, string>>> {
  try {
    const kept: unknown = JSON.parse(await readFile(file(), 'utf8'));
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, engine]) => typeof engine === 'string'));
  } catch {
    return {};
  }
}

async function writeVerdicts(verdicts: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(runtimesFolder(), { recursive: true });
    // The folder is the user's own, and may be a link to a larger disk.
    const real = path.join(await realpath(runtimesFolder()), path.basename(file()));
    await writeFileWhole(real, `${JSON.stringify(verdicts, null, 2)}\n`);
  } catch {
    // A home that can't be written to only costs the check at every start.
  }
}
