import type { GraphFacts } from '../base/graph-facts';
import { defaults } from '../defaults';
import type { MeasuredCuts } from '../measurement';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report, SettingFix } from '../problems/report';
import { thresholds } from '../thresholds';
import type { TransferCase } from '../transfer-cases';
import { nearestName } from '../words/nearest-name';

/** The case's own cut in this base. */
export function cutOfCase(facts: GraphFacts, transferCase: TransferCase): string {
  return transferCase.cut === 'in the first third' ? facts.cutInFirstThird : facts.cutBeforeClassifier;
}

/** Whether the cut is what was measured, where anything was: where the base stays frozen, and the file leaves it open. */
export function followsMeasuredCut(file: ParsedFile, { freeze }: TransferCase): boolean {
  return (file.config.cut ?? defaults.cut) === 'auto' && freeze === 'all';
}

/**
 * The last layer of the base that is kept: the file's, else what was measured for a frozen base, else the case's.
 *
 * @returns undefined if the file names a layer that is none, or after which the base can't be cut
 */
export function chooseCut(
  file: ParsedFile,
  facts: GraphFacts,
  transferCase: TransferCase,
  measured: MeasuredCuts | undefined,
  report: Report,
): string | undefined {
  const named = file.config.cut ?? defaults.cut;
  if (named === 'auto') {
    const isThere = measured !== undefined && facts.legalCuts.includes(measured.layer);
    return isThere && followsMeasuredCut(file, transferCase)
      ? measured.layer
      : cutOfCase(facts, transferCase);
  }
  const at = facts.position.get(named);
  if (at === undefined) {
    reportUnknown(named, facts, report);
    return undefined;
  }
  if (!facts.legalCuts.includes(named)) {
    reportIllegal(named, at, facts, report);
    return undefined;
  }
  if (facts.classifier !== undefined && at >= facts.classifier.position) {
    report(
      planProblem('cut-keeps-classifier', {
        cut: named,
        classifier: facts.classifier.layer.name,
        before: facts.cutBeforeClassifier,
      }),
      ['cut'],
      [setCut(facts.cutBeforeClassifier)],
    );
  }
  if (measured !== undefined) reportBehind(named, measured, report);
  return named;
}

function reportBehind(named: string, { layer, cuts }: MeasuredCuts, report: Report): void {
  const own = cuts.find((cut) => cut.layer === named);
  if (own === undefined || own.behindBest <= thresholds.certainErrors * own.behindBestError) return;
  report(
    planProblem('cut-disagrees-with-measurement', {
      cut: named,
      measured: layer,
      behind: own.behindBest,
      error: own.behindBestError,
    }),
    ['cut'],
    [{ title: 'Follow the measurement', path: ['cut'], value: 'auto' }, setCut(layer)],
  );
}

function setCut(name: string): SettingFix {
  return { title: `Cut at ${name}`, path: ['cut'], value: name };
}

function reportUnknown(named: string, facts: GraphFacts, report: Report): void {
  const nearest = nearestName(named, facts.legalCuts);
  report(
    planProblem('cut-unknown', { name: named, nearest, usual: facts.cutBeforeClassifier }),
    ['cut'],
    [
      nearest === undefined
        ? { title: 'Let the case decide', path: ['cut'], value: 'auto' }
        : { ...setCut(nearest), title: `Change to ${nearest}` },
    ],
  );
}

function reportIllegal(named: string, at: number, facts: GraphFacts, report: Report): void {
  const place = (name: string) => facts.position.get(name) ?? 0;
  const nearest = [
    facts.legalCuts.findLast((name) => place(name) < at),
    facts.legalCuts.find((name) => place(name) > at),
  ].filter((name) => name !== undefined);
  report(planProblem('cut-not-legal', { name: named, nearest }), ['cut'], nearest.map(setCut));
}
