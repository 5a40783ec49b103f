import { describe, expect, it } from 'vitest';
import type { Pilot } from '../../../src/design/pilot';
import { applyEdits } from '../../../src/design/yaml/edited-text';
import type { PilotState } from '../../../src/launch/runs/pilots';
import { panelPilot, pilotEdits } from '../../../src/views/panel-pilot';
import { headPlan } from '../../fixtures/terminal-sample';
import { header, project } from '../language/support/project';

const base = { modelFile: '/base/model.json', fingerprint: headPlan.base.fingerprint };
const opened = (text: string) => project(text, { base });

/** Three seeds of which fine-tuning is right about so many more of a hundred images. */
const pilot = (gain: number): Pilot => ({
  sample: { images: null, of: 500, epochs: null },
  pairs: [1, 2, 3].map((seed) => ({
    ...{ seed, images: 100, headRight: 60, fineTunedRight: 60 + gain },
    ...{ onlyHeadRight: 0, onlyFineTunedRight: gain },
  })),
  endedBy: null,
  minutes: 5,
  cost: { head: { secondsAnEpoch: 0.004, seconds: 3 }, fineTuned: { secondsAnEpoch: 0.2, seconds: 8 } },
});
const state = (gain: number, stale = false): PilotState => ({
  ...{ going: null, failure: '' },
  found: { pilot: pilot(gain), stale },
});
const followed = (text: string, given: PilotState) => applyEdits(text, pilotEdits(opened(text), given));

describe('what the panel shows of a pilot', () => {
  it('is what was found, what is to be changed to follow it, and how it was tried', () => {
    expect(panelPilot(opened(header), state(25), null)).toMatchObject({
      ...{ hindrance: null, going: null, failure: '' },
      found: {
        ...{ stale: false, verdict: 'gains', change: 'Write `freeze: none`.' },
        text: expect.stringMatching(/^Fine-tuning gains 25\.0 ± /),
        notes: [
          'All 500 images were used, about 100 of them held back with each seed to judge by; the test images were not looked at.',
          'An epoch of the head took under 0.01 s, one through the base 0.2 s; all of a training 3 s and 8 s.',
        ],
        pairs: [{ seed: 1, head: 0.6, fineTuned: 0.85 }, { seed: 2 }, { seed: 3 }],
      },
    });
    expect(panelPilot(opened(`${header}freeze: none\n`), state(25), null)?.found?.change).toBe('');
    expect(panelPilot(opened(header), state(25, true), null)?.found).toMatchObject({
      stale: true,
      change: null,
    });
  });

  it('is how far it is', () => {
    const progress = {
      ...{ seed: 2, way: 'fineTuned' as const, done: 0.5, pairs: pilot(5).pairs.slice(0, 1) },
      epoch: { epoch: 3, epochs: 20 },
    } as const;
    const going = { minutes: 5, progress, stopping: false };
    expect(panelPilot(opened(header), { going, found: null, failure: '' }, null)?.going).toEqual({
      ...{ stopping: false, done: 0.5 },
      words: 'Seed 2: fine-tuning, epoch 3 of 20; 2 min 30 s left at most.',
      pairs: [{ seed: 1, head: 0.6, fineTuned: 0.65 }],
    });
  });

  it('is why there can be none', () => {
    const none: PilotState = { going: null, found: null, failure: '' };
    expect(panelPilot(opened(header), none, 'This workspace is not trusted.')?.hindrance).toContain(
      'not trusted',
    );
    expect(panelPilot(project(header), none, null)?.hindrance).toContain('its base is not on this disk yet');
    expect(panelPilot(project('version: 1\n'), none, null)).toBeNull();
  });
});

describe('following a pilot', () => {
  it('changes what the file freezes, and nothing where it does so or nothing is known', () => {
    expect(followed(header, state(25))).toBe(`${header}freeze: none\n`);
    expect(followed(`${header}freeze: none\n`, state(0))).toBe(`${header}freeze: all\n`);
    expect(followed(header, state(0))).toBe(header);
    expect(followed(header, state(25, true))).toBe(header);
  });
});
