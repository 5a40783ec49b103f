import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LayerGraph } from '../design/layer-graph';
import { makeIgnoredFolder } from '../disk/ignored-folder';
import { writeFileWhole } from '../disk/whole-file';
import { isLayerGraph } from './inspect-base';

/** Graphs of bases that have been inspected, by fingerprint, in `.transfer/graphs` beside the file. */
export class KeptGraphs {
  /** @param version of this package: another one may see more in a base, so it inspects anew. */
  constructor(
    private readonly projectFolder: string,
    private readonly version: string,
  ) {}

  /** The kept graph; undefined where there is none that can be used. */
  async read(fingerprint: string): Promise<LayerGraph | undefined> {
    try {
      const kept: unknown = JSON.parse(await readFile(this.#file(fingerprint), 'utf8'));
      if (typeof kept !== 'object' || kept === null || !('version' in kept) || !('graph' in kept))
        return undefined;
      const { version, graph } = kept;
      const usable = version === this.version && isLayerGraph(graph) && graph.fingerprint === fingerprint;
      return usable ? graph : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a graph. Where the disk doesn't let it, the base is inspected again next time. */
  async keep(graph: LayerGraph): Promise<void> {
    try {
      await makeIgnoredFolder(path.dirname(this.#file(graph.fingerprint)));
      await writeFileWhole(this.#file(graph.fingerprint), JSON.stringify({ version: this.version, graph }));
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }

  #file(fingerprint: string): string {
    return path.join(
      this.projectFolder,
      '.transfer',
      'graphs',
      `${fingerprint.replace(/[^0-9a-f]/gi, '')}.json`,
    );
  }
}
