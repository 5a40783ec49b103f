import { Command, type OutputConfiguration } from 'commander';
import { type AddCommand, endOfHelp, type StartWork } from './command';
import { addBases } from './commands/bases-command';
import { addCheck } from './commands/check-command';
import { addCompare } from './commands/compare-command';
import { addExample } from './commands/example-command';
import { addExport } from './commands/export-command';
import { addFetchImages } from './commands/fetch-images-command';
import { addLook } from './commands/look-command';
import { addMeasure } from './commands/measure-command';
import { addPilot } from './commands/pilot-command';
import { addPlan } from './commands/plan-command';
import { addPredict } from './commands/predict-command';
import { addRename } from './commands/rename-command';
import { addResume } from './commands/resume-command';
import { addRuns } from './commands/runs-command';
import { addRuntime } from './commands/runtime-command';
import { addSee } from './commands/see-command';
import { addStop } from './commands/stop-command';
import { addStudy } from './commands/study-command';
import { addTrain } from './commands/train-command';

/** All that can be called, in the order of the help. */
const commands: readonly AddCommand[] = [
  addCheck,
  addPlan,
  addMeasure,
  addPilot,
  addSee,
  addLook,
  addTrain,
  addResume,
  addStop,
  addRuns,
  addRename,
  addCompare,
  addStudy,
  addPredict,
  addExport,
  addExample,
  addBases,
  addFetchImages,
  addRuntime,
];

/**
 * `transfer-designer`, which reads what is typed behind it. It throws a CommanderError for a wrong call, told by then,
 * and where only help or version were asked for.
 */
export function createProgram(version: string, start: StartWork, output: OutputConfiguration = {}): Command {
  const program = new Command('transfer-designer')
    .description(
      'Transfer Designer adapts a pretrained network to your own images, as one file, transfer.yaml, says.',
    )
    .usage('COMMAND ...')
    .version(version, '-v, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .helpCommand('help [COMMAND]', 'tell more of a command')
    .exitOverride()
    .configureOutput(output)
    .configureHelp({
      // The texts say what an option is by default, and FILE where it can be left out.
      optionDescription: ({ description }) => description,
      argumentDescription: ({ description }) => description,
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`,
    })
    .addHelpText(
      'after',
      endOfHelp(
        'Exit status: 0 done, 1 the run failed, 2 the file or the call is wrong, 130 stopped by you, 143 by TERM, ' +
          '129 by HUP. Colours are left out where NO_COLOR is set.',
      ),
    );
  for (const add of commands) add(program, start);
  for (const command of program.commands) {
    command.showHelpAfterError(`Type \`transfer-designer ${command.name()} --help\`.`);
  }
  return program.showHelpAfterError(
    `The commands are ${program.commands.map((command) => command.name()).join(', ')}. Type \`transfer-designer --help\`.`,
  );
}
