import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  firstImages,
  isTimeForAnother,
  type MeasuredSpeed,
  pilotRules,
  sampleFor,
} from '../../design/advice/pilot-plan';
import type { Pilot, PilotCost, PilotPair, PilotSample } from '../../design/pilot';
import type { Plan, PlanPhase } from '../../design/plan';
import { trainedBaseLayers } from '../../design/plan/plan-reading';
import { TransferError } from '../../design/transfer-error';
import { countText } from '../../design/words/wording';
import type { EpochEvent, RunEvent } from '../../shared/run-events';
import { engineHindrance } from '../engine/engine-limits';
import { type Installation, packageVersion } from '../programs/installation';
import { KeptJson } from '../project/kept-json';
import { imagesHash } from '../project/kept-measurement';
import type { Project } from '../project/project';
import { type PilotWay, pilotPlans } from './pilot-ways';
import type { RunLaunch } from './run-process';
import { runTrial, type TrialProject, type TrialResult } from './trials';

/** How far a pilot is. */
export interface PilotProgress {
  /** From 1. */
  readonly seed: number;
  readonly way: PilotWay;
  /** The epoch that it is in; null before the first. */
  readonly epoch: Pick<EpochEvent, 'epoch' | 'epochs'> | null;
  /** The share of the time, or of the seeds, that is over: 0 to 1. */
  readonly done: number;
  /** What has been found so far. */
  readonly pairs: readonly PilotPair[];
}

export interface PilotOptions {
  /** How long it may take. */
  readonly minutes: number;
  readonly onProgress?: (progress: PilotProgress) => void;
  /** Ends it; what was found by then stays. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains the head alone and head first, then fine-tuned, one seed after the other, as long as the time lasts.
 *
 * The first trial is watched until it has gone through the base once, and what fits into the time is planned by that. What was
 * tried before is taken from disk, so a pilot that was ended goes on where it stood.
 *
 * @throws TransferError `trial-failed` where there are not two ways to compare, or a trial failed
 * @throws the signal's reason where it ends the pilot before both ways of a seed were tried
 */
export async function runPilot(project: Project, launch: RunLaunch, options: PilotOptions): Promise<Pilot> {
  const plans = pilotPlans(project);
  const hindrance = engineHindrance(project, launch.engine);
  if (hindrance !== undefined)
    throw new TransferError('trial-failed', `Nothing can be trained. ${hindrance}`);
  options.signal?.throwIfAborted();
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), options.minutes * 60_000);
  try {
    const kept = await KeptPilots.of(project.folder, launch.installation);
    const before = await kept.read(project.file);
    const key = keyOf(project, plans);
    // With as much time as before it is the same pilot, whatever else the machine does meanwhile.
    const goesOn = before?.key === key && before.pilot.minutes === options.minutes;
    const work = new PilotWork(project, plans, launch, options, time.signal);
    const pilot = await work.run(goesOn ? before.pilot.sample : undefined);
    await kept.keep(project.file, { key, pilot });
    return pilot;
  } finally {
    clearTimeout(timer);
  }
}

type PilotPlans = ReturnType<typeof pilotPlans>;

/** Of `pilotPlans`, with the base that it has then. */
interface PilotProject extends TrialProject {
  readonly base: NonNullable<Project['base']>;
}

class PilotWork {
  readonly #begun = performance.now();
  readonly #signal: AbortSignal;
  readonly #pairs: PilotPair[] = [];
  readonly #results: { readonly head: TrialResult; readonly fineTuned: TrialResult }[] = [];
  /** Of the longest pair so far. */
  #secondsAPair = 0;
  #lastEpochTold = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly project: Project,
    private readonly plans: PilotPlans,
    private readonly launch: RunLaunch,
    private readonly options: PilotOptions,
    time: AbortSignal,
  ) {
    this.#signal = options.signal ? AbortSignal.any([options.signal, time]) : time;
  }

  /** @param planned what was planned before; left out, it is planned anew */
  async run(planned: PilotSample | undefined): Promise<Pilot> {
    let sample = planned;
    let endedBy: Pilot['endedBy'] = null;
    try {
      sample ??= await this.#plannedSample();
      while (this.#pairs.length < pilotRules.mostSeeds) {
        if (!isTimeForAnother(this.#pairs.length, this.#secondsLeft, this.#secondsAPair)) {
          endedBy = 'time';
          break;
        }
        await this.#tryPair(sample);
      }
    } catch (error) {
      if (!this.#signal.aborted) throw error;
      this.#requireSomething(error);
      endedBy = this.options.signal?.aborted ? 'user' : 'time';
    }
    const of = imagesOf(this.project);
    return {
      ...{ sample: sample ?? { images: null, of, epochs: null }, pairs: this.#pairs, endedBy },
      ...{ minutes: this.options.minutes, cost: costOf(this.#results) },
    };
  }

  /** Without a single pair there is nothing to show: who ended it knows why, and of the time it is said. */
  #requireSomething(error: unknown): void {
    if (this.#pairs.length > 0) return;
    if (this.options.signal?.aborted) throw error;
    throw new TransferError(
      'trial-failed',
      `${countText(this.options.minutes, 'minute')} did not suffice to try both ways once. Give it more time; it goes on where it stood.`,
    );
  }

  /** What fits into the time, by the speed of a first trial, which goes on if it is one of those that are planned. */
  async #plannedSample(): Promise<PilotSample> {
    const all = imagesOf(this.project);
    const first: PilotSample = {
      ...{ images: firstImages(all, this.plans.head.dataset.classes.length), of: all, epochs: null },
    };
    const stop = new AbortController();
    let planned: PilotSample | undefined;
    let start = 0;
    let head = 0;
    const begun = performance.now();
    const since = () => (performance.now() - begun) / 1000;
    const onEvent = (event: RunEvent): void => {
      if (event.event === 'started') start = since();
      if (planned !== undefined || event.event !== 'epoch') return;
      if (!throughBase(this.plans.fineTuned)[event.phase - 1]) {
        head = since() - start;
        return;
      }
      const { seconds: epoch, epochs } = event;
      const speed: MeasuredSpeed = { images: first.images ?? all, start, head, epoch, epochs };
      planned = sampleFor(speed, all, this.#secondsLeft + since());
      if (planned.images !== first.images || planned.epochs !== null) stop.abort();
    };
    try {
      await this.#try('fineTuned', 0, first, {
        onEvent,
        signal: AbortSignal.any([stop.signal, this.#signal]),
      });
    } catch (error) {
      if (this.#signal.aborted || !stop.signal.aborted) throw error;
    }
    // One that was on disk tells no speed, and is one of those that were planned then.
    return planned ?? first;
  }

  async #tryPair(sample: PilotSample): Promise<void> {
    const index = this.#pairs.length;
    const begun = performance.now();
    const head = await this.#try('head', index, sample);
    const fineTuned = await this.#try('fineTuned', index, sample);
    this.#secondsAPair = Math.max(this.#secondsAPair, (performance.now() - begun) / 1000);
    this.#results.push({ head, fineTuned });
    this.#pairs.push(pairOf(this.#seed(index), head, fineTuned));
    this.#tell(index, 'fineTuned', null);
  }

  #try(
    way: PilotWay,
    index: number,
    sample: PilotSample,
    { onEvent, signal }: Parameters<typeof runTrial>[3] = {},
  ): Promise<TrialResult> {
    const plan = trialPlan(this.plans[way], this.#seed(index), sample);
    const { images } = sample;
    this.#tell(index, way, null);
    return runTrial(this.project as PilotProject, { plan, images, judged: pilotRules.judged }, this.launch, {
      signal: signal ?? this.#signal,
      onEvent: (event) => {
        onEvent?.(event);
        if (event.event === 'epoch') this.#tellEpoch(index, way, event);
      },
    });
  }

  #seed(index: number): number {
    return this.plans.head.training.seed + index;
  }

  get #secondsLeft(): number {
    return this.options.minutes * 60 - (performance.now() - this.#begun) / 1000;
  }

  /** Heads take hundreds of epochs a second: not each is told. */
  #tellEpoch(index: number, way: PilotWay, epoch: EpochEvent): void {
    const now = performance.now();
    if (now - this.#lastEpochTold < 100) return;
    this.#lastEpochTold = now;
    this.#tell(index, way, epoch);
  }

  #tell(index: number, way: PilotWay, epoch: PilotProgress['epoch']): void {
    const ofTime = 1 - this.#secondsLeft / (this.options.minutes * 60);
    const done = Math.min(1, Math.max(ofTime, this.#pairs.length / pilotRules.mostSeeds));
    this.options.onProgress?.({ seed: index + 1, way, epoch, done, pairs: this.#pairs });
  }
}

/** The plan with another seed, no random start of case 4, and no more epochs through the base than there is time for. */
function trialPlan(plan: Plan, seed: number, { epochs }: PilotSample): Plan {
  const through = throughBase(plan);
  const shortened = (phase: PlanPhase, index: number): PlanPhase =>
    through[index] && epochs !== null ? { ...phase, epochs: Math.min(epochs, phase.epochs) } : phase;
  return {
    ...plan,
    training: { ...plan.training, seed, fallback: null, fallbackPhases: [] },
    phases: plan.phases.map(shortened),
  };
}

/** Which of the phases train any of the base. */
function throughBase(plan: Plan): readonly boolean[] {
  return plan.phases.map((phase) => trainedBaseLayers(plan, [phase]).length > 0);
}

function imagesOf({ dataset, result }: Project): number {
  const classes = new Set(result.plan?.dataset.classes);
  const folders = dataset?.train.found ? dataset.train.facts.classes : [];
  return folders.reduce((sum, { name, images }) => sum + (classes.has(name) ? images.length : 0), 0);
}

function pairOf(seed: number, head: TrialResult, fineTuned: TrialResult): PilotPair {
  const wrong = ({ judged }: TrialResult) => new Set(judged.wrong.map(({ file }) => file));
  const [byHead, byFineTuned] = [wrong(head), wrong(fineTuned)];
  const { images } = head.judged;
  return {
    ...{ seed, images },
    headRight: images - byHead.size,
    fineTunedRight: images - byFineTuned.size,
    onlyHeadRight: [...byFineTuned].filter((file) => !byHead.has(file)).length,
    onlyFineTunedRight: [...byHead].filter((file) => !byFineTuned.has(file)).length,
  };
}

function costOf(
  results: readonly { readonly head: TrialResult; readonly fineTuned: TrialResult }[],
): Pilot['cost'] {
  if (results.length === 0) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const of = (way: PilotWay): PilotCost => ({
    secondsAnEpoch: mean(results.map(({ [way]: result }) => secondsAnEpoch(result))),
    seconds: mean(results.map(({ [way]: result }) => result.seconds)),
  });
  return { head: of('head'), fineTuned: of('fineTuned') };
}

function secondsAnEpoch({ phases }: TrialResult): number {
  const { seconds, epochs } = phases.at(-1) ?? { seconds: 0, epochs: 1 };
  return seconds / Math.max(1, epochs);
}

/** What was found last of a file. */
export interface KeptPilot {
  /** Of all that it depends on: where `pilotKey` says another, it is stale. */
  readonly key: string;
  readonly pilot: Pilot;
}

/** The last pilots of the files of a project. */
export class KeptPilots {
  private constructor(private readonly kept: KeptJson) {}

  static async of(projectFolder: string, installation: Installation): Promise<KeptPilots> {
    const folder = path.join(projectFolder, '.transfer', 'pilots');
    return new KeptPilots(new KeptJson(folder, 'pilot', await packageVersion(installation)));
  }

  /** @returns undefined where the file has had none */
  async read(file: string): Promise<KeptPilot | undefined> {
    return (await this.kept.read(nameOf(file))) as KeptPilot | undefined;
  }

  keep(file: string, kept: KeptPilot): Promise<void> {
    return this.kept.keep(nameOf(file), kept);
  }
}

function nameOf(file: string): string {
  return `${createHash('sha256').update(path.basename(file)).digest('hex').slice(0, 32)}.json`;
}

/** Over the plans of both ways and the images; undefined where there are not both. Where the project lies is not of it. */
export function pilotKey(project: Project): string | undefined {
  try {
    return keyOf(project, pilotPlans(project));
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    return undefined;
  }
}

function keyOf({ dataset }: Project, { head, fineTuned }: PilotPlans): string {
  const plans = [head, fineTuned].map(({ dataset: planned, ...plan }) => {
    const { classes, groupBy, validation } = planned;
    return { ...plan, classes, groupBy, validation: typeof validation === 'number' ? validation : null };
  });
  const images = [dataset?.train, dataset?.validation].map((look) => look?.found && imagesHash(look.facts));
  return createHash('sha256')
    .update(JSON.stringify([plans, images]))
    .digest('hex');
}
