import type { CaseNumber, Similarity, Size } from '../config';
import { defaults } from '../defaults';
import { transferCases } from '../transfer-cases';
import { count } from '../words/number-text';
import { countText, percentText } from '../words/wording';
import { row } from './problem-row';

/** What size and similarity of the data set say. */
export const caseProblems = {
  'size-disagrees-with-count': row<{ declared: Size; images: number; dividingLine: number }>(
    {
      severity: 'warning',
      trigger: '`size` is declared, and the count of images says otherwise.',
      fix: 'Writes `size: auto`.',
    },
    ({ declared, images, dividingLine }) =>
      `\`size\` says ${declared}, but ${countText(images, 'image')} count as ${declared === 'small' ? 'large' : 'small'} against the dividing line of ${count(dividingLine)}. The file wins; write \`size: auto\` to follow the count.`,
    { declared: 'large', images: 100, dividingLine: defaults.dataset.dividingLine },
  ),
  'similarity-assumed': row(
    {
      severity: 'warning',
      trigger: '`similarity` is neither declared nor measured.',
      fix: 'Declares the images similar, or different.',
    },
    () =>
      'Nothing says whether your images are like those the base was trained on; similar is assumed. Have it measured, or answer with `similarity: similar` or `similarity: different`: it decides where the base is cut.',
  ),
  'similarity-disagrees-with-measurement': row<{
    declared: Similarity;
    measured: Similarity;
    measurement: string;
  }>(
    {
      severity: 'warning',
      trigger: '`similarity` is declared, and was measured otherwise.',
      fix: 'Writes `similarity: auto`.',
    },
    ({ declared, measured, measurement }) =>
      `\`similarity\` says ${declared}, but the images were measured to be ${measured}: ${measurement} The file wins; write \`similarity: auto\` to follow the measurement.`,
    {
      declared: 'similar',
      measured: 'different',
      measurement: `Features after pool2 tell your classes apart better than the base's last ones, by ${percentText(0.2)} ± ${percentText(0.03)}: your images are unlike those it was trained on.`,
    },
  ),
  'case-disagrees-with-suggestion': row<{ written: CaseNumber; suggested: CaseNumber }>(
    {
      severity: 'warning',
      trigger: '`case` is another one than the images suggest.',
      fix: 'Writes `case: auto`.',
    },
    ({ written, suggested }) =>
      `\`case\` says ${written} (${transferCases[written].name}), but the images suggest case ${suggested} (${transferCases[suggested].name}). The file wins; write \`case: auto\` to follow the images.`,
    { written: 3, suggested: 1 },
  ),
} as const;
