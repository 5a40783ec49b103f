import { onnxRuntime } from '../../shared/engines';
import type { Project } from '../project/project';
import type { EngineChoice } from './engine-choice';

/** What keeps an engine from training on a project's base, as a sentence; undefined where nothing does. */
export function engineHindrance(
  { graph }: Pick<Project, 'graph'>,
  engine: Pick<EngineChoice, 'onnxRuntime'>,
): string | undefined {
  if (graph?.trainsBase !== false || engine.onnxRuntime !== undefined) return undefined;
  return `This base is an ONNX file, which ${onnxRuntime.name} runs, and there is none that works.`;
}
