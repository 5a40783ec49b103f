import type { Setting } from '../parsed-file';
import type { Pilot } from '../pilot';
import { count } from '../words/number-text';
import { countText, durationText } from '../words/wording';
import { pilotRules } from './pilot-plan';

/** What else is to be known of a pilot: what it was tried on, what ended it, and what each way takes. In sentences. */
export function pilotNotes({ sample, pairs, endedBy, minutes, cost }: Pilot): readonly string[] {
  const { images, of, epochs } = sample;
  const [first] = pairs;
  const drawn =
    images === null
      ? `All ${countText(of, 'image')} were used`
      : `Each seed drew ${count(images)} of the ${countText(of, 'image')}, as many as the time allowed`;
  const heldBack =
    first === undefined ? '' : `, about ${count(first.images)} of them held back with each seed to judge by`;
  const short =
    epochs === null
      ? []
      : [
          `The time allowed for ${epochs} epochs through the base at most, fewer than a run has: fine-tuning may gain more.`,
        ];
  return [
    `${drawn}${heldBack}; the test images were not looked at.`,
    ...short,
    ...endWords(endedBy, pairs.length, minutes),
    ...(cost === null
      ? []
      : [
          `An epoch of the head took ${seconds(cost.head.secondsAnEpoch)}, one through the base ${seconds(cost.fineTuned.secondsAnEpoch)}; all of a training ${seconds(cost.head.seconds)} and ${seconds(cost.fineTuned.seconds)}.`,
        ]),
  ];
}

function endWords(endedBy: Pilot['endedBy'], seeds: number, minutes: number): readonly string[] {
  if (endedBy === 'user')
    return [`It was ended by you after ${countText(seeds, 'seed')}; begun again, it goes on from there.`];
  if (endedBy === 'time' && seeds < pilotRules.leastSeeds)
    return [`${countText(minutes, 'minute')} sufficed for ${countText(seeds, 'seed')} alone.`];
  return [];
}

function seconds(value: number): string {
  return value < 0.01 ? 'under 0.01 s' : durationText(value);
}

/** What makes the file train so, e.g. ``Write `freeze: none`.``; empty where it does. */
export function settingsWords(settings: readonly Setting[]): string {
  const words = settings.map(({ path, value }) =>
    value === undefined ? `take \`${path.join('.')}\` out` : `write \`${path.join('.')}: ${String(value)}\``,
  );
  const text = words.join(' and ');
  return text === '' ? '' : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
