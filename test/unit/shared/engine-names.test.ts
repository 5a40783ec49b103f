import { describe, expect, it } from 'vitest';
import { onGpu } from '../../../src/shared/engines';
import { trainedWith } from '../../../src/shared/run-events';
import { usedGpu } from '../../../src/shared/run-record';

const processor = 'tfjs-node 4.22.0';
const gpu = onGpu('onnxruntime-node 1.30.0', 'webgpu');
const names = { features: processor, training: processor };
const phase = (number: number, engine: string) => ({ start: 'pretrained' as const, phase: number, engine });

describe('what a run was trained with', () => {
  it('is one engine where no GPU was asked for, or where all phases had the same', () => {
    expect(trainedWith(names)).toBe(processor);
    expect(trainedWith({ ...names, phases: [phase(1, gpu), phase(2, gpu)] })).toBe(gpu);
  });

  it('is told by phase where they had several', () => {
    expect(trainedWith({ ...names, phases: [phase(1, processor), phase(2, gpu)] })).toBe(
      `${processor} (phase 1) and ${gpu} (phase 2)`,
    );
  });

  it('says whether the GPU had a part in it', () => {
    expect(usedGpu({})).toBe(false);
    expect(usedGpu({ engines: { ...names, phases: [phase(1, processor)] } })).toBe(false);
    expect(usedGpu({ engines: { ...names, phases: [phase(2, gpu)] } })).toBe(true);
    expect(usedGpu({ engines: { ...names, features: gpu } })).toBe(true);
  });
});
