import path from 'node:path';
import { runToEnd } from '../../src/launch/programs/run-to-end';
import type { RayAccess } from './ray-cluster';

export type JobEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

export interface EndedJob {
  readonly succeeded: boolean;
  readonly log: string;
  readonly events: readonly JobEvent[];
}

/** Submits an exported folder by Ray's own command and waits for its end. */
export async function submitJob(
  { address, token, python }: RayAccess,
  id: string,
  folder: string,
  ...jobArguments: readonly string[]
): Promise<EndedJob> {
  const { status, stdout, stderr } = await runToEnd(
    path.join(path.dirname(python), 'ray'),
    [
      ...['job', 'submit', '--address', address, '--submission-id', id, '--working-dir', folder, '--'],
      ...['python', '-m', 'transfer_job.job', ...jobArguments],
    ],
    { environment: { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: token }, folder: path.dirname(folder) },
  );
  const log = `${stdout}${stderr}`;
  const events = log
    .split('\n')
    .flatMap((line) => (line.startsWith('@td ') ? [JSON.parse(line.slice(4)) as JobEvent] : []));
  return { succeeded: status === 0, log, events };
}
