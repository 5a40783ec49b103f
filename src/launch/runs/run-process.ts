import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import path from 'node:path';
import { openForAppending } from '../../disk/files/project-files';
import { runFolderLayout } from '../../disk/files/run-folder-layout';
import { recordHash } from '../../disk/runs/run-folder';
import { type EngineChoice, engineEnvironment } from '../engine/engine-choice';
import { bundleFile, type Installation } from '../programs/installation';
import type { NodeProgram } from '../programs/node-program';

/** What a run is started with. */
export interface RunLaunch {
  readonly installation: Installation;
  readonly node: NodeProgram;
  readonly engine: EngineChoice;
  /** For the cluster of a run, over what its process finds by itself. It is told by the environment, and never written. */
  readonly clusterToken?: string;
}

export interface RunProcess {
  /** The run's folder, absolute. */
  readonly folder: string;
  /** Undefined if the process could not be started. */
  readonly processId: number | undefined;
  /** How it ended, in words, as soon as it has; never rejects. */
  readonly ended: Promise<string>;
}

/**
 * Starts the run's process in a group of its own, so that neither the terminal nor the editor takes it along
 * when it ends. What it prints goes to the run's log. The record in the folder must be this user's own.
 */
export async function spawnRunProcess(folder: string, launch: RunLaunch): Promise<RunProcess> {
  const log = openForAppending(path.join(folder, runFolderLayout.log));
  try {
    const handedOver = await recordHash(folder);
    const child = spawn(launch.node.path, [bundleFile(launch.installation, 'run'), folder, handedOver], {
      // Not in the folder itself: Windows could not rename or remove it then.
      cwd: path.dirname(folder),
      env: {
        ...process.env,
        ...launch.node.environment,
        ...engineEnvironment(launch.engine),
        ...(launch.clusterToken === undefined ? {} : { RAY_AUTH_TOKEN: launch.clusterToken }),
      },
      stdio: ['ignore', log, log],
      detached: true,
      windowsHide: true,
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started (${error.message})`));
      child.once('exit', (status, signal) =>
        resolve(signal ? `was killed (${signal})` : `ended with status ${status}`),
      );
    });
    child.unref();
    return { folder, processId: child.pid, ended };
  } finally {
    closeSync(log);
  }
}
