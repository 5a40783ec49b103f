import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Lets a workspace's transfer.yaml train the head for just so many epochs. */
export function trainHeadFor(epochs: number): (workspace: string) => Promise<void> {
  return async (workspace) => {
    const file = path.join(workspace, 'transfer.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      `${text}train:\n  phases:\n    - { train: head, epochs: ${epochs}, learningRate: 0.001, patience: ${epochs} }\n`,
    );
  };
}

/**
 * Lets a workspace's transfer.yaml train everything, for so many epochs that a test which stops the run will not see
 * its end.
 */
export async function trainForLong(workspace: string): Promise<void> {
  const file = path.join(workspace, 'transfer.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    `${text}train:\n  phases:\n    - { train: [dense*, head], epochs: 1000, learningRate: 0.0001, patience: 1000 }\n`,
  );
}
