import { parseTransferFile } from '../../design/format/parse';
import type { Setting } from '../../design/parsed-file';
import type { Plan } from '../../design/plan';
import { trainedBaseLayers } from '../../design/plan/plan-reading';
import { TransferError } from '../../design/transfer-error';
import { applyEdits } from '../../design/yaml/edited-text';
import { designProject, type Project } from '../project/project';

/** The two ways that a pilot compares: the base frozen through the plan's cut, and the head first and then the base with it. */
export type PilotWay = 'head' | 'fineTuned';

/**
 * The settings that make a file train each way; none for the one that it says. Where it fine-tunes already, the other way
 * freezes all of its base; where it trains the head alone, the other way frees all of it.
 *
 * @throws TransferError `trial-failed` where there are not both
 */
export function pilotSettings(
  project: Pick<Project, 'parsed' | 'result' | 'base'>,
): Readonly<Record<PilotWay, readonly Setting[]>> {
  const { parsed, result } = project;
  const { plan } = result;
  if (!plan || !project.base || result.problems.some(({ severity }) => severity === 'error'))
    throw nothingToTry('The file has errors, or its base is not on this disk yet. Mend that first.');
  if (plan.init === 'random')
    throw nothingToTry('The file starts from random weights, so there is nothing learned to keep frozen.');
  const phases = parsed.has(['train', 'phases']) ? [{ path: ['train', 'phases'], value: undefined }] : [];
  const freezing = (value: 'all' | 'none'): readonly Setting[] => [...phases, { path: ['freeze'], value }];
  return trainedBaseLayers(plan, plan.phases).length > 0
    ? { head: freezing('all'), fineTuned: [] }
    : { head: [], fineTuned: freezing('none') };
}

/** The plans of both ways. @throws TransferError `trial-failed` where there are not both */
export function pilotPlans(project: Project): Readonly<Record<PilotWay, Plan>> {
  const settings = pilotSettings(project);
  const fineTuned = planWith(project, settings.fineTuned);
  if (trainedBaseLayers(fineTuned, fineTuned.phases).length === 0)
    throw nothingToTry('The base has no weights that could be fine-tuned.');
  return { head: planWith(project, settings.head), fineTuned };
}

function planWith({ file, parsed, facts }: Project, settings: readonly Setting[]): Plan {
  const text = applyEdits(parsed.text, parsed.editAll(settings));
  const { problems, plan } = designProject(file, parseTransferFile(text), facts).result;
  const error = problems.find(({ severity }) => severity === 'error');
  if (error || !plan) throw nothingToTry(error?.message ?? 'There is no plan for the other way.');
  return plan;
}

function nothingToTry(why: string): TransferError {
  return new TransferError('trial-failed', `There is nothing to compare. ${why}`);
}
