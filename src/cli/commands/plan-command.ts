import { differencesFromSuggestion, trainsWords } from '../../design/advice/your-file';
import { measuredOf } from '../../launch/project/kept-measurement';
import { problemsOf } from '../../launch/project/project';
import { planAnswer } from '../../launch/project/project-answers';
import { type AddCommand, endOfHelp, type FileCall, fileArgument, jsonFlag, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { hasErrors, imagesLine, openForReading, tellProblems } from '../opened-project';
import { measuredLines, planLines, suggestionLines, yourFileLines } from '../plan-lines';
import { problemCounts } from '../problem-lines';
import { shownPath } from '../shown-path';
import type { Terminal } from '../terminal';

export const addPlan: AddCommand = (program, start) => {
  program
    .command('plan')
    .summary('show what is kept, frozen and trained, and how')
    .description(
      "Shows the plan: the layers that are kept, frozen and trained, where the base is cut, the training's phases and " +
        'what is cached. Downloads nothing.',
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one JSON object: { problems, dataset, suggestion, yourFile, measured, plan }'))
    .addOption(setOption())
    .addHelpText('after', endOfHelp('Exit status: 0 there is a plan, 2 there are errors.'))
    .action((file: string, { json, set: settings }) => start(plan, { file, json, settings }));
};

async function plan(terminal: Terminal, options: FileCall): Promise<ExitStatus> {
  const project = await openForReading(terminal, options);
  if (!project) return exitStatus.wrongInput;
  const status = hasErrors(project) || !project.result.plan ? exitStatus.wrongInput : exitStatus.done;
  if (options.json) {
    terminal.json(planAnswer(project));
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
  if (made) screen.lines(planLines(made, dataset?.trainingImages ?? 0, style));
  else {
    const why = problemCounts(problemsOf(project)) || 'no images';
    screen.error(`${shownPath(project.file)}: there is no plan, since there are ${why}.`);
  }
  return status;
}
