import type { CommandName } from '../command-ids';
import type { CommandWork } from './command-registry';

/**
 * Whether a command needs a trusted workspace: whatever starts a process on what lies there, downloads, or writes or
 * removes a file. Reading, showing and edits of the text in the editor need none.
 */
export const needsTrust: Readonly<Record<CommandName, boolean>> = {
  tryExample: true,
  newProject: true,
  openDesigner: false,
  measure: true,
  compareBases: true,
  pilot: true,
  study: true,
  seeLayer: true,
  lookForOddPictures: true,
  train: true,
  trainOnCluster: true,
  stop: true,
  resume: true,
  applySuggestion: false,
  pinAutoValues: false,
  classifyImage: true,
  openReport: false,
  exportModel: true,
  compareRuns: false,
  renameRun: true,
  starRun: true,
  unstarRun: true,
  deleteRuns: true,
  fetchBase: true,
  fetchImages: true,
  // Of the user, not of what lies in the workspace.
  setRayToken: false,
  forgetRayToken: false,
  installRuntime: true,
  clearFeatureCache: true,
  showLog: false,
};

/** The same commands; those that need trust ask for it before they look at anything. */
export function behindTrust(
  works: Readonly<Record<CommandName, CommandWork>>,
  mayExecute: () => Promise<boolean>,
): Readonly<Record<CommandName, CommandWork>> {
  const asking = ([name, work]: [string, CommandWork]): [string, CommandWork] => [
    name,
    needsTrust[name as CommandName]
      ? async (...given) => {
          if (await mayExecute()) await work(...given);
        }
      : work,
  ];
  return Object.fromEntries(Object.entries(works).map(asking)) as Record<CommandName, CommandWork>;
}
