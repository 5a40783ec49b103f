import { runToEnd } from './run-to-end';

/** A Node that the processes are started with. */
export interface NodeProgram {
  readonly path: string;
  /** Without `v`, e.g. `20.20.2`. */
  readonly version: string;
  readonly environment: Readonly<Record<string, string>>;
}

const oldest = 20;

/**
 * The Node for the processes: the configured one, if it is version 20 or newer; else the one that runs this, or in
 * a desktop editor, which is none, that of the `PATH` or else the editor's own binary.
 */
export async function findNode(configured?: string): Promise<NodeProgram> {
  const own = { path: process.execPath, version: process.versions.node };
  const { electron } = process.versions;
  for (const candidate of [configured, electron && 'node']) {
    const version = candidate ? await versionOf(candidate) : undefined;
    if (candidate && version) return { path: candidate, version, environment: {} };
  }
  return { ...own, environment: electron ? { ELECTRON_RUN_AS_NODE: '1' } : {} };
}

async function versionOf(program: string): Promise<string | undefined> {
  const { status, stdout } = await runToEnd(program, ['--version'], { milliseconds: 10_000 });
  const version = /^v(\d+)\.\d+\.\d+/.exec(stdout.trim());
  return status === 0 && version && Number(version[1]) >= oldest ? version[0].slice(1) : undefined;
}
