import type { FolderFacts, GroupFacts } from '../../design/dataset-facts';
import { filesOf } from './folder-scan';
import { groupNames, PatternTooSlow } from './name-groups';

/** How `pattern` groups the images of a folder by their names; undefined where it is no regular expression. */
export async function groupFacts(pattern: string, facts: FolderFacts): Promise<GroupFacts | undefined> {
  try {
    const names = await groupNames(pattern, filesOf(facts));
    let place = 0;
    const classes = facts.classes.map(({ name, images }) => {
      // An image whose name has no group is one by itself.
      const groups = images.map(({ file }) => {
        const group = names[place++] ?? null;
        return group === null ? `image ${file}` : `group ${group}`;
      });
      return { name, groups: new Set(groups).size };
    });
    return { pattern, classes, grouped: names.filter((name) => name !== null).length };
  } catch (error) {
    if (error instanceof PatternTooSlow) return { pattern, problem: error.message };
    if (error instanceof Error && error.name === 'SyntaxError') return undefined;
    throw error;
  }
}
