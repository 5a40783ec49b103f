import { planProblems } from '../src/design/problems/plan-problems';
import type { ProblemRow } from '../src/design/problems/problem-row';
import { textProblems } from '../src/design/problems/text-problems';

interface Complaint {
  readonly complaint: string;
  /** Issue threads where people tell of it. */
  readonly told: string;
  readonly codes: readonly (keyof typeof textProblems | keyof typeof planProblems)[];
}

/** What users of such tools complain of most, as far as it can be seen before a run, and what tells of it here. */
export const complaints: readonly Complaint[] = [
  {
    complaint: 'What "freeze N" means: an index, a name or a stage',
    told: 'ultralytics#13770, yolov5#12159',
    codes: ['freeze-unknown', 'freeze-inside-branch', 'train-unknown', 'pattern-splits-number'],
  },
  {
    complaint: 'I froze it and nothing happened',
    told: 'keras#13404',
    codes: [
      'freeze-without-weights',
      'freeze-beyond-cut',
      'train-without-weights',
      'train-beyond-cut',
      'phases-disagree-with-freeze',
    ],
  },
  {
    complaint: 'A phase that trains nothing ends in an obscure error',
    told: 'keras#13404',
    codes: ['phase-trains-nothing', 'head-never-trained'],
  },
  {
    complaint: 'Wrong or doubled preprocessing',
    told: 'tensorflow#35336, keras#13293, detecto#16',
    codes: [
      'scale-unknown',
      'scale-measured',
      'scale-contradicted',
      'scaled-twice',
      'input-size-not-the-bases',
      'input-size-unknown',
      'base-takes-no-pictures',
    ],
  },
  {
    complaint: 'Head units against classes, and the order of the classes',
    told: 'ml5-library#164, keras#6075',
    codes: [
      'head-repeats-classes',
      'head-narrower-than-classes',
      'loss-is-fixed',
      'class-not-on-disk',
      'classes-not-listed',
      'class-without-images',
      'repeated-name',
    ],
  },
  {
    complaint: 'Augmentation silently turns a cache off, or has no effect',
    told: 'tensorflow#1882',
    codes: ['views-multiply-cache', 'one-view-only', 'augment-changes-nothing', 'cache-very-large'],
  },
  {
    complaint:
      "Head and base are unfrozen together from the start, or fine-tuned at the head's learning rate",
    told: 'the Keras guide to transfer learning',
    codes: ['head-and-base-together', 'fine-tune-rate-high'],
  },
  {
    complaint: 'A cut inside a residual or parallel branch',
    told: 'tensorflow#44608',
    codes: ['cut-not-legal', 'cut-unknown', 'cut-keeps-classifier'],
  },
  {
    complaint: 'Few images and many trainable weights',
    told: 'the textbook of the four cases',
    codes: ['nothing-frozen-on-small-data', 'many-trainable-weights', 'batch-larger-than-training'],
  },
  {
    complaint: 'Class imbalance',
    told: 'autofocus#12',
    codes: [
      'imbalance-weighted',
      'imbalance-not-weighted',
      'class-with-one-image',
      'class-weight-of-no-class',
    ],
  },
  {
    complaint: 'The same images on both sides of the split',
    told: 'autofocus#12',
    codes: ['validation-shares-training', 'test-shares-training', 'test-shares-validation', 'pattern-groups'],
  },
  {
    complaint: 'A softmax can\'t say "none of these"',
    told: 'classifiers with only the classes one looks for',
    codes: ['no-class-for-the-rest'],
  },
];

/** The text of docs/problems.md. */
export function problemsDocument(): string {
  return `# Problems

What the editor and \`transfer-designer check\` say about a \`transfer.yaml\` before anything runs. An error stands in
the way of a run, a warning does not. Made from the tables in \`src/design\` by \`scripts/write-problems-doc.ts\`; each
row is reproduced by a test. What can be wrong with a base's own files is told where they are read.

## What people complain of

| complaint | told in | problems |
|---|---|---|
${complaints.map(({ complaint, told, codes }) => line([complaint, told, codes.map(code).join(', ')])).join('\n')}

## In the text

${table(textProblems)}

## In the set-up: the file, the base and the images together

${table(planProblems)}
`;
}

function table(problems: Readonly<Record<string, ProblemRow<never>>>): string {
  const rows = Object.entries(problems).map(([name, { severity, trigger, example, fix }]) =>
    line([code(name), severity, trigger, example, fix === '' ? '–' : fix]),
  );
  return [
    '| code | severity | when | what the user reads | quick fix |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
