import { defaults } from '../defaults';
import type { ParsedFile } from '../parsed-file';
import type { PlanAugment } from '../plan';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';

/** @returns null where the file asks for no augmentation, or for one that changes nothing */
export function augmentation(file: ParsedFile, report: Report): PlanAugment | null {
  const setting = file.config.train.augment;
  if (setting === undefined) return null;
  const { flip, shift, brightness, views } = { ...defaults.augment, ...setting };
  if (flip === 'none' && shift === 0 && brightness === 0) {
    report(
      planProblem('augment-changes-nothing'),
      ['train', 'augment'],
      [{ title: 'Flip horizontally', path: ['train', 'augment', 'flip'], value: 'horizontal' }],
    );
    return null;
  }
  return { flip, shift, brightness, views };
}
