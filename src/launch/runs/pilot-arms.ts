import { parseTransferFile } from '../../design/format/parse';
import type { ParsedFile, Setting } from '../../design/parsed-file';
import type { Plan } from '../../design/plan';
import { trainedBaseLayers } from '../../design/plan/plan-reading';
import { TransferError } from '../../design/transfer-error';
import { applyEdits } from '../../design/yaml/edited-text';
import { designProject, type Project } from '../project/project';

/** One of the two ways that a pilot compares. */
export interface PilotArm {
  readonly plan: Plan;
  /** What makes the file train so; empty where it does. */
  readonly settings: readonly Setting[];
}

export interface PilotArms {
  /** The base frozen through the plan's cut. */
  readonly head: PilotArm;
  /** The head first, and then what the file leaves unfrozen, or all of the base where it freezes that. */
  readonly fineTuned: PilotArm;
}

/**
 * The two ways to train a file's network: as it says, and the other one.
 * @throws TransferError `trial-failed` where there are not both
 */
export function pilotArms(project: Project): PilotArms {
  const { parsed, result } = project;
  const { plan } = result;
  if (!plan || !project.base || result.problems.some(({ severity }) => severity === 'error'))
    throw nothingToTry('The file has errors, or its base is not on this disk yet. Mend that first.');
  if (plan.init === 'random')
    throw nothingToTry('The file starts from random weights, so there is nothing learned to keep frozen.');
  const asItIs: PilotArm = { plan, settings: [] };
  return trainedBaseLayers(plan, plan.phases).length > 0
    ? { head: otherWay(project, parsed, 'all'), fineTuned: asItIs }
    : { head: asItIs, fineTuned: otherWay(project, parsed, 'none') };
}

function otherWay(project: Project, parsed: ParsedFile, freeze: 'all' | 'none'): PilotArm {
  const phases = parsed.has(['train', 'phases']) ? [{ path: ['train', 'phases'], value: undefined }] : [];
  const settings: readonly Setting[] = [...phases, { path: ['freeze'], value: freeze }];
  const text = applyEdits(parsed.text, parsed.editAll(settings));
  const { result } = designProject(project.file, parseTransferFile(text), project.facts);
  const error = result.problems.find(({ severity }) => severity === 'error');
  if (error || !result.plan) throw nothingToTry(error?.message ?? 'There is no plan for the other way.');
  if (freeze === 'none' && trainedBaseLayers(result.plan, result.plan.phases).length === 0)
    throw nothingToTry('The base has no weights that could be fine-tuned.');
  return { plan: result.plan, settings };
}

function nothingToTry(why: string): TransferError {
  return new TransferError('trial-failed', `There is nothing to compare. ${why}`);
}
