import type { DatasetFacts } from '../dataset-facts';
import type { ParsedFile } from '../parsed-file';
import type { Report } from '../problems/report';
import { named } from '../words/wording';
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
      report(
        'class-with-one-image',
        place,
        `${singleWords(single)}, which is little to learn from. Add images.`,
      );
    return;
  }
  // What was looked up for another pattern, a moment ago, says nothing of this one.
  const known = groups !== undefined && groups.pattern === file.config.dataset.groupBy ? groups : undefined;
  if (known && 'problem' in known) report('pattern-too-slow', groupBy, known.problem);
  const counts = known && 'classes' in known ? known : undefined;
  if (counts?.grouped === 0 && train.found) {
    const example = train.facts.classes.flatMap(({ images }) => images)[0]?.file;
    report(
      'pattern-matches-nothing',
      groupBy,
      `The pattern captures nothing from the name of any image, such as ${example}, so each is a group by itself. ` +
        'Correct the pattern, or take `groupBy` out.',
      [{ title: 'Take groupBy out', path: groupBy, value: undefined }],
    );
  }
  const groupsOf = new Map(counts?.classes.map(({ name, groups: number }) => [name, number]));
  const oneGroup = classes
    .filter(({ name, images }) => images > 1 && groupsOf.get(name) === 1)
    .map(({ name }) => name);
  if (classes.length > 1 && single.length + oneGroup.length === classes.length) {
    report(
      'nothing-to-validate',
      oneGroup.length > 0 ? groupBy : place,
      `Every class has a single ${oneGroup.length > 0 ? 'group of images' : 'image'}, so none is left to validate ` +
        'with. Add images, two a class at least, or name a folder of others as `dataset.validation`.',
    );
    return;
  }
  if (single.length > 0) {
    report(
      'class-with-one-image',
      place,
      `${singleWords(single)}, which is trained on and never validated. Add images, two at least.`,
    );
  }
  if (oneGroup.length > 0) {
    report(
      'class-with-one-group',
      groupBy,
      `All images of ${oneGroup.length === 1 ? 'the class' : 'each of the classes'} ${named(oneGroup)} belong to one group, ` +
        'so they are trained on and never validated. Add images of other groups, or correct the pattern.',
    );
  }
}

function singleWords(single: readonly string[]): string {
  return single.length === 1
    ? `The class ${named(single)} has a single image`
    : `The classes ${named(single)} have a single image each`;
}
