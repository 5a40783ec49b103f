import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { efficientNetLite0 } from '../../src/catalog/efficientnet-lite0';
import { installationAround } from '../../src/launch/programs/installation';
import { openProject } from '../../src/launch/project/project';
import { measureProject } from '../../src/launch/runs/measure-project';
import { BenchProject, median, nativeEngine } from '../bench-project';
import { twemoji } from './picture-sources';

/** How long somebody waits for the answers, in rounds, and what the processors do meanwhile. */
export interface AnswerTime {
  readonly what: string;
  readonly seconds: readonly number[];
  readonly processorSeconds: readonly number[];
  /** Of waiting. */
  readonly atMost: number;
}

/** Measured; with validation's fifth there are 625 in the folder. */
const images = 500;

const installation = installationAround(path.resolve(import.meta.dirname, '../../dist'));

/** Measures as the editor and the terminal do, the process included, with nothing kept and with features kept alone. */
export async function answerTimes(rounds: number): Promise<readonly AnswerTime[]> {
  const turns = [
    { base: 'demo', title: 'the demonstration base', isCold: true, atMost: 5 },
    { base: efficientNetLite0.name, title: 'EfficientNet-Lite0 at 224×224', isCold: true, atMost: 60 },
    { base: efficientNetLite0.name, title: 'EfficientNet-Lite0 at 224×224', isCold: false, atMost: 5 },
  ];
  const projects = new Map<string, BenchProject>();
  for (const { base } of turns) if (!projects.has(base)) projects.set(base, await projectOf(base));
  const times = turns.map(() => ({ seconds: [] as number[], processorSeconds: [] as number[] }));
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const [at, { base, isCold }] of turns.entries()) {
        const project = projects.get(base) as BenchProject;
        for (const kept of isCold ? ['measured', 'features'] : ['measured'])
          await rm(path.join(project.folder, '.transfer', kept), { recursive: true, force: true });
        const took = await timed(project.folder);
        times[at]?.seconds.push(took.seconds);
        times[at]?.processorSeconds.push(took.processorSeconds);
      }
  } finally {
    for (const project of projects.values()) await project.close();
  }
  return turns.map(({ title, isCold, atMost }, at) => ({
    what: `${images} images on ${title}, ${isCold ? 'nothing kept' : 'features in the cache'}`,
    seconds: times[at]?.seconds ?? [],
    processorSeconds: times[at]?.processorSeconds ?? [],
    atMost,
  }));
}

async function projectOf(base: string): Promise<BenchProject> {
  return BenchProject.make(`base: ${base}\ndataset: { path: images }\n`, async (folder) => {
    const pictures = [...(await twemoji())].flatMap(([label, own]) =>
      own.map((bytes, at) => ({ label, bytes, at })),
    );
    const first = [...pictures].sort((one, other) => one.at - other.at).slice(0, images / 0.8);
    for (const { label, bytes, at } of first) {
      const place = path.join(folder, 'images', label);
      await mkdir(place, { recursive: true });
      await writeFile(path.join(place, `${at}.png`), bytes);
    }
  });
}

async function timed(
  folder: string,
): Promise<{ readonly seconds: number; readonly processorSeconds: number }> {
  const { engine, node } = await nativeEngine();
  const file = path.join(folder, 'processor-time');
  const required = path.join(import.meta.dirname, 'tell-processor-time.cjs');
  const environment = { ...node.environment, NODE_OPTIONS: `--require ${required}`, ANSWER_TIME_FILE: file };
  const project = await openProject(folder, { installation, node, allowDownload: false });
  const begun = performance.now();
  await measureProject(project, { installation, engine, node: { ...node, environment } }, { images });
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, processorSeconds: Number(await readFile(file, 'utf8')) };
}

/** A row of each. */
export function answerTimesTable(times: readonly AnswerTime[]): string {
  const text = (values: readonly number[]): string => `${median(values).toFixed(1)} s`;
  return [
    '| what | waited | processor seconds | wanted |',
    '| --- | --- | --- | --- |',
    ...times.map(({ what, seconds, processorSeconds, atMost }) => {
      const verdict = median(seconds) <= atMost ? 'reached' : '**missed**';
      return `| ${what} | ${text(seconds)} | ${text(processorSeconds)} | at most ${atMost} s: ${verdict} |`;
    }),
  ].join('\n');
}
