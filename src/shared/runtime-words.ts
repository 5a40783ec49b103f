/**
 * How to get the native engine. A run that was begun in the editor may be looked at in a terminal and the other way
 * round, and neither has the other's commands, so both are named.
 */
export const howToInstallRuntime =
  'Install the training runtime: by "Transfer: Install Training Runtime" in the editor, by "transfer-designer runtime" in a terminal.';

/** What an engine lacks that does not train the base; goes on after its name. */
export const trainsHeadsAlone = 'trains new heads but not the layers of the base';
