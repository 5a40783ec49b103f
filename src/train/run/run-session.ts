import type { Plan } from '../../design/plan';
import { catalogPlace } from '../../disk/bases/base-location';
import { appendRunEvent } from '../../disk/runs/run-events-file';
import { stopRequested } from '../../disk/runs/stop-run';
import type { CacheEvent, PhaseEngine, RunEventBody, Stage } from '../../shared/run-events';
import type { LeftOut, RunRecord } from '../../shared/run-record';
import type { FeatureEngine } from '../engines/engine';
import type { Engines } from '../engines/load-engines';
import type { Base } from '../formats/read-base';
import type { RunImage } from '../images/run-image';
import type { RunLooks } from '../images/run-looks';
import type { AdaptedNetwork } from '../network/adapted-network';
import type { StageTimes } from './stage-times';
import type { WorkTimes } from './work-times';

/** What all steps of one run share. */
export interface RunSession {
  /** The run's folder. */
  readonly folder: string;
  /** `.transfer/features` beside the file. */
  readonly cacheFolder: string;
  readonly record: RunRecord;
  /** Holds the bases that come with this program. */
  readonly catalogFolder: string;
  readonly plan: Plan;
  readonly engines: Engines;
  /**
   * What all that the run asks a network is asked with: the outputs that are kept, the judging, the proof. Another one is
   * only taken where this one turns out to be unfit.
   */
  answering: FeatureEngine;
  /** What trains each phase, as far as that was chosen; empty where there is no choice. */
  phaseEngines: readonly PhaseEngine[];
  readonly base: Base;
  readonly network: AdaptedNetwork;
  readonly times: StageTimes;
  readonly work: WorkTimes;
  /** What each frozen prefix took from the cache, in this process. */
  readonly caches: CacheEvent[];
  /** Rows that were asked of each cache, by its folder: no row is counted twice as reused. */
  readonly askedRows: Map<string, Set<string>>;
  /** Unreadable images are taken out as they are found. */
  images: readonly RunImage[];
  readonly looks: RunLooks;
  /** What was told of them already. */
  readonly toldImages: Set<string>;
  leftOut: readonly LeftOut[];
  /** What a cluster has left of its judging, if it trained the run. */
  readonly clusterAnswers: string | undefined;
  /** The images were others before an interruption; see `RunDataset`. */
  imagesChanged: boolean;
}

/** The base's first file, or the folder that it lies in. */
export function placeOfBase({
  record: { base },
  catalogFolder,
}: Pick<RunSession, 'record' | 'catalogFolder'>): string {
  return 'catalog' in base ? catalogPlace(catalogFolder, base.catalog) : base.modelFile;
}

/** Events name no more files than this, so that whoever follows a run can still read them. */
export const mostTold = 10_000;

export function tell(session: Pick<RunSession, 'folder'>, event: RunEventBody): void {
  appendRunEvent(session.folder, event);
}

export function shouldStop(session: Pick<RunSession, 'folder'>): boolean {
  return stopRequested(session.folder);
}

/** Tells progress at most ten times a second, and always its end. */
export function progressTeller(
  session: Pick<RunSession, 'folder'>,
  stage: Stage,
): (done: number, total: number) => void {
  const start = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    const now = performance.now();
    if (done < total && now - last < 100) return;
    last = now;
    const secondsLeft = done === 0 ? null : ((now - start) / 1000 / done) * (total - done);
    tell(session, { event: 'progress', stage, done, total, secondsLeft });
  };
}
