import * as vscode from 'vscode';
import { hasOpenJob } from '../../disk/runs/cluster-job';
import { clusterHost, mayResume, type RunView } from '../../views/run-view';
import { doingWords, doneShare } from '../../views/run-words';
import { Throttle } from '../../views/throttle';
import { unlinked } from '../../views/unlinked';
import { commandIds } from '../command-ids';
import type { Log } from '../log';
import { notices } from '../notices';
import { Owner } from '../owner';
import type { Runs } from './runs';

/** In milliseconds: whoever looks closer looks at the panel. */
const betweenLooks = 1_000;

/** Shows what runs are doing: a notification with Cancel for each, and the status bar for the newest. */
export class RunProgress extends Owner {
  readonly #status = this.own(
    vscode.window.createStatusBarItem('transferDesigner.run', vscode.StatusBarAlignment.Left),
  );

  constructor(
    private readonly runs: Runs,
    private readonly log: Log,
  ) {
    super();
    this.#status.name = 'Transfer Designer Run';
    this.#status.command = commandIds.openDesigner;
    const status = this.own(new Throttle(() => this.#showStatus(), betweenLooks));
    this.own(
      runs.onDidBegin((run) => void this.#notify(run)),
      runs.onDidEnd((run) => {
        this.#showStatus();
        void this.#tellEnd(run);
      }),
      runs.onDidChange(() => status.call()),
    );
  }

  #showStatus(): void {
    const [run] = this.runs.running;
    if (!run) {
      this.#status.hide();
      return;
    }
    this.#status.text = `$(sync~spin) Transfer${run.cluster ? ' on Ray' : ''}: ${doingWords(run)}`;
    this.#status.tooltip = `${run.name}: ${run.file}`;
    this.#status.show();
  }

  async #notify({ folder, name, cluster }: RunView): Promise<void> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: unlinked(cluster ? `Training ${name} on ${clusterHost(cluster)}` : `Training ${name}`),
      cancellable: true,
    };
    await vscode.window.withProgress(options, (progress, cancelled) => {
      let shown = 0;
      cancelled.onCancellationRequested(() => {
        void vscode.commands.executeCommand(commandIds.stop, folder);
      });
      const report = new Throttle(() => {
        const run = this.runs.find(folder);
        if (!run) return;
        const done = doneShare(run) * 100;
        progress.report({ message: unlinked(doingWords(run)), increment: done - shown });
        shown = done;
      }, betweenLooks);
      return new Promise<void>((resolve) => {
        const finish = () => {
          for (const subscription of subscriptions) subscription.dispose();
          resolve();
        };
        const subscriptions = [
          report,
          this.runs.onDidChange(() => report.call()),
          this.runs.onDidEnd((run) => {
            if (run.folder === folder) finish();
          }),
        ];
      });
    });
  }

  async #tellEnd(run: RunView): Promise<void> {
    this.log.info(`${run.name}: ${run.announcement || run.state}`);
    if (run.state === 'finished') {
      const actions: Readonly<Record<string, string>> = {
        'Open Report': commandIds.openReport,
        'Export Model': commandIds.exportModel,
      };
      const pressed = await notices.information(run.announcement, ...Object.keys(actions));
      const command = actions[pressed ?? ''];
      if (command !== undefined) await vscode.commands.executeCommand(command, run.folder);
    } else if (run.state === 'failed') {
      const isOpen = run.cluster !== null && (await hasOpenJob(run.folder));
      // Only what followed it has ended; that it goes on is told where such runs are offered.
      if (run.failureCode === 'run-died' && isOpen) return;
      await this.#tellFailure(run, isOpen ? 'Follow' : 'Resume');
    } else if (run.state === 'stopped') {
      const resume = 'Resume';
      if ((await notices.information(`${run.announcement} (${run.name})`, resume)) === resume) {
        await vscode.commands.executeCommand(commandIds.resume, run.folder);
      }
    }
  }

  /** @param resume what going on with it is called */
  async #tellFailure(run: RunView, resume: string): Promise<void> {
    const { folder, name, failure } = run;
    const message = `The run “${name}” failed: ${failure ?? 'its log says why.'}`;
    this.log.warn(message);
    const show = 'Show Log';
    const offers = mayResume(run) ? [resume, show] : [show];
    const answer = await notices.error(message, ...offers);
    if (answer === resume) await vscode.commands.executeCommand(commandIds.resume, folder);
    else if (answer === show) this.log.show();
  }
}
