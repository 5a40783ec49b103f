import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { clusterAddress } from '../../disk/cluster/cluster-address';
import { clusterToken } from '../../disk/cluster/cluster-token';
import { noteKnownCluster } from '../../disk/cluster/known-clusters';
import { engineHindrance } from '../../launch/engine/engine-limits';
import { findEngine } from '../../launch/engine/engine-search';
import { clusterOf } from '../../launch/project/cluster-settings';
import { measuredOf } from '../../launch/project/kept-measurement';
import { openProject, type Project } from '../../launch/project/project';
import { requireCluster, requireMeantAddress, requireTrainable } from '../../launch/runs/require-cluster';
import type { RunLaunch, RunProcess } from '../../launch/runs/run-process';
import { type RunnableProject, startRun } from '../../launch/runs/start-run';
import { engineWarnings, errorsOf, failedNow, warningNow, warningsOf } from '../../launch/runs/told-events';
import type { RunCluster } from '../../shared/run-record';
import {
  type AddCommand,
  endOfHelp,
  type FileCall,
  fileArgument,
  gpuFlag,
  jsonFlag,
  quietFlag,
  setOption,
} from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { goOnUnread } from '../lost-output';
import {
  goingOnSentences,
  hasErrors,
  imagesLine,
  measureLine,
  scanLine,
  tellProblems,
  tellRunsGoingOn,
} from '../opened-project';
import { imagesBar, progressBar } from '../progress-bar';
import { proxiedRequest } from '../proxied-request';
import type { Terminal } from '../terminal';
import { watchRun } from './watch-run';

interface TrainCall extends FileCall {
  readonly quiet: boolean;
  readonly gpu: boolean;
  /** The address of a cluster; true for that of `ray.yaml`. */
  readonly on?: string | true;
}

export const addTrain: AddCommand = (program, start) => {
  program
    .command('train')
    .summary('train, and show progress and the result')
    .description(
      `Trains as the plan says, in a process of its own, and shows progress and the result. Everything goes into a new folder in runs/ beside the file: the model, the checkpoint and report.html. A base with an address is downloaded, and images in a bucket are fetched.

Ctrl+C stops the run after the batch at hand; \`transfer-designer resume\` goes on from there. So do TERM, as \`kill\` and services send it, and HUP, when the terminal is closed: these wait ten seconds at most. A second Ctrl+C does not wait. Where this program is killed, the run goes on: \`transfer-designer stop\` stops it.

With --on the plan is trained by a cluster of Ray, unchanged; judging, saving, proof and report are done here. Ctrl+C and \`transfer-designer stop\` stop the job there too; TERM and HUP do not. Where the terminal is closed, the job goes on and a process on this machine waits for it; where that ends as well, as when the machine is shut down, \`transfer-designer resume\` finds the job again. The cluster's token is taken from RAY_AUTH_TOKEN, from the file that RAY_AUTH_TOKEN_PATH names, or from ~/.ray/auth_token. It is sent to this machine, and elsewhere only to addresses that you have named in a call: ray.yaml may have come with the project.`,
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one event a line'))
    .addOption(quietFlag())
    .addOption(gpuFlag())
    .addOption(
      new Option(
        '--on [ADDRESS]',
        'train on a cluster of Ray: the address of its dashboard, such as http://127.0.0.1:8265; without one, that of ray.yaml beside the file; put it behind FILE',
      ).conflicts('gpu'),
    )
    .addOption(setOption())
    .addHelpText('after', endOfHelp(`Exit status: ${statusesOfARun('the file or the call is wrong')}`))
    .action((file: string, { json, quiet, gpu, on, set: settings }) =>
      start(train, { file, json, quiet, gpu, on, settings }),
    );
};

/** What the exit statuses of a command that follows a run mean. */
export function statusesOfARun(wrong: string): string {
  return `0 done, 1 the run failed, 2 ${wrong}, 130 stopped by you (Ctrl+C or \`transfer-designer stop\`), 143 by TERM, 129 by HUP.`;
}

/** Starts a run and follows it to its end. */
async function train(terminal: Terminal, options: TrainCall): Promise<ExitStatus> {
  goOnUnread();
  const project = await openForTraining(terminal, options);
  const { plan } = project?.result ?? {};
  if (!project?.base || !plan) return exitStatus.wrongInput;
  const cluster = await clusterFor(terminal, project.folder, options);
  if (cluster === 'wrong') return exitStatus.wrongInput;
  const launch = await launchWith(terminal, options);
  const hindrance = engineHindrance(project, launch.engine);
  if (hindrance) {
    const message = `Nothing was trained. ${hindrance} Install the training runtime by \`transfer-designer runtime\`.`;
    tellFailure(terminal, { code: 'engine-cannot-train', message }, options.json);
    return exitStatus.runFailed;
  }
  const { file, folder, text, base } = project;
  if (cluster) {
    const status = await refusedBy(cluster, { plan, base }, launch, terminal, options);
    if (status !== undefined) return status;
  }
  const { problems } = project.result;
  const settings = options.settings.map(({ words }) => words);
  const where = cluster ? { cluster } : {};
  let run: RunProcess;
  try {
    const measured = measuredOf(project);
    run = await startRun({ file, folder, text, settings, plan, base, problems, measured, ...where }, launch);
  } catch (error) {
    if (!isTransferError(error, 'run-not-started')) throw error;
    tellFailure(terminal, error, options.json);
    return exitStatus.runFailed;
  }
  const { json, quiet } = options;
  return watchRun(terminal, { run, dataset: plan.dataset, json, quiet, ...where });
}

/** How a call ends whose cluster or plan is refused before a run is begun; undefined where nothing is. */
async function refusedBy(
  cluster: RunCluster,
  project: Pick<RunnableProject, 'plan' | 'base'>,
  launch: RunLaunch,
  terminal: Terminal,
  { on, json }: TrainCall,
): Promise<ExitStatus | undefined> {
  try {
    const { address } = cluster;
    const token = await clusterToken(process.env);
    if (on === true) await requireMeantAddress(address, token);
    await requireCluster(address, token, launch.installation, terminal.signal);
    if (typeof on === 'string') await noteKnownCluster(clusterAddress(address));
    await requireTrainable(project, cluster, launch, terminal.signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    const { code, message } = error;
    tellFailure(terminal, { code, message: `Nothing was trained. ${message}` }, json);
    const isWrongInput = isTransferError(error, 'export-refused', 'cluster-file', 'cluster-address');
    return isWrongInput ? exitStatus.wrongInput : exitStatus.runFailed;
  }
}

async function clusterFor(
  terminal: Terminal,
  projectFolder: string,
  { on, json }: TrainCall,
): Promise<RunCluster | undefined | 'wrong'> {
  if (on === undefined) return undefined;
  try {
    return await clusterOf(projectFolder, on === true ? undefined : on);
  } catch (error) {
    if (!isTransferError(error, 'cluster-file', 'cluster-address', 'place-refused')) throw error;
    const { code, message } = error;
    const isSwapped = typeof on === 'string' && existsSync(on);
    const order = isSwapped ? ` The file stands in front: \`train ${on} --on\`.` : '';
    tellFailure(terminal, { code, message: `${message}${order}` }, json);
    return 'wrong';
  }
}

/** The engine for a run, with a warning for each that does not work and where there is no tfjs-node. */
export async function launchWith(
  terminal: Terminal,
  { json, gpu }: { readonly json: boolean; readonly gpu: boolean },
): Promise<RunLaunch> {
  const { installation, node, signal } = terminal;
  const search = await findEngine({
    ...{ installation, node },
    ...(gpu ? { gpu } : {}),
    ...(signal ? { signal } : {}),
  });
  for (const warning of engineWarnings(search)) {
    if (json) terminal.json(warning);
    else terminal.warn(warning.message);
  }
  return { installation, node, engine: search.engine };
}

async function openForTraining(terminal: Terminal, options: TrainCall): Promise<Project | undefined> {
  const { screen } = terminal;
  const { settings } = options;
  let project: Project;
  try {
    project = await openProject(options.file, {
      ...terminal,
      settings,
      trainsElsewhere: options.on !== undefined,
      allowDownload: true,
      request: proxiedRequest,
      onScan: scanLine(terminal, options.json),
      onMeasure: measureLine(terminal, options.json),
      onImages: (step) => {
        if (!options.json && !options.quiet) screen.live(imagesBar(step, screen.columns));
      },
      onDownload: (done, total) => {
        if (options.json || options.quiet || total === null) return;
        screen.live(progressBar({ title: 'download', done, total, secondsLeft: null }, screen.columns));
      },
    });
  } catch (error) {
    if (!(error instanceof TransferError)) throw error;
    tellFailure(terminal, error, options.json);
    return undefined;
  }
  if (options.json) await tellProblemsAsEvents(terminal, project);
  else await tellOfProject(terminal, project, options.quiet);
  return hasErrors(project) ? undefined : project;
}

function tellFailure(
  terminal: Terminal,
  { code, message }: { readonly code: string; readonly message: string },
  json: boolean,
) {
  if (json) terminal.json(failedNow(code, message));
  else terminal.fail(message);
}

async function tellOfProject(terminal: Terminal, project: Project, quiet: boolean): Promise<void> {
  const { screen } = terminal;
  screen.live('');
  tellProblems(terminal, project);
  await tellRunsGoingOn(terminal, project.folder);
  const images = imagesLine(project);
  if (hasErrors(project)) screen.error('Nothing was trained: mend the errors first.');
  else if (images && !quiet) screen.line(images);
}

async function tellProblemsAsEvents(terminal: Terminal, project: Project): Promise<void> {
  for (const warning of warningsOf(project)) terminal.json(warning);
  for (const sentence of await goingOnSentences(project.folder)) {
    terminal.json(warningNow('run-going-on', sentence));
  }
  const errors = errorsOf(project);
  if (errors) terminal.json(errors);
}
