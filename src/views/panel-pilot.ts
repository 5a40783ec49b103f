import { type PilotAnswer, pilotAnswer } from '../design/advice/pilot-answer';
import { pilotNotes, settingsWords } from '../design/advice/pilot-words';
import type { Setting } from '../design/parsed-file';
import type { PilotPair } from '../design/pilot';
import type { TextEdit } from '../design/problem';
import { TransferError } from '../design/transfer-error';
import { durationText } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import type { PilotProgress } from '../launch/runs/pilot';
import { pilotSettings } from '../launch/runs/pilot-ways';
import type { PilotState } from '../launch/runs/pilots';
import type { PanelPilot, PanelPilotFound } from '../shared/panel-messages';

/** Whether to fine-tune, as far as it was tried; null where there is no plan. */
export function panelPilot(
  project: Project,
  { going, found, failure }: PilotState,
  restricted: string | null,
): PanelPilot | null {
  if (!project.result.plan) return null;
  const ways = settingsOf(project);
  return {
    hindrance:
      restricted === null
        ? typeof ways === 'string'
          ? ways
          : null
        : 'Nothing is trained in a workspace that is not trusted.',
    going: going && {
      stopping: going.stopping,
      done: going.progress?.done ?? null,
      words: going.progress === null ? 'Getting ready.' : pilotProgressWords(going.progress, going.minutes),
      pairs: (going.progress?.pairs ?? []).map(shown),
    },
    found: found && foundOf(found, typeof ways === 'string' ? undefined : ways),
    failure,
  };
}

type Ways = ReturnType<typeof pilotSettings>;

function settingsOf(project: Project): Ways | string {
  try {
    return pilotSettings(project);
  } catch (error) {
    if (error instanceof TransferError) return error.message;
    throw error;
  }
}

function foundOf(
  { pilot, stale }: NonNullable<PilotState['found']>,
  ways: Ways | undefined,
): PanelPilotFound | null {
  const answer = pilotAnswer(pilot);
  if (answer === undefined) return null;
  const { text, verdict } = answer;
  const settings = ways && settingsFor(answer, ways);
  return {
    ...{ stale, verdict, text },
    notes: pilotNotes(pilot),
    pairs: pilot.pairs.map(shown),
    change: stale || !settings ? null : settingsWords(settings),
  };
}

function settingsFor({ use }: PilotAnswer, ways: Ways): readonly Setting[] | undefined {
  if (use === null) return undefined;
  return use === 'head' ? ways.head : ways.fineTuned;
}

/** The edits by which the file does what was found to be better; none where that is not known, or may not hold any more. */
export function pilotEdits(project: Project, { found }: PilotState): readonly TextEdit[] {
  const ways = settingsOf(project);
  const answer = found && !found.stale ? pilotAnswer(found.pilot) : null;
  if (typeof ways === 'string' || !answer) return [];
  return project.parsed.editAll(settingsFor(answer, ways) ?? []);
}

function shown({ seed, images, headRight, fineTunedRight }: PilotPair): PanelPilotFound['pairs'][number] {
  return { seed, head: headRight / images, fineTuned: fineTunedRight / images };
}

/** `Seed 2: fine-tuning, epoch 3 of 20; 2 min 10 s left at most.` */
export function pilotProgressWords({ seed, way, epoch, done }: PilotProgress, minutes: number): string {
  const trained = way === 'head' ? 'the head alone' : 'fine-tuning';
  const at = epoch === null ? '' : `, epoch ${epoch.epoch} of ${epoch.epochs}`;
  const left = durationText(Math.max(1, Math.round((1 - done) * minutes * 60)));
  return `Seed ${seed}: ${trained}${at}; ${left} left at most.`;
}
