import { engineEnvironment } from '../engine/engine-choice';
import { type AskedProgram, type AskOptions, askProgram } from '../programs/ask-program';
import type { RunLaunch } from './run-process';

/** Asks a program that computes with an engine, as `askProgram` does, and throws. */
export function askProcess<Answer, Stage extends string>(
  asked: AskedProgram,
  question: object,
  launch: RunLaunch,
  options: AskOptions<Stage>,
): Promise<Answer> {
  return askProgram(asked, question, launch, options, engineEnvironment(launch.engine));
}
