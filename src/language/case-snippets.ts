import type { CaseNumber } from '../design/config';
import { type TransferCase, transferCases } from '../design/transfer-cases';
import type { Offer } from './completions';

/** What each case says beside its key, for whoever reads the file. */
const comments: Readonly<Record<CaseNumber, string>> = {
  1: 'everything before the classifier is kept and frozen',
  2: 'only the early, general layers are kept, frozen',
  3: 'a new head first, then the whole network, gently',
  4: 'pretrained weights as a start, random ones if that fails',
};

/**
 * A whole file for each of the four cases, without the keys of the top that are there already; none where the file says
 * its case.
 */
export function caseSnippets(written: ReadonlySet<string>): readonly Offer[] {
  if (written.has('case')) return [];
  return Object.values(transferCases).map((one) => ({
    label: `transfer-case-${one.number}`,
    kind: 'snippet',
    insert: `${linesOf(one, written).join('\n')}\n$0`,
    snippet: true,
    detail: `case ${one.number}: ${one.name}`,
    documentation: one.reason,
  }));
}

function linesOf(
  { number, name, similarity, freeze, fallsBack }: TransferCase,
  written: ReadonlySet<string>,
): readonly string[] {
  const settings: readonly (readonly [key: string, lines: readonly string[]])[] = [
    ['version', ['version: 1']],
    ['base', [`base: ${field(1, 'demo')}`]],
    [
      'dataset',
      [
        'dataset:',
        `  path: ${field(2, 'images')}              # one folder a class`,
        '  validation: 0.2',
        `  similarity: ${similarity}`,
      ],
    ],
    ['case', [`${`case: ${number}`.padEnd(30)}# ${name}: ${comments[number]}`]],
    [
      'train',
      [
        'train:',
        ...(fallsBack ? [`  fallback: \${5|random,compare|}`] : []),
        '  phases:',
        `    - { train: head, epochs: ${field(3, 200)}, learningRate: 0.001, patience: 20 }`,
        ...(freeze === 'none'
          ? [`    - { train: everything, epochs: ${field(4, 20)}, learningRate: 0.0001, patience: 5 }`]
          : []),
      ],
    ],
  ];
  return settings.flatMap(([key, lines]) => (written.has(key) ? [] : lines));
}

/** A place that the editor leads to, in the order of the numbers, with what stands there first. */
function field(number: number, text: string | number): string {
  return `\${${number}:${text}}`;
}
