import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { studyCommand } from '../../../src/editor/commands/study';
import type { TransferDocuments } from '../../../src/editor/documents/transfer-documents';
import type { Processes } from '../../../src/editor/processes';
import { webAssembly } from '../../../src/launch/engine/engine-choice';
import type { Studies, StudyState } from '../../../src/launch/runs/studies';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { noStudy, outcomes, studied } from '../../fixtures/studied';
import { header, project } from '../language/support/project';
import { type Answers, windowWith } from './support/asked';

vi.mock('vscode', async () => (await import('./support/asked')).askingEditor());

const result = studied(outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] }));
const found = { question: {}, result, subject: '', isStale: false, left: '' };
const costs = { quick: 'a minute', usual: 'ten minutes', thorough: 'an hour' };

async function studying(answers: Answers, given: readonly unknown[] = [], state: Partial<StudyState> = {}) {
  const asked = windowWith(answers);
  const folder = scratchFolder();
  const opened = { ...project(header), folder, file: path.join(folder, 'transfer.yaml') };
  const document = { file: opened.file, project: opened, settled: async () => opened };
  const begun: unknown[] = [];
  const studies = {
    of: () => ({ ...noStudy, costs, found, ...state }),
    begin: async (_project: unknown, question: unknown) => {
      begun.push(question);
      return result;
    },
    resume: async () => {
      begun.push('resume');
      return result;
    },
  };
  const processes = {
    installation: { root: path.resolve(import.meta.dirname, '../../..'), bundles: folder },
    engine: async () => ({ engine: webAssembly, refused: [] }),
  };
  const command = studyCommand(
    { current: document } as unknown as TransferDocuments,
    studies as unknown as Studies,
    processes as unknown as Processes,
  );
  await command(...given);
  return { asked, begun };
}

describe('the command that studies layers', () => {
  it('says of each effort what it takes, and begins the one that is chosen', async () => {
    const { asked, begun } = await studying({ picks: ['A quick look'] });
    expect(asked.lists[0]?.details.slice(0, 3)).toEqual(Object.values(costs));
    expect(begun).toEqual([{ depths: 3, seeds: 1, epochs: null, images: null }]);
    expect(asked.told[0]).toContain("Up to pool2 the base's features are general");
  });

  it('asks for a folder of the base’s own images, and begins nothing without one', async () => {
    const own = 'The usual, and images of the base’s own classes…';
    expect((await studying({ picks: [own] })).begun).toEqual([]);
    const { begun } = await studying({ picks: [own], places: ['/own'] });
    expect(begun).toEqual([expect.objectContaining({ seeds: 3, source: '/own' })]);
  });

  it('offers to go on with one that was stopped', async () => {
    const left = '9 of 21 trainings are done; what is left: 2 min 5 s at most.';
    const { asked, begun } = await studying({ picks: ['Go on'] }, [], { found: { ...found, left } });
    expect(asked.lists[0]?.details[0]).toBe(left);
    expect(begun).toEqual(['resume']);
    expect((await studying({ picks: ['Go on'] })).begun).toEqual([]);
  });

  it('asks nothing where the panel has said what is wanted', async () => {
    const { asked, begun } = await studying({}, [undefined, { effort: 'usual', withSource: false }]);
    expect(asked.lists).toEqual([]);
    expect(begun).toEqual([expect.objectContaining({ depths: 8, seeds: 3 })]);
    expect((await studying({}, [undefined, 'resume'])).begun).toEqual(['resume']);
  });
});
