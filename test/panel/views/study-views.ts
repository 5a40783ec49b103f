import type { StudyResult } from '../../../src/design/study/study';
import type { FoundStudy, StudyState } from '../../../src/launch/runs/studies';
import type { PanelStudy } from '../../../src/shared/panel-messages';
import { panelStudy } from '../../../src/views/panel-study';
import { noStudy, outcomes, studied } from '../../fixtures/studied';
import { header, project } from '../../unit/language/support/project';

const costs = {
  quick:
    '7 trainings (3 depths, frozen and fine-tuned, and random weights, 1 seed each, at most 42 epochs): 1 min 10 s at most.',
  usual:
    '33 trainings (5 depths, frozen and fine-tuned, and random weights, 3 seeds each, at most 42 epochs): 8 min 20 s at most.',
  thorough:
    '55 trainings (5 depths, frozen and fine-tuned, and random weights, 5 seeds each, at most 42 epochs): 14 min at most.',
};
const yours = outcomes({ frozen: [20, 18, 45], 'fine-tuned': [19, 17, 19] });
const source = outcomes({ frozen: [50, 30, 20], 'fine-tuned': [30, 20, 20] });

function shown(state: Partial<StudyState>): PanelStudy {
  const study = panelStudy(project(header), { ...noStudy, costs, ...state }, null);
  if (!study) throw new Error('There is a plan, so there is something to study.');
  return study;
}

function found(result: StudyResult, changes: Partial<FoundStudy> = {}): FoundStudy {
  return { question: {}, result, subject: '', isStale: false, left: '', ...changes };
}

export const studyOffered = shown({});
export const studyGoing = shown({
  going: { step: 0.5, stopping: false },
  found: found(studied(yours.slice(0, 9))),
});
export const studyFound = shown({ found: found(studied(yours, source)) });
export const studyStopped = shown({
  found: found(studied(yours.slice(0, 9)), {
    left: '9 of 21 trainings are done; what is left: 2 min 5 s at most.',
  }),
});
export const studyStale = shown({
  found: found(studied(yours), { isStale: true }),
  failure: 'A trial of transfer.yaml failed: the disk is full.',
});
