import { defaults, fineTuningRate } from '../defaults';
import type { KeptBase } from '../network/freeze-map';
import type { Network } from '../network/network';
import type { Phase } from '../network/phases';
import { neverTrained, trainsBase, trainsHead } from '../network/trained-layers';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report, SettingFix } from '../problems/report';

/** What the phases are known to do wrong before they have run. */
export function reportPhaseTraps(file: ParsedFile, network: Network, report: Report): void {
  const { kept, phases } = network;
  // Without images no class is known, and the head has no weights yet.
  if (network.headLayers.some(({ params }) => params > 0)) reportIdleHead(kept, phases, report);
  if (network.init === 'random') reportFrozenRandom(file, network, report);
  else {
    reportFastFineTuning(kept, phases, report);
    reportAllAtOnce(file, kept, phases, report);
    reportFrozenFallback(file, network, report);
  }
}

function reportIdleHead(kept: KeptBase, phases: readonly Phase[], report: Report): void {
  const trained = phases.filter(({ trainable }) => trainable.length > 0);
  if (trained.length === 0) return;
  if (trained.some((phase) => trainsHead(phase, kept))) return;
  report(
    planProblem('head-never-trained'),
    ['train', 'phases'],
    [{ title: 'Train the head in phase 1', path: ['train', 'phases', 0, 'train'], value: 'head' }],
  );
}

function reportFrozenRandom(file: ParsedFile, { kept, frozen, phases }: Network, report: Report): void {
  const stuck = neverTrained(kept, phases).length;
  if (stuck === 0) return;
  report(
    planProblem('random-and-frozen', { stuck, layers: kept.weighted.length, inFallback: false }),
    ['init'],
    [
      { title: 'Start from the pretrained weights', path: ['init'], value: 'pretrained' },
      ...freezeNothing(file, frozen),
    ],
  );
}

/** The same where case 4 falls back on random weights, by phases or a freeze of the file. */
function reportFrozenFallback(
  file: ParsedFile,
  { kept, frozen, fallbackPhases }: Network,
  report: Report,
): void {
  const stuck = fallbackPhases.length === 0 ? 0 : neverTrained(kept, fallbackPhases).length;
  if (stuck === 0) return;
  const byPhases = file.has(['train', 'phases']);
  report(
    planProblem('random-and-frozen', { stuck, layers: kept.weighted.length, inFallback: true }),
    byPhases ? ['train', 'phases'] : ['freeze'],
    byPhases ? [] : freezeNothing(file, frozen),
  );
}

function freezeNothing(file: ParsedFile, frozen: ReadonlySet<string>): readonly SettingFix[] {
  const byFreeze = frozen.size > 0 && file.has(['freeze']) && !file.has(['train', 'phases']);
  return byFreeze ? [{ title: 'Freeze nothing', path: ['freeze'], value: 'none' }] : [];
}

function reportFastFineTuning(kept: KeptBase, phases: readonly Phase[], report: Report): void {
  const headRate =
    phases.find((phase) => !trainsBase(phase, kept))?.learningRate ?? defaults.phase.head.learningRate;
  phases.forEach((phase, index) => {
    if (!trainsBase(phase, kept) || phase.learningRate < headRate) return;
    const path = ['train', 'phases', index, 'learningRate'];
    const gentle = fineTuningRate(headRate);
    report(
      planProblem('fine-tune-rate-high', { phase: index + 1, rate: phase.learningRate, headRate, gentle }),
      path,
      [{ title: `Use ${gentle}`, path, value: gentle }],
    );
  });
}

function reportAllAtOnce(file: ParsedFile, kept: KeptBase, phases: readonly Phase[], report: Report): void {
  const first = phases[0];
  const written = file.config.train.phases;
  if (first === undefined || written === undefined || !trainsBase(first, kept)) return;
  if (!trainsHead(first, kept)) return;
  const path = ['train', 'phases'];
  // The list is written anew; what could not be read of it would be lost.
  const isReadable = !file.problems.some(
    ({ severity, path: at }) => severity === 'error' && path.every((key, depth) => at[depth] === key),
  );
  report(
    planProblem('head-and-base-together'),
    [...path, 0, 'train'],
    isReadable
      ? [{ title: 'Put a phase for the head first', path, value: [{ train: 'head' }, ...written.map(plain)] }]
      : [],
  );
}

/** A phase as the file has it, without the keys that are left out. */
function plain(phase: object): { [key: string]: string | number | string[] } {
  return Object.fromEntries(Object.entries(phase).filter(([, value]) => value !== undefined));
}
