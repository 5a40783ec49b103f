import type { ParsedFile } from '../parsed-file';
import type { Plan } from '../plan';
import { type MemoryNeed, memoryNeed } from '../plan/memory-need';
import type { KeyPath } from '../problem';
import { planProblem } from '../problems/plan-problems';
import type { Report, SettingFix } from '../problems/report';

/** A plan whose run can't have the memory that it needs: said before hours are spent on it. */
export function reportMemory(file: ParsedFile, plan: Plan, machineBytes: number, report: Report): void {
  const need = memoryNeed(plan);
  if (need.total <= machineBytes) return;
  const { path, advice, fixes } = repair(file, plan, need, machineBytes);
  report(planProblem('memory-too-small', { ...need, machine: machineBytes, advice }), path, fixes);
}

interface Repair {
  readonly path: KeyPath;
  readonly advice: string;
  readonly fixes: readonly SettingFix[];
}

function repair(file: ParsedFile, plan: Plan, need: MemoryNeed, machineBytes: number): Repair {
  if (need.batch > need.weights) {
    const path = ['train', 'batchSize'];
    const fitting = fittingBatch(plan, machineBytes);
    if (fitting === undefined || fitting >= plan.training.batchSize)
      return { path: ['base'], advice: 'Use smaller pictures, or a smaller base.', fixes: [] };
    const fixes = [{ title: `Use ${fitting}`, path, value: fitting }];
    return { path, advice: `Use smaller batches, such as ${fitting}.`, fixes };
  }
  const head = plan.layers.filter(({ origin }) => origin === 'head');
  const inHead = head.reduce((sum, { params }) => sum + params, 0);
  const hidden = (file.config.head.layers ?? []).some((layer) => 'dense' in layer);
  if (hidden && 2 * inHead > plan.trainableParams + plan.frozenParams) {
    const path = ['head', 'layers'];
    const fixes = [{ title: 'Take the hidden layers out', path, value: undefined }];
    return { path, advice: 'Use smaller layers in the head, or none.', fixes };
  }
  const path = file.has(['train', 'phases']) ? ['train', 'phases'] : ['base'];
  return { path, advice: 'Train fewer layers, or use a smaller base.', fixes: [] };
}

/** The largest power of two up to 32 that would do; undefined where none would. */
function fittingBatch(plan: Plan, machineBytes: number): number | undefined {
  return [32, 16, 8, 4, 2, 1].find((batchSize) => {
    const smaller = { ...plan, training: { ...plan.training, batchSize } };
    return memoryNeed(smaller).total <= machineBytes;
  });
}
