import path from 'node:path';
import { parseTransferFile } from '../../design/format/parse';
import { measurementLookup } from './kept-measurement';
import { oddLookup } from './kept-odd-images';
import type { FactSources } from './known-facts';
import { scaleLookup } from './measure-scales';
import { designProject, type Project } from './project';

/**
 * A project from its text, by what these sources find out of it now: nothing that was known before stands in.
 * @throws the signal's reason
 */
export async function projectBy(
  sources: FactSources,
  file: string,
  text: string,
  signal: AbortSignal,
): Promise<Project> {
  const parsed = parseTransferFile(text);
  const [found, dataset] = await Promise.all([sources.base(parsed, signal), sources.images(parsed, signal)]);
  signal.throwIfAborted();
  const project = designProject(path.resolve(file), parsed, { ...found, ...(dataset ? { dataset } : {}) });
  const scale = scaleLookup(project);
  const scales = scale && (await sources.scales(scale, signal));
  const scaled = scales ? designProject(project.file, parsed, { ...project.facts, scales }) : project;
  const kept = measurementLookup(scaled);
  const measured = kept && (await sources.measurement(kept));
  signal.throwIfAborted();
  const known = measured ? designProject(project.file, parsed, { ...scaled.facts, ...measured }) : scaled;
  const look = oddLookup(known);
  const odd = look && (await sources.odd(look));
  signal.throwIfAborted();
  return odd ? designProject(project.file, parsed, { ...known.facts, odd }) : known;
}
