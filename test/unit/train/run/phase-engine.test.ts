import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/train/engines/engine';
import { phaseEngine } from '../../../../src/train/run/phase-engine';
import type { RunSession } from '../../../../src/train/run/run-session';
import { scratchFolder } from '../../../fixtures/scratch-folder';
import { eventsOf } from '../../../train/run-workshop';

const named = (name: string) => ({ name }) as Engine;
const [tensorFlow, gpu, processor] = [named('tfjs-node 4.22.0'), named('a GPU'), named('a processor')];
const place = { start: 'pretrained' as const, phase: 2 };

function sessionOf(begunWith: string | undefined, isGpuThere: boolean) {
  const folder = path.join(scratchFolder(), 'run');
  mkdirSync(folder);
  return {
    folder,
    engines: { answering: [], training: tensorFlow, onGpu: isGpuThere ? { gpu, processor } : undefined },
    phaseEngines: begunWith === undefined ? [] : [{ ...place, engine: begunWith }],
  } as unknown as RunSession;
}

const chosenFor = (session: RunSession) => phaseEngine(session, place, {} as never, {} as never);

describe('what trains a phase', () => {
  it('is the usual engine where no GPU is asked for', async () => {
    expect(await chosenFor(sessionOf(undefined, false))).toBe(tensorFlow);
  });

  it('is what the phase was begun with, untried', async () => {
    expect(await chosenFor(sessionOf(gpu.name, true))).toBe(gpu);
    expect(await chosenFor(sessionOf(tensorFlow.name, true))).toBe(tensorFlow);
  });

  it('is another, with a warning, where what the phase was begun with is gone', async () => {
    const session = sessionOf(gpu.name, false);
    expect(await chosenFor(session)).toBe(tensorFlow);
    expect(await eventsOf(session.folder)).toMatchObject([
      { event: 'warning', code: 'engine-changed', message: expect.stringContaining('begun with a GPU') },
    ]);
  });
});
