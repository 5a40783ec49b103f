import { runsGoingOn } from '../launch/runs/runs-going-on';
import { quoted, shownPath } from './shown-path';
import type { Terminal } from './terminal';

/** Says which runs of a project still go on, as one does whose terminal was killed. */
export async function tellRunsGoingOn(
  { screen, errorStyle }: Terminal,
  projectFolder: string,
): Promise<void> {
  for (const sentence of await goingOnSentences(projectFolder)) {
    screen.error(`${errorStyle.cyan('note:')} ${sentence}`);
  }
}

export async function goingOnSentences(projectFolder: string): Promise<readonly string[]> {
  return (await runsGoingOn(projectFolder)).map(({ folder, processId }) => {
    const shown = quoted(shownPath(folder));
    return `A run is still going on, in process ${processId}: ${shown}. \`transfer-designer stop ${shown}\` stops it.`;
  });
}
