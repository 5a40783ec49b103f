import * as vscode from 'vscode';
import { isGoing } from '../../shared/run-record';
import { clusterHost, isLeft, mayResume, type RunView } from '../../views/run-view';
import { commandIds } from '../command-ids';
import { notices } from '../notices';
import { Owner } from '../owner';
import type { Runs } from './runs';

/**
 * Offers to follow runs again that go on on a cluster: each once in a window, and in the status bar as long as there are any.
 * Of one that fails in this window its failure is told instead, which offers the same.
 */
export class LeftRuns extends Owner {
  readonly #offered = new Set<string>();
  readonly #status = this.own(
    vscode.window.createStatusBarItem('transferDesigner.leftRun', vscode.StatusBarAlignment.Left),
  );

  constructor(private readonly runs: Runs) {
    super();
    this.#status.name = 'Transfer Designer Run on a Cluster';
    this.own(
      runs.onDidChange(() => this.#look()),
      runs.onDidEnd(({ folder, state, failureCode }) => {
        if (state === 'failed' && failureCode !== 'run-died') this.#offered.add(folder);
      }),
    );
  }

  #look(): void {
    const left = this.runs.all.filter((run) => isLeft(run) && mayResume(run));
    const [first] = left;
    if (first) this.#show(first);
    else this.#status.hide();
    // One that is followed again may be left again.
    for (const { folder, state } of this.runs.all) if (isGoing(state)) this.#offered.delete(folder);
    for (const run of left) {
      if (this.#offered.has(run.folder)) continue;
      this.#offered.add(run.folder);
      void offer(run);
    }
  }

  #show({ folder, name, state }: RunView): void {
    const how = state === 'failed' ? 'may go on' : 'still';
    this.#status.text = `$(cloud) Transfer: ${how} on the cluster`;
    this.#status.tooltip = `${name}: follow it again`;
    this.#status.command = { command: commandIds.resume, title: 'Follow', arguments: [folder] };
    this.#status.show();
  }
}

async function offer({ folder, name, state, cluster }: RunView): Promise<void> {
  const follow = 'Follow';
  const where = cluster ? ` at ${clusterHost(cluster)}` : '';
  const how = state === 'failed' ? 'has failed here, and may go on' : 'is still';
  const message = `“${name}” ${how} on the cluster${where}, and nothing here follows it. Follow shows how far it is, and fetches the result.`;
  if ((await notices.information(message, follow)) === follow)
    await vscode.commands.executeCommand(commandIds.resume, folder);
}
