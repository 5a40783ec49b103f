import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LayerGraph } from '../../design/layer-graph';
import { KeptJson } from './kept-json';

/** Height and width in pixels. */
type PictureSize = readonly [number, number];

/** Graphs of bases that have been inspected, by fingerprint, in `.transfer/graphs` beside the file. */
export class KeptGraphs {
  readonly #files: KeptJson;

  /** @param version of this package */
  constructor(projectFolder: string, version: string) {
    this.#files = new KeptJson(path.join(projectFolder, '.transfer', 'graphs'), 'layer graph', version);
  }

  /**
   * Fingerprints of bases whose graph seems to be kept, going by the names of the files.
   * @param size of the pictures that the file wants
   */
  async fingerprints(size?: PictureSize): Promise<readonly string[]> {
    const names = await readdir(this.#files.folder).catch(() => []);
    const endings = ['.json', ...(size ? [`-${size.join('x')}.json`] : [])];
    const found = names.flatMap((name) => {
      const [, fingerprint, ending = ''] = /^([0-9a-f]{64})(.*)$/.exec(name) ?? [];
      return fingerprint !== undefined && endings.includes(ending) ? [fingerprint] : [];
    });
    return [...new Set(found)].slice(0, 100);
  }

  /**
   * The kept graph; undefined where there is none that can be used.
   * @param size of the pictures that the file wants: a base that takes any has a graph for each
   */
  async read(fingerprint: string, size?: PictureSize): Promise<LayerGraph | undefined> {
    const graph = await this.#read(nameOf(fingerprint));
    return size === undefined || (graph && !graph.inputIsOpen)
      ? graph
      : this.#read(nameOf(fingerprint, size));
  }

  async #read(name: string): Promise<LayerGraph | undefined> {
    return (await this.#files.read(name)) as LayerGraph | undefined;
  }

  /** Keeps a graph, made for pictures of that size. */
  async keep(graph: LayerGraph, size?: PictureSize): Promise<void> {
    await this.#files.keep(nameOf(graph.fingerprint, graph.inputIsOpen ? size : undefined), graph);
  }
}

function nameOf(fingerprint: string, size?: PictureSize): string {
  const hexadecimal = fingerprint.replace(/[^0-9a-f]/gi, '');
  return `${[hexadecimal, ...(size ? [size.join('x')] : [])].join('-')}.json`;
}
