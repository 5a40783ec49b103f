import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { writeRunRecord } from '../../../src/disk/runs/run-folder';
import { ClusterTokens } from '../../../src/editor/cluster-tokens';
import { forgetRayTokenCommand, setRayTokenCommand } from '../../../src/editor/commands/ray-token';
import { resumeCommand } from '../../../src/editor/commands/stop-and-resume';
import { trainOnClusterCommand } from '../../../src/editor/commands/train-on-cluster';
import type { StartOptions, TrainingStarts } from '../../../src/editor/commands/training-starts';
import type { TransferDocuments } from '../../../src/editor/documents/transfer-documents';
import type { Log } from '../../../src/editor/log';
import type { Processes } from '../../../src/editor/processes';
import type { Runs } from '../../../src/editor/runs/runs';
import { installationAround } from '../../../src/launch/programs/installation';
import { runRecord } from '../../fixtures/fake-run';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { fakeRay } from '../disk/cluster/fake-ray';
import { header, project } from '../language/support/project';
import { run } from '../views/support/runs';
import { type Answers, windowWith } from './support/asked';
import { memory } from './support/memory';

vi.mock('vscode', async () => (await import('./support/asked')).askingEditor());

const right = 'the-right-word';
const installation = installationAround(path.resolve(import.meta.dirname, '../../../dist'));
const log = { warn() {}, error() {} } as unknown as Log;

beforeEach(() => {
  vi.stubEnv('RAY_AUTH_TOKEN', '');
  vi.stubEnv('RAY_AUTH_TOKEN_PATH', '');
  vi.stubEnv('HOME', scratchFolder());
});

/** As the editor keeps secrets, and a cluster that wants a token. */
async function somebody(version = '2.60.0') {
  const kept = new Map<string, string>();
  const secrets = {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  };
  const remembered = memory();
  const tokens = new ClusterTokens(secrets as never, remembered as never);
  const { address, asked: heard } = await fakeRay(({ headers }, response) => {
    const { authorization } = headers;
    const status = authorization === `Bearer ${right}` ? 200 : authorization === undefined ? 401 : 403;
    response.writeHead(status).end(JSON.stringify({ ray_version: version }));
  });
  const folder = scratchFolder();
  const file = path.join(folder, 'transfer.yaml');
  const document = { file, folder, document: { uri: { fsPath: file, scheme: 'file' } } };
  const documents = { current: document } as unknown as TransferDocuments;
  const begun: unknown[] = [];
  let text = header;
  const starts = {
    start: async (_document: unknown, { place }: StartOptions) => {
      const elsewhere = await place?.({ ...project(text), folder, file });
      if (elsewhere) begun.push(elsewhere);
      return { kind: 'refused', words: '' };
    },
  } as unknown as TrainingStarts;
  const runs = { of: () => [] } as unknown as Runs;
  const train = async (answers: Answers, said = header) => {
    text = said;
    const asked = windowWith(answers);
    await trainOnClusterCommand(documents, runs, starts, tokens, installation, log)();
    return asked;
  };
  return { address: address.href, folder, heard, begun, train, tokens, kept, remembered, documents };
}

const inRayFile = (folder: string, text: string) => writeFileSync(path.join(folder, 'ray.yaml'), text);

describe('Train on a Ray Cluster', () => {
  it('says what it takes, and tells the cluster nothing, no token either, before that is confirmed', async () => {
    const { address, folder, heard, begun, train, tokens } = await somebody();
    await tokens.keep(address, right);
    inRayFile(folder, `address: ${address}\nworkers: 2\nworker: { cpus: 3 }\n`);
    const asked = await train({});
    expect(asked.questions).toEqual([
      {
        message: `Train on the cluster at ${new URL(address).host}?`,
        buttons: ['Train'],
        detail: expect.stringContaining('2 workers with 3 processors each train together'),
      },
    ]);
    expect(heard).toEqual([]);
    expect(begun).toEqual([]);
    await train({ buttons: ['Train'] });
    const cluster = { address, workers: 2, cpus: 3, gpus: 0, storage: path.join(folder, '.transfer', 'ray') };
    expect(begun).toEqual([{ cluster, access: { clusterToken: right } }]);
    expect(heard.map(({ path: asked }) => asked)).toEqual(['/api/version']);
  });

  it('asks for a token where the cluster wants one, again where it refuses that, and keeps it for the address alone', async () => {
    const { address, folder, begun, train, tokens, kept, remembered } = await somebody();
    inRayFile(folder, `address: ${address}\n`);
    const asked = await train({ buttons: ['Train'], typed: ['wrong', right] });
    const host = new URL(address).host;
    expect(asked.inputs).toEqual([
      {
        title: `Token of the cluster at ${host}`,
        prompt: expect.stringMatching(/^It wants one\./),
        password: true,
      },
      {
        title: `Token of the cluster at ${host}`,
        prompt: expect.stringMatching(/^It refuses the one/),
        password: true,
      },
    ]);
    expect(begun).toMatchObject([{ access: { clusterToken: right } }]);
    expect([...kept]).toEqual([[`rayToken ${address}`, right]]);
    // What is remembered besides is where, and not what; and nothing was written beside the file.
    expect(tokens.addresses).toEqual([address]);
    expect(JSON.stringify(remembered.get('rayTokenAddresses'))).not.toContain(right);
    expect(readFileSync(path.join(folder, 'ray.yaml'), 'utf8')).toBe(`address: ${address}\n`);
    expect(JSON.stringify([asked.questions, asked.told, asked.lists])).not.toContain(right);
  });

  it('takes what the environment has where none is kept, and hands that on to nobody', async () => {
    const { address, folder, begun, train } = await somebody();
    inRayFile(folder, `address: ${address}\n`);
    vi.stubEnv('RAY_AUTH_TOKEN', right);
    const asked = await train({ buttons: ['Train'] });
    expect(asked.inputs).toEqual([]);
    expect(begun).toMatchObject([{ access: {} }]);
    expect(JSON.stringify(begun)).not.toContain(right);
  });

  it('begins nothing where no token is given', async () => {
    const { address, folder, begun, train } = await somebody();
    inRayFile(folder, `address: ${address}\n`);
    await train({ buttons: ['Train'] });
    expect(begun).toEqual([]);
  });

  it('asks for the address where nothing names one, for once or to be written down', async () => {
    const { address, folder, begun, train } = await somebody();
    const once = await train({
      typed: [address, right],
      picks: ['Train now, on one worker'],
      buttons: ['Train'],
    });
    expect(once.inputs[0]).toMatchObject({ title: 'Train on a Ray Cluster', password: false });
    expect(begun).toMatchObject([{ cluster: { address, workers: 1, cpus: 1 } }]);
    expect(existsSync(path.join(folder, 'ray.yaml'))).toBe(false);

    const written = await train({
      ...{ typed: [address], picks: ['Write ray.yaml first'], buttons: ['Train on the Cluster'] },
    });
    expect(readFileSync(path.join(folder, 'ray.yaml'), 'utf8')).toContain(`address: ${address}\n`);
    expect(written.shown).toEqual([path.join(folder, 'ray.yaml')]);
    await vi.waitFor(
      () => expect(written.commands).toMatchObject([['transferDesigner.trainOnCluster', {}]]),
      10_000,
    );
    expect(begun).toHaveLength(1);
  });

  it.each([
    ['workers: many\n', /^Nothing was trained\. ray\.yaml has no whole number/],
    ['address: http://192.168.1.7:8265\n', /^Nothing was trained\. The address of the cluster is plain http/],
  ])('says what is wrong with %j, and opens it', async (text, message) => {
    const { folder, begun, train } = await somebody();
    inRayFile(folder, text);
    const asked = await train({ buttons: ['Open ray.yaml'], typed: ['http://127.0.0.1:1/'] });
    await vi.waitFor(() => expect(asked.shown).toEqual([path.join(folder, 'ray.yaml')]), 10_000);
    expect(asked.told).toEqual([expect.stringMatching(message)]);
    expect(begun).toEqual([]);
  });

  it('asks nothing where the plan would be trained otherwise there, and says what to do', async () => {
    const { address, folder, heard, begun, train } = await somebody();
    inRayFile(folder, `address: ${address}\n`);
    const asked = await train({ buttons: ['Train'] }, `${header}train: { cache: off }\n`);
    expect(asked.told).toEqual([
      expect.stringMatching(/^Nothing was trained\. `train\.cache: off` is not done on Ray/),
    ]);
    expect([asked.questions, heard, begun]).toEqual([[], [], []]);
  });

  it('says that the cluster runs another Ray than the job is made for', async () => {
    const { address, folder, begun, train, tokens } = await somebody('2.59.0');
    await tokens.keep(address, right);
    inRayFile(folder, `address: ${address}\n`);
    await expect(train({ buttons: ['Train'] })).rejects.toThrow('runs Ray 2.59.0, and the job is made for');
    expect(begun).toEqual([]);
  });

  it('says that the cluster does not answer', async () => {
    const { folder, begun, train } = await somebody();
    inRayFile(folder, 'address: http://127.0.0.1:1\n');
    await expect(train({ buttons: ['Train'] })).rejects.toThrow('The cluster at 127.0.0.1:1 does not answer');
    expect(begun).toEqual([]);
  });
});

describe('Resume of a run on a cluster', () => {
  async function resumed(address: string, tokens: ClusterTokens, answers: Answers = {}) {
    const project = scratchFolder();
    const folder = path.join(project, 'runs', 'one');
    mkdirSync(folder, { recursive: true });
    const cluster = { address, storage: '/s', workers: 1, cpus: 1, gpus: 0 };
    const file = path.join(project, 'transfer.yaml');
    await writeRunRecord(folder, { ...runRecord(file, ''), state: 'running', cluster });
    const launches: { clusterToken?: string }[] = [];
    const runs = {
      async watch() {},
      find: () => run({ folder, state: 'interrupted', cluster, hasOpenJob: true, result: null }),
      resume: async (_project: string, _folder: string, launch: object) => void launches.push(launch),
    } as unknown as Runs;
    const processes = { launch: async () => ({ installation }) } as unknown as Processes;
    const asked = windowWith(answers);
    await resumeCommand({} as TransferDocuments, runs, processes, tokens)(folder);
    return { asked, launches };
  }

  it('hands its process the token that is kept, and asks for one where that is refused', async () => {
    const { address, tokens } = await somebody();
    await tokens.keep(address, 'old');
    const { asked, launches } = await resumed(address, tokens, { typed: [right] });
    expect(asked.inputs).toMatchObject([
      { prompt: expect.stringContaining('It refuses the one'), password: true },
    ]);
    expect(launches).toEqual([{ installation, clusterToken: right }]);
    expect((await resumed(address, tokens)).launches).toEqual([{ installation, clusterToken: right }]);
  });

  it('goes on where the cluster does not answer just now, and not where no token is given', async () => {
    const { address, tokens } = await somebody();
    expect((await resumed('http://127.0.0.1:1/', tokens)).launches).toEqual([{ installation }]);
    expect((await resumed(address, tokens)).launches).toEqual([]);
  });

  it('is left to its process where the cluster runs another Ray than jobs are made for by now', async () => {
    const { address, tokens } = await somebody('2.59.0');
    await tokens.keep(address, right);
    const { launches } = await resumed(address, tokens);
    expect(launches).toEqual([{ installation, clusterToken: right }]);
  });
});

describe('Set and Forget Ray Token', () => {
  it('keep a token of the address that the file names or of another, and forget it', async () => {
    const { address, folder, tokens, documents } = await somebody();
    inRayFile(folder, `address: ${address}\n`);
    const set = windowWith({ picks: [address], typed: [` ${right} `] });
    await setRayTokenCommand(documents, tokens)();
    expect(set.lists[0]?.labels).toEqual([address, 'Another address…']);
    expect(await tokens.of(address)).toBe(right);
    windowWith({ picks: ['Another address…'], typed: ['https://ray.example', 'two words'] });
    await setRayTokenCommand(documents, tokens)();
    expect(tokens.addresses).toEqual([address]);

    windowWith({ picks: [address] });
    await forgetRayTokenCommand(tokens)();
    expect(await tokens.of(address)).toBeUndefined();
    const none = windowWith({});
    await forgetRayTokenCommand(tokens)();
    expect(none.told).toEqual(['No token of a Ray cluster is kept here.']);
  });
});
