import { InvalidArgumentError, Option } from 'commander';
import { differencesFromSuggestion, trainsWords } from '../../design/advice/your-file';
import { isTransferError } from '../../design/transfer-error';
import { measuredOf } from '../../launch/project/kept-measurement';
import { type Project, problemsOf } from '../../launch/project/project';
import { planAnswer, unreadableAnswer } from '../../launch/project/project-answers';
import { type PlanOnCluster, planOnCluster, planOnClusterAnswer } from '../../launch/runs/plan-on-cluster';
import { type AddCommand, endOfHelp, type FileCall, fileArgument, jsonFlag, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { hasErrors, imagesLine, openForReading, tellProblems } from '../opened-project';
import { measuredLines, planLines, suggestionLines, yourFileLines } from '../plan-lines';
import { planOnClusterLines } from '../plan-on-cluster-lines';
import { problemCounts } from '../problem-lines';
import { shownPath } from '../shown-path';
import type { Terminal } from '../terminal';

interface PlanCall extends FileCall {
  /** The address of a cluster to reckon with; true for what `ray.yaml` says. */
  readonly on?: string | true;
  readonly images?: number;
  readonly workers?: number;
  readonly network?: number;
}

export const addPlan: AddCommand = (program, start) => {
  program
    .command('plan')
    .summary('show what is kept, frozen and trained, and how')
    .description(
      "Shows the plan: the layers that are kept, frozen and trained, where the base is cut, the training's phases and " +
        'what is cached. Downloads nothing.\n\n' +
        'With --on also what it would take on a cluster of Ray, which need not be there: the bytes handed over and kept, the ' +
        'time of each part and what it is bound by, and what does not fit.',
    )
    .argument(...fileArgument)
    .addOption(
      jsonFlag(
        'one JSON object: { problems, dataset, suggestion, yourFile, measured, plan }, with --on also { cluster }',
      ),
    )
    .addOption(
      new Option(
        '--on [ADDRESS]',
        'say what it takes on a cluster of Ray, with the workers that ray.yaml beside the file names',
      ),
    )
    .addOption(numberOption('--images <N>', 'with --on: as if there were so many images in all', 1e12))
    .addOption(numberOption('--workers <N>', 'with --on: as if there were so many workers', 10_000))
    .addOption(
      numberOption(
        '--network <GBIT>',
        'with --on: as if so many Gbit/s joined workers, by default 10',
        10_000,
      ),
    )
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp('Exit status: 0 there is a plan, 2 there are errors, or Ray would train something else.'),
    )
    .action((file: string, { json, set: settings, ...on }, command) => {
      const supposes = ['images', 'workers', 'network'].find((name) => on[name] !== undefined);
      if (supposes !== undefined && on.on === undefined)
        command.error(`error: option '--${supposes}' needs '--on'`);
      return start(plan, { file, json, settings, ...on });
    });
};

function numberOption(flags: string, says: string, most: number): Option {
  return new Option(flags, says).argParser((words) => {
    const value = Number(words.replaceAll(/[,_]/g, ''));
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError('Write a whole number, at least 1.');
  });
}

async function plan(terminal: Terminal, options: PlanCall): Promise<ExitStatus> {
  const project = await openForReading(terminal, options, options.on !== undefined);
  if (!project) return exitStatus.wrongInput;
  const on = await onCluster(terminal, project, options);
  if (on === 'wrong') return exitStatus.wrongInput;
  const isPlanned = !hasErrors(project) && project.result.plan !== undefined;
  const status = isPlanned && (on?.refusals ?? []).length === 0 ? exitStatus.done : exitStatus.wrongInput;
  if (options.json) {
    terminal.json({ ...planAnswer(project), ...(on ? { cluster: planOnClusterAnswer(on) } : {}) });
    return status;
  }
  const { screen, style } = terminal;
  const { suggestion, plan: made, dataset } = project.result;
  const trains = trainsWords(project.result);
  tellProblems(terminal, project);
  if (suggestion) screen.lines([...suggestionLines(suggestion, style), '']);
  if (trains !== undefined) {
    const differences = differencesFromSuggestion(project.parsed, project.result);
    screen.lines([...yourFileLines(trains, differences, style), '']);
  }
  const measured = measuredLines(measuredOf(project) ?? project.facts.staleMeasurement, style);
  if (measured.length > 0) screen.lines([...measured, '']);
  const images = imagesLine(project);
  if (images) screen.line(images);
  if (made) {
    screen.lines(planLines(made, dataset?.trainingImages ?? 0, style));
    if (on) tellCluster(terminal, on);
  } else {
    const why = problemCounts(problemsOf(project)) || 'no images';
    screen.error(`${shownPath(project.file)}: there is no plan: ${why}.`);
  }
  return status;
}

async function onCluster(
  terminal: Terminal,
  project: Project,
  { on, images, workers, network, json }: PlanCall,
): Promise<PlanOnCluster | undefined | 'wrong'> {
  if (on === undefined) return undefined;
  try {
    const address = on === true ? undefined : on;
    return await planOnCluster(project, { address, images, workers, network });
  } catch (error) {
    if (!isTransferError(error, 'cluster-file', 'cluster-address', 'place-refused')) throw error;
    if (json) terminal.json(unreadableAnswer(error));
    else terminal.fail(error.message);
    return 'wrong';
  }
}

function tellCluster(terminal: Terminal, on: PlanOnCluster): void {
  terminal.screen.lines(['', ...planOnClusterLines(on, terminal.style)]);
  for (const warning of on.warnings) terminal.warn(warning);
  for (const refusal of on.refusals) terminal.fail(`Ray would not train this. ${refusal}`);
}
