import { cutOfCase } from '../network/cut';
import { frozenInCase, type KeptBase } from '../network/freeze-map';
import type { Phase } from '../network/phases';
import { trainedIn } from '../network/trained-layers';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import type { TransferCase } from '../transfer-cases';

interface Chosen {
  readonly transferCase: TransferCase;
  readonly kept: KeptBase;
  /** Kept layers that are frozen where the file writes no phases. */
  readonly frozen: ReadonlySet<string>;
}

/** Where the file's own cut, freeze and start say something else than its case: those win, and are told. */
export function reportSettingsAgainstCase(
  file: ParsedFile,
  { transferCase, kept, frozen, betweenCases }: Chosen & { readonly betweenCases: boolean },
  report: Report,
): void {
  const { config } = file;
  const ofCase = cutOfCase(kept.facts, transferCase);
  if (isSet(config.cut) && kept.cut !== ofCase) {
    note('cut', `\`${kept.cut}\``, `\`${ofCase}\``);
  }
  const frozenOfCase = frozenInCase(kept, transferCase.freeze);
  const differs = frozen.size !== frozenOfCase.size;
  if (isSet(config.freeze) && differs && !(betweenCases && !writesCase(file))) {
    note('freeze', frozenText(frozen, kept), frozenText(frozenOfCase, kept));
  }
  // Case 4 is at home with both starts.
  if (config.init === 'random' && !transferCase.fallsBack) note('init', 'random', transferCase.init);

  function note(key: 'cut' | 'freeze' | 'init', chosen: string, usual: string): void {
    const code = writesCase(file) ? (`${key}-disagrees-with-case` as const) : 'differs-from-suggestion';
    report(
      planProblem(code, { key, chosen, usual, case: transferCase.number }),
      [key],
      [{ title: `Let the case decide (${key}: auto)`, path: [key], value: 'auto' }],
    );
  }
}

/** Where the file's phases train what `freeze` or the case freezes, or leave alone what they leave open. */
export function reportPhasesAgainstFreeze(
  file: ParsedFile,
  { transferCase, kept, frozen, phases }: Chosen & { readonly phases: readonly Phase[] },
  report: Report,
): void {
  if (!file.has(['train', 'phases'])) return;
  const byFreeze = isSet(file.config.freeze);
  if (!byFreeze && !writesCase(file)) return;
  const trained = trainedIn(phases);
  const thawed = kept.weighted.filter((name) => frozen.has(name) && trained.has(name));
  const idle = kept.weighted.filter((name) => !frozen.has(name) && !trained.has(name));
  if (thawed.length === 0 && idle.length === 0) return;
  report(
    byFreeze
      ? planProblem('phases-disagree-with-freeze', { thawed, idle })
      : planProblem('phases-disagree-with-case', { thawed, idle, case: transferCase.number }),
    ['train', 'phases'],
    [{ title: 'Take the phases out', path: ['train', 'phases'], value: undefined }],
  );
}

function writesCase(file: ParsedFile): boolean {
  return isSet(file.config.case);
}

function isSet(setting: unknown): boolean {
  return setting !== undefined && setting !== 'auto';
}

function frozenText(frozen: ReadonlySet<string>, kept: KeptBase): string {
  if (frozen.size === 0) return 'nothing frozen';
  if (frozen.size === kept.weighted.length) return 'all kept layers frozen';
  return `${frozen.size} of ${kept.weighted.length} layers with weights frozen`;
}
