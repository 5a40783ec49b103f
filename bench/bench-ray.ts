// npm run bench:ray: what a job on a Ray of one machine takes, against a run of the same plan without Ray. Uses the Ray that
// RAY_TEST_ADDRESS and RAY_AUTH_TOKEN name, else starts its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runToEnd } from '../src/launch/programs/run-to-end';
import { pythonForRay } from '../test/ray/python-for-ray';
import { type RayAccess, RayCluster } from '../test/ray/ray-cluster';
import { type JobEvent, SubmittedJob } from '../test/ray/submitted-job';
import { benchOptions } from './bench-options';
import { BenchProject, median } from './bench-project';
import { writePictures } from './pictures';

const { images, edge, epochs, workers, rounds } = benchOptions('bench:ray', {
  images: { says: 'how many pictures', default: 5000 },
  edge: { says: 'their width and height, in pixels', default: 256 },
  epochs: { says: 'how often the head sees each', default: 20 },
  workers: { says: 'how many train together', default: 1 },
  rounds: { says: 'how often each way is measured', default: 3 },
});
const cli = path.resolve(import.meta.dirname, '../dist/cli.js');

/** The first layers are frozen and a head trains, for a number of epochs that does not depend on what is learned. */
const project = await BenchProject.make(
  `base: demo
dataset: { path: images, similarity: different, size: small }
case: 2
train:
  phases: [{ train: head, epochs: ${epochs}, patience: ${epochs} }]
`,
  (folder) => writePictures(path.join(folder, 'images'), images, edge),
);
const places = await mkdtemp(path.join(tmpdir(), 'bench-ray-'));
const { access, close } = await ray();
const ratios: number[] = [];
try {
  for (let round = 1; round <= rounds; round += 1) {
    const here = await trainedHere();
    const there = await trainedThere(round);
    const job = [...there.processes].map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`).join(', ');
    const computing = sum(
      [...there.processes].flatMap(([name, seconds]) =>
        /FeatureMaker|TrainWorker/.test(name) ? seconds : [],
      ),
    );
    ratios.push(computing / here.processor);
    console.log(
      `round ${round}: here ${here.processor.toFixed(1)} s of a processor, ${here.seconds.toFixed(1)} s; on Ray ${computing.toFixed(1)} s of a processor in FeatureMaker and RayTrainWorker, ${there.seconds.toFixed(1)} s of both stages (${there.stages}); of all: ${job}`,
    );
  }
  console.log(`On Ray / here, processor seconds, median of ${rounds}: ${median(ratios).toFixed(2)}`);
} finally {
  await close();
  await project.close();
  await rm(places, { recursive: true, force: true });
}

async function ray(): Promise<{ access: RayAccess; close(): Promise<void> }> {
  const python = await pythonForRay();
  const { RAY_TEST_ADDRESS: address, RAY_AUTH_TOKEN: token } = process.env;
  if (address && token) return { access: { address, token, python }, close: async () => undefined };
  const cluster = await RayCluster.start(python);
  return { access: cluster.access, close: () => cluster.close() };
}

/** The run's own process, from its start until it has saved and proved the model. */
async function trainedHere(): Promise<{ seconds: number; processor: number }> {
  await project.forget();
  const { result } = await project.run();
  const { seconds, processorSeconds = Number.NaN } = result?.rates?.run ?? { seconds: Number.NaN };
  return { seconds, processor: processorSeconds };
}

/** Processor seconds by the title of each of the job's processes, as it was last seen. */
async function trainedThere(round: number) {
  const [folder, storage] = [path.join(places, `out-${round}`), path.join(places, `storage-${round}`)];
  const exported = await runToEnd(process.execPath, [cli, 'export', project.folder, folder, '--to', 'ray']);
  if (exported.status !== 0) throw new Error(exported.stdout + exported.stderr);
  const others = new Set((await rayProcesses()).keys());
  const id = `${path.basename(places)}-${round}`;
  const settings = ['--workers', String(workers), '--cpus', '1'];
  const job = new SubmittedJob(access, id, folder, '--storage', storage, '--name', 'run', ...settings);
  const seen = new Map<string, { title: string; seconds: number }>();
  let isOver = false;
  void job.ended.then(() => (isOver = true));
  while (!isOver) {
    for (const [id, process] of await rayProcesses()) if (!others.has(id)) seen.set(id, process);
    await wait(200);
  }
  const { succeeded, log, events } = await job.ended;
  if (!succeeded) throw new Error(log);
  const processes = new Map<string, number>();
  for (const { title, seconds } of seen.values()) processes.set(title, (processes.get(title) ?? 0) + seconds);
  const stages = [of(events, 'cache'), of(events, 'epoch')];
  return { processes, seconds: sum(stages), stages: stages.map((one) => one.toFixed(1)).join(' + ') };
}

/** Seconds of all events of a kind. */
function of(events: readonly JobEvent[], kind: string): number {
  return sum(events.filter(({ event }) => event === kind).map(({ seconds }) => Number(seconds)));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Ray's workers on this machine. */
async function rayProcesses(): Promise<Map<string, { title: string; seconds: number }>> {
  const found = new Map<string, { title: string; seconds: number }>();
  const { stdout } = await runToEnd('ps', ['-eo', 'pid=,args=']);
  for (const line of stdout.split('\n')) {
    const [, id = '', title = ''] =
      /^\s*(\d+) (?:ray::(\S+)|\S*python\S* -m transfer_job\.job)/.exec(line) ?? [];
    if (id === '') continue;
    // After the program's name, which may have blanks: user and system, in hundredths of a second.
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (stat !== '')
      found.set(id, { title: title || 'driver', seconds: (Number(fields[11]) + Number(fields[12])) / 100 });
  }
  return found;
}
