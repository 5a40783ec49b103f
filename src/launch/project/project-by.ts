import path from 'node:path';
import { parseTransferFile } from '../../design/format/parse';
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
  const facts = { ...found, ...(dataset ? { dataset } : {}) };
  const project = designProject(path.resolve(file), parsed, facts);
  const lookup = scaleLookup(project);
  const scales = lookup && (await sources.scales(lookup, signal));
  signal.throwIfAborted();
  return scales ? designProject(project.file, parsed, { ...facts, scales }) : project;
}
