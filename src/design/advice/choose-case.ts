import { defaults } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import type { Suggestion } from '../suggestion';
import { type TransferCase, transferCases } from '../transfer-cases';

/** The file's case, else the suggested one; undefined where neither is known. */
export function chooseCase(
  file: ParsedFile,
  suggestion: Suggestion | undefined,
  report: Report,
): TransferCase | undefined {
  const written = file.config.case ?? defaults.case;
  if (written === 'auto') return suggestion && transferCases[suggestion.case];
  if (suggestion !== undefined && suggestion.case !== written) {
    report(
      planProblem('case-disagrees-with-suggestion', { written, suggested: suggestion.case }),
      ['case'],
      [{ title: `Follow the images (case ${suggestion.case})`, path: ['case'], value: 'auto' }],
    );
  }
  return transferCases[written];
}
