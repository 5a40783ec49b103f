import { type EngineId, engineTable } from './engines';

/**
 * How to get the native engine. A run that was begun in the editor may be looked at in a terminal and the other way
 * round, and neither has the other's commands, so both are named.
 */
export const howToInstallRuntime =
  'Install the training runtime: by "Transfer: Install Training Runtime" in the editor, by "transfer-designer runtime" in a terminal.';

/** What an engine lacks that does not train the base; goes on after its name. */
export const trainsHeadsAlone = 'trains new heads but not the layers of the base';

/** How long training takes without tfjs-node, measured for networks of small pictures; goes on after "takes". */
export const slowness = 'two to three times as long';

/** What runs are trained with where there is no tfjs-node, and what that means. */
export function insteadWords({ id, name }: { readonly id: EngineId; readonly name: string }): string {
  return engineTable[id].trainsBase
    ? `${name} trains instead, which takes ${slowness}.`
    : `${name} is used instead, which ${trainsHeadsAlone}.`;
}
