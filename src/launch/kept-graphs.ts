import path from 'node:path';
import type { LayerGraph } from '../design/layer-graph';
import { makeIgnoredFolder } from '../disk/ignored-folder';
import { readWhole } from '../disk/project-files';
import { writeFileWhole } from '../disk/whole-file';
import { isLayerGraph } from './inspect-base';

/** Height and width in pixels. */
type PictureSize = readonly [number, number];

/** Far more than thousands of layers take. */
const mostBytes = 64 * 1024 ** 2;

/** Graphs of bases that have been inspected, by fingerprint, in `.transfer/graphs` beside the file. */
export class KeptGraphs {
  /** @param version of this package: another one may see more in a base, so it inspects anew. */
  constructor(
    private readonly projectFolder: string,
    private readonly version: string,
  ) {}

  /**
   * The kept graph; undefined where there is none that can be used.
   * @param size of the pictures that the file wants: a base that takes any has a graph for each
   */
  async read(fingerprint: string, size?: PictureSize): Promise<LayerGraph | undefined> {
    const graph = await this.#read(fingerprint);
    return size === undefined || (graph && !graph.inputIsOpen) ? graph : this.#read(fingerprint, size);
  }

  async #read(fingerprint: string, size?: PictureSize): Promise<LayerGraph | undefined> {
    try {
      const kept: unknown = JSON.parse(
        (await readWhole(this.#file(fingerprint, size), mostBytes)).toString('utf8'),
      );
      if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('graph' in kept))
        return undefined;
      const { version, graph } = kept;
      const usable = version === this.version && isLayerGraph(graph) && graph.fingerprint === fingerprint;
      return usable ? graph : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a graph, made for pictures of that size. Where the disk doesn't let it, the base is inspected again next time. */
  async keep(graph: LayerGraph, size?: PictureSize): Promise<void> {
    const file = this.#file(graph.fingerprint, graph.inputIsOpen ? size : undefined);
    try {
      await makeIgnoredFolder(path.dirname(file));
      await writeFileWhole(file, JSON.stringify({ version: this.version, graph }));
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }

  #file(fingerprint: string, size?: PictureSize): string {
    const name = [fingerprint.replace(/[^0-9a-f]/gi, ''), ...(size ? [size.join('x')] : [])].join('-');
    return path.join(this.projectFolder, '.transfer', 'graphs', `${name}.json`);
  }
}
