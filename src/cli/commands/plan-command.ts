import { fileTextOf, problemsOf } from '../../launch/project/project';
import { type AddCommand, type FileCall, fileArgument, jsonFlag, lastWords, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { planAnswer } from '../json-answers';
import { datasetLine, planLines, suggestionLines } from '../plan-lines';
import { problemCounts, problemLines } from '../problem-lines';
import { shownPath } from '../shown-path';
import type { Terminal } from '../terminal';
import { hasErrors, openForReading } from './check-command';

export const addPlan: AddCommand = (program, start) => {
  program
    .command('plan')
    .summary('show what is kept, frozen and trained, and how')
    .description(
      "Shows the plan: the layers that are kept, frozen and trained, where the base is cut, the training's phases and " +
        'what is cached. Downloads nothing.',
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one JSON object: { problems, dataset, suggestion, plan }'))
    .addOption(setOption())
    .addHelpText('after', lastWords('Exit status: 0 there is a plan, 2 there are errors.'))
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
  const { screen, style, errorStyle } = terminal;
  const { suggestion, plan: made } = project.result;
  const problems = problemsOf(project);
  const file = shownPath(project.file);
  for (const line of problemLines(file, fileTextOf(project), problems, errorStyle, screen.width))
    screen.error(line);
  if (suggestion) screen.lines([...suggestionLines(suggestion, style), '']);
  const images = project.dataset && made && datasetLine(project.dataset, made.dataset.classes);
  if (images) screen.line(images);
  if (made) screen.lines(planLines(made, style));
  else screen.error(`${file}: there is no plan, since there are ${problemCounts(problems) || 'no images'}.`);
  return status;
}
