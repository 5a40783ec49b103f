import type { Size } from '../config';
import type { DesignedImages } from '../images/design-images';
import type { Network } from '../network/network';
import { neverTrained, trainsBase } from '../network/trained-layers';
import type { ParsedFile } from '../parsed-file';
import type { Plan } from '../plan';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import { thresholds } from '../thresholds';
import type { TransferCase } from '../transfer-cases';
import { reportBatchSize, reportCache, reportHeadShape, reportOverfitting } from './data-advice';
import { reportPhasesAgainstFreeze, reportSettingsAgainstCase } from './disagreements';
import { reportPhaseTraps } from './phase-advice';
import { dividingLineOf } from './size-and-similarity';

export interface Designed {
  readonly transferCase: TransferCase;
  readonly network: Network;
  readonly images: DesignedImages | undefined;
  readonly plan: Plan | undefined;
  readonly size: Size | undefined;
}

/** What is allowed, and yet worth a word before it is run. */
export function reportAdvice(file: ParsedFile, designed: Designed, report: Report): void {
  const { transferCase, network, images, plan, size } = designed;
  const { kept, frozen, phases } = network;
  const count = images?.training.images ?? 0;
  const betweenCases = count >= thresholds.plainlySmall && count < dividingLineOf(file);
  reportSettingsAgainstCase(file, { transferCase, kept, frozen, betweenCases }, report);
  reportPhasesAgainstFreeze(file, { transferCase, kept, frozen, phases }, report);
  reportPhaseTraps(file, network, report);
  reportIdleFallback(file, transferCase, network, report);
  if (images === undefined || plan === undefined) return;
  reportHeadShape(file, images.training.classes.length, report);
  reportBatchSize(file.config.train.batchSize, images.counts, report);
  reportCache(plan, kept.facts.graph.layers[0]?.name, report);
  reportOverfitting(
    file,
    {
      size,
      images: images.counts,
      trainableParams: plan.trainableParams,
      trainsBase: phases.some((phase) => trainsBase(phase, kept)),
      freezesBase: neverTrained(kept, phases).length > 0,
    },
    report,
  );
}

function reportIdleFallback(
  file: ParsedFile,
  transferCase: TransferCase,
  { init, fallbackPhases }: Network,
  report: Report,
): void {
  if (file.config.train.fallback === undefined || fallbackPhases.length > 0) return;
  const isIdle = transferCase.fallsBack && init === 'pretrained';
  report(
    planProblem('fallback-without-effect', { case: transferCase.number, init, isIdle }),
    ['train', 'fallback'],
    [{ title: 'Take fallback out', path: ['train', 'fallback'], value: undefined }],
  );
}
