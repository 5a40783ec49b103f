import { counted, duration, figure } from '../design/words/number-text';
import { epochFigures } from '../design/words/result-words';
import type {
  CacheEvent,
  EpochEvent,
  PhaseEvent,
  ProgressEvent,
  RunEvent,
  StartedEvent,
} from '../shared/run-events';
import type { LiveScreen } from './live-screen';
import { progressBar } from './progress-bar';
import { cacheWords, engineWords } from './run-summary';
import { harmless, type Style, warningLine } from './style';
import { cutToWidth } from './text-table';

const secondsBetweenLines = 10;

/**
 * Tells a run as it goes: a bar with the time left on a terminal, a few plain lines elsewhere. How it ended
 * (`finished`, `failed`, `stopped`) is left to whoever follows.
 */
export class RunLines {
  #stage = '';
  #stageTold = 0;
  #last: EpochEvent | undefined;
  #told: EpochEvent | undefined;
  #best: EpochEvent | undefined;
  #isOnCluster = false;

  constructor(
    private readonly screen: LiveScreen,
    private readonly style: Style,
  ) {}

  show(event: RunEvent): void {
    if (event.event !== 'epoch') this.#endEpochs(event);
    if (!isMeanwhile(event)) this.screen.live('');
    if (event.event === 'started') {
      this.#isOnCluster = event.cluster !== undefined;
      this.screen.line(startedLine(event, this.style));
    }
    if (event.event === 'progress') this.#progress(event);
    if (event.event === 'cache' && event.reused + event.computed > 0) {
      const judging = this.#isOnCluster && !event.onCluster ? 'For judging on this machine: ' : '';
      this.screen.line(`${judging}${cacheLine(event)}`);
    }
    if (event.event === 'phase') this.#phase(event);
    if (event.event === 'epoch') this.#epoch(event);
    if (event.event === 'warning') this.screen.error(warningLine(event.message, this.style));
    if (event.event === 'fallback') this.screen.line(harmless(event.message));
  }

  #progress(event: ProgressEvent & { readonly time: string }): void {
    if (this.screen.isLive) {
      const { columns } = this.screen;
      const bar =
        event.total === 0
          ? cutToWidth(waitingLine(event), columns)
          : progressBar({ ...event, title: event.stage }, columns);
      this.screen.live(bar);
      return;
    }
    const now = Date.parse(event.time) / 1000;
    const isNew = event.stage !== this.#stage;
    if (!isNew && now - this.#stageTold < secondsBetweenLines) return;
    this.#stage = event.stage;
    this.#stageTold = now;
    if (event.total === 0) {
      this.screen.line(waitingLine(event));
      return;
    }
    if (isNew && event.done < event.total) {
      this.screen.line(`${event.stage}: ${event.total}`);
      return;
    }
    const left = event.secondsLeft === null ? '' : `, ${duration(event.secondsLeft)} left`;
    const rest = event.done < event.total ? ` of ${event.total}${left}` : '';
    this.screen.line(`${event.stage}: ${event.done}${rest}`);
  }

  #phase(event: PhaseEvent): void {
    this.#best = undefined;
    this.screen.line(phaseLine(event, this.style));
  }

  #epoch(event: EpochEvent): void {
    this.#last = event;
    if (event.best) this.#best = event;
    if (this.screen.isLive) {
      const best = this.#best ? `, best ${this.#best.epoch}` : '';
      const note = `${epochFigures(event)}${best}, loss ${figure(event.loss)}, validation ${figure(event.validationLoss)}`;
      const { epoch: done, secondsLeft } = event;
      const total = epochsOf(event);
      this.screen.live(progressBar({ title: 'epoch', done, total, note, secondsLeft }, this.screen.columns));
    } else if (event.epoch <= 3 || event.epoch % 10 === 0) {
      this.screen.line(epochLine(event));
      this.#told = event;
    }
  }

  /** The last epoch before something else is always told, and why it was the last. */
  #endEpochs({ event }: RunEvent): void {
    const last = this.#last;
    this.#last = undefined;
    if (!last) return;
    this.screen.live('');
    if (this.#told !== last) this.screen.line(epochLine(last));
    const endedByItself = event !== 'stopped' && event !== 'failed' && last.epoch < epochsOf(last);
    if (endedByItself && this.#best && this.#best.epoch < last.epoch) {
      this.screen.line(`No better since epoch ${this.#best.epoch}, whose weights are kept.`);
    }
  }
}

/** Whether a bar stays while this is told. */
function isMeanwhile({ event }: RunEvent): boolean {
  return event === 'progress' || event === 'epoch' || event === 'warning';
}

function cacheLine(event: CacheEvent): string {
  // What was computed now has an engine to name; what was kept may be of any.
  const by = event.engine !== undefined && event.computed > 0 ? ` by ${harmless(event.engine)}` : '';
  return `${cacheWords([event])} (outputs of ${harmless(event.cut)}${by}, ${duration(event.seconds)})`;
}

function startedLine({ run, resumed, engines, cluster }: StartedEvent, style: Style): string {
  const begin = `${style.bold(resumed ? 'Going on with' : 'Running')} ${harmless(run)}`;
  if (cluster === undefined) return `${begin} with ${engineWords(engines)}`;
  const where = `${harmless(engines.training)} at ${harmless(cluster.host)}`;
  return `${begin}. ${style.bold('Training')} on ${where}, ${counted(cluster.workers, 'worker')}`;
}

/** What takes its time on a cluster: `start the workers, for 25 s`. */
function waitingLine({ stage, done }: ProgressEvent): string {
  return done === 0 ? stage : `${stage}, for ${duration(done)}`;
}

function phaseLine(event: PhaseEvent, style: Style): string {
  const title = style.bold(event.phases === 1 ? 'Training' : `Phase ${event.phase} of ${event.phases}`);
  const start = event.start === 'random' ? ' from random weights' : '';
  const layers =
    event.trainable.length > 3
      ? counted(event.trainable.length, 'layer')
      : event.trainable.map(harmless).join(', ');
  return `${title}${start}: ${layers} (${counted(event.trainableParams, 'weight')}), up to ${counted(event.epochs, 'epoch')} at ${event.learningRate}${event.engine === undefined ? '' : `, with ${harmless(event.engine)}`}`;
}

/** Small data may need more epochs than the plan names to come to its least number of steps. */
function epochsOf({ epoch, epochs }: EpochEvent): number {
  return Math.max(epoch, epochs);
}

function epochLine(event: EpochEvent): string {
  const figures = `loss ${figure(event.loss)}, validation loss ${figure(event.validationLoss)}, ${epochFigures(event)}`;
  return `epoch ${event.epoch} of ${epochsOf(event)}: ${figures}${event.best ? ', the best so far' : ''}`;
}
