import { cutOfCase, followsMeasuredCut } from '../network/cut';
import { freezeLine } from '../network/freeze-line';
import type { Network } from '../network/network';
import { neverTrained, trainedIn } from '../network/trained-layers';
import type { ParsedFile, Setting } from '../parsed-file';
import type { Plan } from '../plan';
import { type TransferCase, transferCases } from '../transfer-cases';
import { countText, weightsShare } from '../words/wording';
import type { Suggestion } from './suggestion';

// What the file does, beside what its images suggest: the one place for these words, which panel, editor and terminal
// share.

/** Something that the file does otherwise than a case would. */
export interface Difference {
  /** A sentence. */
  readonly words: string;
  /** What gives it back to the case; left out where something else brings it about. */
  readonly setting?: Setting;
}

/** What is known of a file once it was designed. */
interface Designed {
  readonly network?: Network;
  readonly plan?: Plan;
  readonly suggestion?: Suggestion;
}

/**
 * What trains and how much that is, as the end of `Your file trains …`: ``from `dense1` on, 81 % of the weights``. How
 * much is known with the number of classes.
 *
 * @param named how the name of a layer stands in it; by default in backticks
 * @returns undefined while no base and cut are known
 */
export function trainsWords(
  { network, plan }: Designed,
  named = (layer: string) => `\`${layer}\``,
): string | undefined {
  if (!network) return undefined;
  const start = network.init === 'random' ? ' from random weights' : '';
  const share = plan ? `, ${weightsShare(plan.trainableParams, plan.frozenParams)} of the weights` : '';
  return `${trainedPart(network, named)}${start}${share}`;
}

function trainedPart(network: Network, named: (layer: string) => string): string {
  const { kept, headLayers, phases } = network;
  const trained = trainedIn(phases);
  const base = kept.weighted.filter((name) => trained.has(name));
  const head = headLayers.filter(({ params }) => params > 0);
  const headTrains = head.every(({ name }) => trained.has(name));
  if (base.length === 0) return headTrains ? 'the head alone' : 'a part of the head';
  if (base.length === kept.weighted.length && headTrains) return 'everything';
  const line = freezeLine(network);
  const part =
    line?.frozenBelow.length === 0
      ? `from ${named(base[0] ?? '')} on`
      : `${base.length} of ${countText(kept.weighted.length, 'layer')} of the base`;
  if (!headTrains) return `${part}, not all of the head`;
  return line?.frozenBelow.length === 0 ? part : `${part} and the head`;
}

/** What the file does otherwise than the case would; empty where it does just that. */
export function differencesFrom(
  file: ParsedFile,
  network: Network | undefined,
  transferCase: TransferCase,
): readonly Difference[] {
  const { config } = file;
  const { number } = transferCase;
  const auto = (key: 'cut' | 'freeze' | 'init'): Pick<Difference, 'setting'> =>
    config[key] !== undefined && config[key] !== 'auto' ? { setting: { path: [key], value: 'auto' } } : {};
  const differences: Difference[] = [];
  if (config.case !== undefined && config.case !== 'auto' && config.case !== number) {
    differences.push({
      words: `The file says case ${config.case} (${transferCases[config.case].name}).`,
      setting: { path: ['case'], value: number },
    });
  }
  if (!network) return differences;
  const { kept, init } = network;
  const cut = cutOfCase(kept.facts, transferCase);
  const isMeasured = network.isCutMeasured && followsMeasuredCut(file, transferCase);
  if (kept.cut !== cut && !isMeasured) {
    const words = `Case ${number} cuts the base after \`${cut}\`; the file cuts it after \`${kept.cut}\`.`;
    differences.push({ words, ...auto('cut') });
  }
  // Case 4 is at home with both starts.
  if (init !== transferCase.init && !transferCase.fallsBack) {
    const words = `Case ${number} starts from ${transferCase.init} weights; the file starts from ${init} ones.`;
    differences.push({ words, ...auto('init') });
  }
  const frozen = neverTrained(kept, network.phases).length;
  if (frozen !== (transferCase.freeze === 'all' ? kept.weighted.length : 0)) {
    const wanted = { all: 'keeps all of the base frozen', none: 'freezes nothing' }[transferCase.freeze];
    differences.push({
      words: `Case ${number} ${wanted}; in the file ${frozenWords(network)}.`,
      ...(file.has(['train', 'phases'])
        ? { setting: { path: ['train', 'phases'], value: undefined } }
        : auto('freeze')),
    });
  }
  return differences;
}

/** What of the kept base stays as it is, as a sentence without its end. */
function frozenWords(network: Network): string {
  const { kept, phases } = network;
  const frozen = neverTrained(kept, phases);
  const line = freezeLine(network);
  if (frozen.length === 0) return 'nothing of the base is frozen';
  if (frozen.length === kept.weighted.length) return 'all of the base is frozen';
  if (line?.frozenBelow.length === 0) return `it is frozen through \`${line.stops[line.at]}\``;
  return `${frozen.length} of its ${countText(kept.weighted.length, 'layer')} with weights are frozen`;
}

/** What the file does otherwise than is suggested; empty also where nothing is. */
export function differencesFromSuggestion(
  file: ParsedFile,
  { network, suggestion }: Designed,
): readonly Difference[] {
  return suggestion ? differencesFrom(file, network, transferCases[suggestion.case]) : [];
}
