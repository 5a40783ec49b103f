import { parseTransferFile } from '../../design/format/parse';
import type { ParsedFile, SettingValue } from '../../design/parsed-file';
import type { Plan } from '../../design/plan';
import { trainedBaseLayers } from '../../design/plan/plan-reading';
import { listed, named } from '../../design/words/wording';
import { applyEdits } from '../../design/yaml/edited-text';
import { engineTable, onnxRuntime } from '../../shared/engines';
import { trainsHeadsAlone } from '../../shared/runtime-words';
import { designProject, type Project } from '../project/project';
import type { EngineChoice } from './engine-choice';

/** What keeps an engine from training a plan, in sentences. */
export interface EngineHindrance {
  /** What the engine can't do that the plan asks for. */
  readonly what: string;
  /** What to write in the file so that it can, to be put after "or"; undefined where nothing would help. */
  readonly instead: string | undefined;
}

/** Whether and why an engine can't train a project's plan: found before anything is started. */
export function engineHindrance(project: Project, engine: EngineChoice): EngineHindrance | undefined {
  const { plan } = project.result;
  if (project.graph?.trainsBase === false && engine.onnxRuntime === undefined) {
    const what = `This base is an ONNX file, which ${onnxRuntime.name} runs, and there is none that works.`;
    return { what, instead: undefined };
  }
  const what = plan && beyondEngine(plan, engine);
  return what === undefined ? undefined : { what, instead: wayWithin(project) };
}

/** What a plan asks for that the engine can't do, as a sentence; undefined where it can do all of it. */
export function beyondEngine(plan: Plan, engine: EngineChoice): string | undefined {
  if (engineTable[engine.id].trainsBase) return undefined;
  const inPhases = trainedBaseLayers(plan, plan.phases);
  const inFallback = trainedBaseLayers(plan, plan.training.fallbackPhases);
  if (inPhases.length + inFallback.length === 0) return undefined;
  const asked =
    inPhases.length > 0
      ? `this plan trains ${named(inPhases)}`
      : `the random start that this plan falls back on trains ${named(inFallback)}`;
  return `${engine.name} ${trainsHeadsAlone}, and ${asked}.`;
}

type Settings = Readonly<Record<string, SettingValue>>;

const phases = 'train.phases';
/** From the smallest change on. */
const ways: readonly Settings[] = [
  { freeze: 'all' },
  { freeze: 'all', [phases]: undefined },
  { freeze: 'all', init: 'pretrained', [phases]: undefined },
  { case: 1, cut: undefined, freeze: undefined, init: undefined, [phases]: undefined },
];

/** The smallest change of the file that leaves the base as it is. It was tried: what is told here works. */
function wayWithin({ file, parsed, graph, dataset }: Project): string | undefined {
  const facts = { ...(graph ? { graph } : {}), ...(dataset ? { dataset } : {}) };
  const way = ways.find((settings) => {
    const changed = Object.entries(settings).reduce(changedBy, parsed);
    const { plan, problems } = designProject(file, changed, facts).result;
    return (
      plan?.init === 'pretrained' &&
      !problems.some(({ severity }) => severity === 'error') &&
      trainedBaseLayers(plan).length === 0
    );
  });
  return way && wordsOf(way, parsed);
}

/** E.g. "write `freeze: all` and take `train.phases` out". */
function wordsOf(settings: Settings, parsed: ParsedFile): string {
  const entries = Object.entries(settings);
  const write = entries.flatMap(([key, value]) => (value === undefined ? [] : [`\`${key}: ${value}\``]));
  const out = entries.flatMap(([key, value]) =>
    value === undefined && parsed.has(key.split('.')) ? [key] : [],
  );
  return `write ${listed(write)}${out.length > 0 ? ` and take ${named(out)} out` : ''}`;
}

function changedBy(file: ParsedFile, [key, value]: readonly [string, SettingValue]): ParsedFile {
  const path = key.split('.');
  if (value === undefined && !file.has(path)) return file;
  return parseTransferFile(applyEdits(file.text, file.edit(path, value)));
}
