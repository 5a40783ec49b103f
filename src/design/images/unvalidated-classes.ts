import type { DatasetFacts } from '../dataset-facts';
import type { ParsedFile } from '../parsed-file';
import { planProblem } from '../problems/plan-problems';
import type { Report } from '../problems/report';
import type { ClassCount } from './training-images';

/** Classes of which the split leaves nothing to validate with, as far as names tell; and what is wrong with the groups. */
export function reportUnvalidated(
  file: ParsedFile,
  { groups, train }: DatasetFacts,
  classes: readonly ClassCount[],
  report: Report,
): void {
  const place = file.has(['dataset', 'classes']) ? ['dataset', 'classes'] : ['dataset', 'path'];
  const groupBy = ['dataset', 'groupBy'];
  const single = classes.filter(({ images }) => images === 1).map(({ name }) => name);
  if (typeof file.config.dataset.validation === 'string') {
    if (single.length > 0)
      report(planProblem('class-with-one-image', { classes: single, hasValidationFolder: true }), place);
    return;
  }
  // What was looked up for another pattern, a moment ago, says nothing of this one.
  const known = groups !== undefined && groups.pattern === file.config.dataset.groupBy ? groups : undefined;
  if (known && 'problem' in known) report(planProblem('pattern-too-slow', known), groupBy);
  const counts = known && 'classes' in known ? known : undefined;
  if (counts?.grouped === 0 && train.found) {
    const image = train.facts.classes.flatMap(({ images }) => images)[0]?.file;
    report(planProblem('pattern-matches-nothing', { image }), groupBy, [
      { title: 'Take groupBy out', path: groupBy, value: undefined },
    ]);
  }
  const groupsOf = new Map(counts?.classes.map(({ name, groups: number }) => [name, number]));
  const oneGroup = classes
    .filter(({ name, images }) => images > 1 && groupsOf.get(name) === 1)
    .map(({ name }) => name);
  if (classes.length > 1 && single.length + oneGroup.length === classes.length) {
    const byGroups = oneGroup.length > 0;
    report(planProblem('nothing-to-validate', { byGroups }), byGroups ? groupBy : place);
    return;
  }
  if (single.length > 0) {
    report(planProblem('class-with-one-image', { classes: single, hasValidationFolder: false }), place);
  }
  if (oneGroup.length > 0) {
    report(planProblem('class-with-one-group', { classes: oneGroup }), groupBy);
  }
}
