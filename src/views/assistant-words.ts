import path from 'node:path';
import { trainsWords } from '../design/advice/your-file';
import type { Plan } from '../design/plan';
import { allPhases, mostEpochs } from '../design/plan/plan-reading';
import { count, counted, duration } from '../design/words/number-text';
import { asCode } from '../language/markdown';
import type { Project } from '../launch/project/project';
import { runsFolder } from '../launch/runs/start-run';
import { estimateSeconds } from './estimate';
import type { RunView } from './run-view';

/**
 * What the editor asks before it lets an assistant do something. The message is Markdown, the title a plain text which some
 * editors read as Markdown as well; screen readers are given both as they are written. So names from outside stand as code,
 * and nothing is escaped.
 */
export interface Confirmation {
  readonly title: string;
  readonly message: string;
}

/** What training this project would do, for whoever is to allow it; undefined where it has no plan. */
export function trainConfirmation(
  { folder, result }: Project,
  shownFile: string,
  runs: readonly RunView[],
): Confirmation | undefined {
  const { plan, problems } = result;
  if (!plan) return undefined;
  const trains = trainsWords(result, asCode) ?? '';
  const fetched = problems.some(({ code }) => code === 'base-not-downloaded')
    ? ', which is fetched first'
    : '';
  const classes = counted(plan.dataset.classes.length, 'class', 'classes');
  const seconds = estimateSeconds(plan, runs);
  const time =
    seconds === null
      ? 'nothing like it has run here, so how long it takes is not known'
      : `about ${duration(seconds)}`;
  const lines = [
    `File: ${asCode(path.join(folder, path.basename(shownFile)))}, saved first if it was changed`,
    `Case ${plan.case} on the base ${asCode(plan.base.model)}${fetched}; trains ${trains}`,
    `Images: ${count(plan.dataset.images)} of ${classes}, in ${asCode(plan.dataset.path)}`,
    `Time: ${counted(epochsAtMost(plan), 'epoch')} at most; ${time}`,
    `Written: a new folder in ${asCode(runsFolder(folder))}, and the cache of features beside it`,
  ];
  return {
    title: `Train ${asCode(shownFile)}?`,
    message: `${lines.map((line) => `- ${line}`).join('\n')}\n\nIt trains on this machine. Cancelling the request stops it; it can be resumed.`,
  };
}

function epochsAtMost(plan: Plan): number {
  const { dataset, training } = plan;
  const share = typeof dataset.validation === 'number' ? dataset.validation : 0;
  const images = dataset.images * (1 - share);
  return allPhases(plan).reduce((sum, phase) => sum + mostEpochs(phase, images, training.batchSize), 0);
}
