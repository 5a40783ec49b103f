import { measuredAnswers } from '../design/advice/measured-answers';
import { figureText, staleWords } from '../design/advice/measured-words';
import type { MeasuredThing, Measurement } from '../design/measurement';
import { percentText } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import type { PanelProbe } from '../shared/panel-messages';

type Probes = ReadonlyMap<string, PanelProbe>;

const none: Probes = new Map();

/** What does not change stays the same object: a view is compared with the last one at every key press. */
const lastMade = new WeakMap<Measurement, { readonly changed: string; readonly probes: Probes }>();

/**
 * What was measured at the layers of a project's base, by their names; what was measured before pictures or settings changed is
 * marked so, and what was measured of another base is left out.
 */
export function panelProbes({ graph, facts }: Pick<Project, 'graph' | 'facts'>): Probes {
  const { measurement, staleMeasurement } = facts;
  const shown = measurement ?? staleMeasurement?.measurement;
  if (shown === undefined || shown.fingerprint !== graph?.fingerprint) return none;
  const changed = measurement ? [] : (staleMeasurement?.changed ?? []);
  const before = lastMade.get(shown);
  if (before?.changed === changed.join()) return before.probes;
  const probes = probesOf(shown, changed);
  lastMade.set(shown, { changed: changed.join(), probes });
  return probes;
}

function probesOf(measurement: Measurement, changed: readonly MeasuredThing[]): Probes {
  const suggested = measuredAnswers(measurement)?.cut.layer;
  const { majority, cuts } = measurement;
  const chance = 1 / measurement.classes;
  const isStale = changed.length > 0;
  return new Map(
    cuts.map(({ layer, accuracy, error }) => {
      const figure = figureText({ accuracy, error });
      const isSuggested = layer === suggested;
      const words = [
        `A linear head after ${layer} is right about ${figure} of the images`,
        ...[
          `guessing about ${percentText(chance)}`,
          `the largest class always about ${percentText(majority)}`,
        ],
        ...(isSuggested ? ['by what was measured this is where to cut'] : []),
        ...(isStale ? [staleWords(changed)] : []),
      ].join('; ');
      return [layer, { accuracy, error, chance, majority, isSuggested, isStale, figure, words }];
    }),
  );
}
