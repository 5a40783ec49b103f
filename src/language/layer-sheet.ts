import type { Project } from '../launch/project/project';
import { layerLine, shownLayers } from './layer-words';

/** The layers of a project as a text, a line each in the order of the data. */
export function layerSheet(project: Pick<Project, 'graph' | 'result'>): string {
  return shownLayers(project)
    .map((layer) => `${layerLine(layer)}\n`)
    .join('');
}

/** The line of a layer in that text, from 0; undefined for one that is none. */
export function lineOfLayer(project: Pick<Project, 'graph' | 'result'>, layer: string): number | undefined {
  const line = shownLayers(project).findIndex(({ name }) => name === layer);
  return line < 0 ? undefined : line;
}

/** The layer of a line of that text. */
export function layerOfLine(project: Pick<Project, 'graph' | 'result'>, line: number): string | undefined {
  return shownLayers(project)[line]?.name;
}
