import type { PhaseConfig, Start } from '../config';
import type { KeyPath } from '../problem';
import type { Report } from '../problems/report';
import { isGlob } from '../words/glob';
import { nearestName } from '../words/nearest-name';
import { counted, named } from '../words/wording';
import type { KeptBase } from './freeze-map';
import type { HeadLayer } from './head-layers';
import { matchingNames } from './layer-patterns';

/** What the phases may train. */
export interface Trainables {
  readonly kept: KeptBase;
  readonly head: readonly HeadLayer[];
  /** Kept layers that are frozen where the file writes no phases. */
  readonly frozen: ReadonlySet<string>;
  readonly init: Start;
}

/**
 * The layers with weights that a phase trains, base and head, in the order of the data. Reports names that stand
 * for nothing, and a phase that trains nothing.
 */
export function trainedLayers(
  train: NonNullable<PhaseConfig['train']>,
  index: number,
  trainables: Trainables,
  report: Report,
): readonly string[] {
  const path = ['train', 'phases', index, 'train'];
  const patterns = typeof train === 'string' ? [train] : train;
  const names = new Set(
    patterns.flatMap((pattern, item) =>
      matched(pattern, typeof train === 'string' ? path : [...path, item], trainables, report),
    ),
  );
  const trained = weightedNames(trainables).filter((name) => names.has(name));
  // Without images no class is known, so the head has no weights yet; that is told of the images.
  const isHeadKnown = trainables.head.some(({ params }) => params > 0);
  if (trained.length === 0 && (isHeadKnown || !patterns.some((name) => name === 'head'))) {
    report(
      'phase-trains-nothing',
      path,
      `Phase ${index + 1} trains no layer with weights, so nothing would change. Name \`head\`, \`everything\` or layers ` +
        `up to the cut \`${trainables.kept.cut}\`.`,
      [{ title: 'Train the head', path, value: 'head' }],
    );
  }
  return trained;
}

function weightedNames({ kept, head }: Trainables): readonly string[] {
  return [...kept.weighted, ...head.filter(({ params }) => params > 0).map(({ name }) => name)];
}

function matched(pattern: string, path: KeyPath, trainables: Trainables, report: Report): readonly string[] {
  const { kept, head } = trainables;
  const headLayers = head.map(({ name }) => name);
  if (pattern === 'everything') return weightedNames(trainables);
  if (pattern === 'head') return headLayers;
  const names = matchingNames(pattern, [...kept.layers.map(({ name }) => name), ...headLayers]);
  if (names.length === 0) {
    reportNoMatch(pattern, path, trainables, report);
    return [];
  }
  const weighted = new Set(weightedNames(trainables));
  const trained = names.filter((name) => weighted.has(name));
  if (trained.length === 0) {
    report(
      'train-without-weights',
      path,
      `${named(names)} ${names.length === 1 ? 'has' : 'have'} no weights, so there is nothing to train. Name a ` +
        'layer with weights, such as a convolution.',
    );
  } else if (isGlob(pattern)) {
    report(
      'pattern-matches',
      path,
      `\`${pattern}\` trains ${counted(trained.length, 'layer')}: ${named(trained)}.`,
    );
  }
  return trained;
}

function reportNoMatch(pattern: string, path: KeyPath, { kept, head }: Trainables, report: Report): void {
  const beyond = matchingNames(pattern, [...kept.facts.position.keys()]);
  if (beyond.length > 0) {
    report(
      'train-beyond-cut',
      path,
      `${named(beyond)} ${beyond.length === 1 ? 'lies' : 'lie'} after the cut \`${kept.cut}\` and ` +
        `${beyond.length === 1 ? 'is' : 'are'} sliced off, so the phase can't train ` +
        `${beyond.length === 1 ? 'it' : 'them'}. Cut later, or name layers up to \`${kept.cut}\`.`,
    );
    return;
  }
  const nearest = nearestName(pattern, [
    'head',
    'everything',
    ...kept.weighted,
    ...head.map(({ name }) => name),
  ]);
  report(
    'train-unknown',
    path,
    `No layer is called \`${pattern}\`, so the phase trains nothing by that name. ` +
      (nearest === undefined
        ? 'Name `head`, `everything`, a layer, or a pattern such as `block5*`.'
        : `Is \`${nearest}\` meant?`),
    nearest === undefined ? [] : [{ title: `Change to ${nearest}`, path, value: nearest }],
  );
}
