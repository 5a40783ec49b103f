import path from 'node:path';
import * as vscode from 'vscode';
import { resultSentence } from '../../design/words/result-words';
import type { RunState } from '../../shared/run-record';
import { workersText } from '../../views/cluster-words';
import { clusterHost, isLeft, judgedOf, mayResume, type RunView } from '../../views/run-view';
import { standingWords } from '../../views/run-words';
import { Throttle } from '../../views/throttle';
import { commandIds } from '../command-ids';
import { Owner } from '../owner';
import type { BrokenRun, Runs } from './runs';

/** An item of the tree; commands of its menu take it for its run. */
export interface RunItem {
  readonly run: RunView;
}

interface FolderItem {
  readonly folder: string;
}

interface BrokenItem {
  readonly broken: BrokenRun;
}

type Item = RunItem | FolderItem | BrokenItem;

const icons: Readonly<Record<RunState, string>> = {
  created: 'loading~spin',
  running: 'loading~spin',
  stopped: 'debug-pause',
  interrupted: 'debug-disconnect',
  failed: 'error',
  finished: 'pass',
};

/** In milliseconds: a run that goes on changes several times a second; a tree need not. */
const betweenRedraws = 1_000;

/** The runs of every project that is known, newest first; by project where there are several. */
export class RunsTree extends Owner implements vscode.TreeDataProvider<Item> {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #throttle = this.own(new Throttle(() => this.#changed.fire(), betweenRedraws));
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly runs: Runs) {
    super();
    this.own(runs.onDidChange(() => this.#throttle.call()));
  }

  getChildren(item?: Item): Item[] {
    if (item) return 'folder' in item ? this.#itemsOf(item.folder) : [];
    const withRuns = this.runs.folders.filter((folder) => this.#itemsOf(folder).length > 0);
    const [only] = withRuns;
    return withRuns.length === 1 && only !== undefined
      ? this.#itemsOf(only)
      : withRuns.map((folder) => ({ folder }));
  }

  #itemsOf(folder: string): Item[] {
    const runs = this.runs.of(folder).map((run) => ({ run }));
    return [...runs, ...this.runs.brokenOf(folder).map((broken) => ({ broken }))];
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if ('folder' in item) {
      const folder = new vscode.TreeItem(
        path.basename(item.folder),
        vscode.TreeItemCollapsibleState.Expanded,
      );
      folder.description = path.dirname(item.folder);
      folder.iconPath = vscode.ThemeIcon.Folder;
      return folder;
    }
    if ('broken' in item) {
      const { folder, problem } = item.broken;
      const broken = new vscode.TreeItem(path.basename(folder));
      broken.id = folder;
      broken.description = "can't be read";
      broken.tooltip = problem;
      broken.accessibilityInformation = { label: `${path.basename(folder)}, can't be read: ${problem}` };
      broken.iconPath = new vscode.ThemeIcon('warning');
      broken.contextValue = 'run-broken';
      return broken;
    }
    const { run } = item;
    const shown = new vscode.TreeItem(run.starred ? `★ ${run.name}` : run.name);
    shown.id = run.folder;
    shown.description = standingWords(run);
    // Else the tooltip alone would be read out.
    const spoken = [run.name, ...(run.starred ? ['starred'] : []), standingWords(run)];
    shown.accessibilityInformation = { label: spoken.join(', ') };
    const told = [...judgedOf(run).map(resultSentence), ...(run.failure ? [run.failure] : [])];
    const where = run.cluster
      ? [`on the cluster at ${clusterHost(run.cluster)}, ${workersText(run.cluster)}`]
      : [];
    shown.tooltip = [run.file, run.folder, `cut ${run.plan.cut}`, ...where, ...told].join('\n');
    shown.iconPath = new vscode.ThemeIcon(isLeft(run) ? 'cloud' : icons[run.state]);
    shown.contextValue = contextOf(run);
    if (run.state === 'finished') {
      shown.command = { command: commandIds.openReport, title: 'Open Report', arguments: [run.folder] };
    }
    return shown;
  }
}

/** What the menus of package.json ask of a run. */
function contextOf(run: RunView): string {
  const more = [run.starred ? 'starred' : 'plain', ...(mayResume(run) ? ['resumable'] : [])];
  return [`run-${run.state}`, ...more].join(',');
}
