import { fileTextOf, problemsOf } from '../../launch/project/project';
import type { FileCall } from '../arguments';
import { type ExitStatus, exitStatus } from '../exit-status';
import { planAnswer } from '../json-answers';
import { datasetLine, planLines, suggestionLines } from '../plan-lines';
import { problemCounts, problemLines } from '../problem-lines';
import { shownPath } from '../shown-path';
import type { Terminal } from '../terminal';
import { hasErrors, openForReading } from './check-command';

/** `plan`: what is kept, frozen and trained, and how. */
export async function planCommand(terminal: Terminal, options: FileCall): Promise<ExitStatus> {
  const project = await openForReading(terminal, options);
  if (!project) return exitStatus.wrongInput;
  const status = hasErrors(project) || !project.result.plan ? exitStatus.wrongInput : exitStatus.done;
  if (options.json) {
    terminal.json(planAnswer(project));
    return status;
  }
  const { screen, style, errorStyle } = terminal;
  const { suggestion, plan } = project.result;
  const problems = problemsOf(project);
  const file = shownPath(project.file);
  for (const line of problemLines(file, fileTextOf(project), problems, errorStyle, screen.width))
    screen.error(line);
  if (suggestion) screen.lines([...suggestionLines(suggestion, style), '']);
  const images = project.dataset && plan && datasetLine(project.dataset, plan.dataset.classes);
  if (images) screen.line(images);
  if (plan) screen.lines(planLines(plan, style));
  else screen.error(`${file}: there is no plan, since there are ${problemCounts(problems) || 'no images'}.`);
  return status;
}
