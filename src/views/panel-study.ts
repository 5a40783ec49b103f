import path from 'node:path';
import { studyReading } from '../design/study/study-reading';
import { doneOf, doneWords, studyRows } from '../design/study/study-words';
import type { Project } from '../launch/project/project';
import type { FoundStudy, StudyState } from '../launch/runs/studies';
import { studyPage } from '../report/study-page';
import type { PanelStudy, PanelStudyFound } from '../shared/panel-messages';
import { studyCharts } from '../shared/study-chart';

/** Which layers of the base transfer, as far as that was studied; null where there is no plan. */
export function panelStudy(
  project: Project,
  { going, found, costs, hindrance, failure }: StudyState,
  restricted: string | null,
): PanelStudy | null {
  if (!project.result.plan) return null;
  const done = found ? doneOf(found.result) : 0;
  const all = found?.result.trainings ?? 0;
  return {
    hindrance: restricted === null ? hindrance : 'Nothing is trained in a workspace that is not trusted.',
    costs,
    going: going && {
      stopping: going.stopping,
      done: all === 0 ? null : Math.min(1, (done + going.step) / all),
      words: found ? `${doneWords(found.result)}.` : 'Getting ready.',
    },
    found: found && foundOf(found),
    failure,
  };
}

// Worked out once for each result: a view is made at every key press.
const shown = new WeakMap<FoundStudy, PanelStudyFound>();

function foundOf(study: FoundStudy): PanelStudyFound {
  const before = shown.get(study);
  if (before !== undefined) return before;
  const { result, isStale, left } = study;
  const reading = studyReading(result);
  const found: PanelStudyFound = {
    stale: isStale,
    left,
    ...{ headline: reading.headline, sentences: reading.sentences },
    charts: studyCharts(result),
    rows: studyRows(result),
  };
  shown.set(study, found);
  return found;
}

/** The page of a study, as it is shown and written. */
export function studyPageOf({ result }: Pick<FoundStudy, 'result'>, file: string): string {
  return studyPage(result, path.basename(file));
}
