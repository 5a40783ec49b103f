import { pilotAnswer } from '../../../src/design/advice/pilot-answer';
import { pilotNotes } from '../../../src/design/advice/pilot-words';
import type { Pilot } from '../../../src/design/pilot';
import type { PanelPilot, PanelPilotPair } from '../../../src/shared/panel-messages';

const images = 96;
const right: readonly (readonly [number, number])[] = [
  [70, 79],
  [73, 80],
  [68, 78],
  [71, 81],
  [74, 81],
];

const pilot: Pilot = {
  sample: { images: 600, of: 12_000, epochs: 8 },
  pairs: right.map(([headRight, fineTunedRight], index) => ({
    ...{ seed: index + 1, images, headRight, fineTunedRight },
    ...{ onlyHeadRight: 2, onlyFineTunedRight: fineTunedRight - headRight + 2 },
  })),
  endedBy: 'time',
  minutes: 15,
  cost: {
    head: { secondsAnEpoch: 0.021, seconds: 9.4 },
    fineTuned: { secondsAnEpoch: 14.2, seconds: 131 },
  },
};

const pairs: readonly PanelPilotPair[] = right.map(([head, fineTuned], index) => ({
  ...{ seed: index + 1, head: head / images, fineTuned: fineTuned / images },
}));

export const notTried: PanelPilot = { hindrance: null, going: null, found: null, failure: '' };

export const pilotGoing: PanelPilot = {
  ...notTried,
  going: {
    ...{ stopping: false, done: 0.42, pairs: pairs.slice(0, 2) },
    words: 'Seed 3: fine-tuning, epoch 5 of 8; 8 min 42 s left at most.',
  },
};

/** What was found, and that a file that trains the head alone would fine-tune. */
export function pilotFound(): PanelPilot {
  const { verdict, text } = pilotAnswer(pilot)!;
  const change = 'Write `freeze: none`.';
  return { ...notTried, found: { stale: false, verdict, text, change, pairs, notes: pilotNotes(pilot) } };
}
