import { beforeEach, expect, it, vi } from 'vitest';
import type { TransferDocument } from '../../../src/editor/documents/transfer-document';
import { PanelSeeing } from '../../../src/editor/panel/panel-seeing';
import type { RunLaunch } from '../../../src/launch/runs/run-process';
import { seeChannel, seeEvidence, seeLayer } from '../../../src/launch/runs/see';
import type { PanelSeen } from '../../../src/shared/panel-seen';
import { dataset } from '../../fixtures/folder-facts';

const workspace = vi.hoisted(() => ({ isTrusted: true }));
vi.mock('vscode', () => ({ workspace, Uri: {}, window: {} }));
vi.mock('../../../src/launch/runs/see', () => ({
  seeLayer: vi.fn(async () => ({ maps: [] })),
  seeChannel: vi.fn(),
  seeEvidence: vi.fn(async () => ({ classes: [] })),
}));

beforeEach(() => {
  workspace.isTrusted = true;
  vi.clearAllMocks();
});

const project = { dataset: dataset({ cats: 2, dogs: 1 }) };
const document = {
  ...{ file: '/pets/transfer.yaml', folder: '/pets' },
  settled: async () => project,
} as unknown as TransferDocument;

const wrong = [{ file: 'dogs/odd.jpg', label: 'dogs', predicted: 'cats', probability: 0.9 }];
const run = {
  folder: '/pets/runs/one',
  plan: { dataset: { path: '/pets/images', validation: 0.2, test: '/pets/test' } },
  result: { validation: { wrong: [] }, test: { wrong } },
};

function seeing() {
  const told: PanelSeen[] = [];
  const panel = new PanelSeeing(
    {
      processes: { launch: async () => ({}) as RunLaunch },
      runs: { of: () => [run] as never },
      tried: {
        sourceOf: (_, number) =>
          number === '1' ? { runFolder: run.folder, picture: { file: '/elsewhere/rex.jpg' } } : undefined,
      },
      log: { warn: vi.fn() },
    },
    (message) => message.kind === 'seen' && told.push(message.seen),
  );
  return { panel, told };
}

it('a layer is given the training image that is named, the picture that was given last, or the first image', async () => {
  const { panel, told } = seeing();
  await panel.answer(document, { kind: 'seeLayer', layer: 'conv1', run: '', file: '' });
  await panel.answer(document, { kind: 'seeLayer', layer: 'conv1', run: '', file: 'dogs/dogs-1.jpg' });
  const pictures = [{ name: 'mine.png', bytes: new Uint8Array([1, 2]) }];
  await panel.answer(document, { kind: 'seePicture', layer: 'conv1', run: '', pictures });
  await panel.answer(document, { kind: 'seeLayer', layer: 'conv2', run: '', file: '' });
  expect(told.map((one) => one.about === 'maps' && one.picture)).toEqual([
    { name: 'cats/cats-1.jpg', file: 'cats/cats-1.jpg' },
    { name: 'dogs/dogs-1.jpg', file: 'dogs/dogs-1.jpg' },
    { name: 'mine.png', file: '' },
    { name: 'mine.png', file: '' },
  ]);
  const places = vi.mocked(seeLayer).mock.calls.map(([, , place]) => place);
  expect(places.slice(0, 2)).toEqual(['/home/me/images/cats/cats-1.jpg', '/home/me/images/dogs/dogs-1.jpg']);
});

it.each(['../../../etc/passwd', 'cats/../../secret.png', '/etc/passwd', 'cats/cats-9.jpg'])(
  'no other file is read, whatever the page names: %s',
  async (file) => {
    const { panel, told } = seeing();
    await panel.answer(document, { kind: 'seeLayer', layer: 'conv1', run: '', file });
    await panel.answer(document, { kind: 'explainWrong', folder: run.folder, file });
    await panel.answer(document, { kind: 'explainWrong', folder: '/elsewhere', file: 'dogs/odd.jpg' });
    expect(told.map(({ about }) => about)).toEqual(['failure', 'failure', 'failure']);
    expect(seeLayer).not.toHaveBeenCalled();
    expect(seeEvidence).not.toHaveBeenCalled();
  },
);

it('a layer is looked into in the network of one of the file’s runs, and of no other folder', async () => {
  const { panel, told } = seeing();
  const asked = { kind: 'seeLayer', layer: 'conv1', file: '' } as const;
  await panel.answer(document, { ...asked, run: run.folder });
  await panel.answer(document, { ...asked, run: '/elsewhere/runs/one' });
  await panel.answer(document, {
    kind: 'seeChannel',
    layer: 'conv1',
    run: `${run.folder}/../two`,
    channel: 0,
  });
  await panel.answer(document, { ...asked, run: '' });
  expect(vi.mocked(seeLayer).mock.calls.map(([, , , , options]) => options?.runFolder)).toEqual([
    run.folder,
    undefined,
  ]);
  expect(seeChannel).not.toHaveBeenCalled();
  expect(told.map(({ about }) => about)).toEqual(['maps', 'failure', 'failure', 'maps']);
});

it('answers are explained of the picture that was tried, or of one that went wrong, where its side lies', async () => {
  const { panel, told } = seeing();
  await panel.answer(document, { kind: 'explainTried', number: '1' });
  await panel.answer(document, { kind: 'explainWrong', folder: run.folder, file: 'dogs/odd.jpg' });
  await panel.answer(document, { kind: 'explainTried', number: '2' });
  expect(vi.mocked(seeEvidence).mock.calls.map(([, folder, place]) => [folder, place])).toEqual([
    [run.folder, '/elsewhere/rex.jpg'],
    [run.folder, '/pets/test/dogs/odd.jpg'],
  ]);
  expect(told.map((one) => 'of' in one && one.of)).toEqual([
    'tried 1',
    `wrong ${run.folder} dogs/odd.jpg`,
    'tried 2',
  ]);
  expect(told[2]).toMatchObject({
    about: 'failure',
    reason: expect.stringContaining('not at hand any more'),
  });
});

it('what is asked anew takes the place of what was asked before, which is told of no more', async () => {
  const { panel, told } = seeing();
  let end: (value: never) => void = () => {};
  vi.mocked(seeChannel).mockImplementationOnce(() => new Promise((resolve) => (end = resolve)));
  const first = panel.answer(document, { kind: 'seeChannel', layer: 'conv1', run: '', channel: 3 });
  await vi.waitUntil(() => vi.mocked(seeChannel).mock.calls.length === 1, 10_000);
  await panel.answer(document, { kind: 'seeLayer', layer: 'conv2', run: '', file: '' });
  expect(vi.mocked(seeChannel).mock.calls[0]?.[4]?.signal?.aborted).toBe(true);
  end({ pictures: [] } as never);
  await first;
  expect(told.map(({ about }) => about)).toEqual(['maps']);
});

it('in a workspace that is not trusted nothing is decoded', async () => {
  workspace.isTrusted = false;
  const { panel, told } = seeing();
  await panel.answer(document, { kind: 'seeLayer', layer: 'conv1', run: '', file: '' });
  await panel.answer(document, { kind: 'explainTried', number: '1' });
  expect(told.map(({ about }) => about)).toEqual(['failure', 'failure']);
  expect(seeLayer).not.toHaveBeenCalled();
  expect(seeEvidence).not.toHaveBeenCalled();
});
