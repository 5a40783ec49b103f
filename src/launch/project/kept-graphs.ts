import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LayerGraph } from '../../design/layer-graph';
import { makeIgnoredFolder } from '../../disk/files/ignored-folder';
import { readWhole } from '../../disk/files/project-files';
import { keyedHash } from '../../disk/files/user-secret';
import { writeFileWhole } from '../../disk/files/whole-file';

/** Height and width in pixels. */
type PictureSize = readonly [number, number];

/** Of one kept graph, in bytes; the inspecting process gives none that is larger. */
const mostBytes = 32 * 1024 ** 2;

/**
 * Graphs of bases that have been inspected, by fingerprint, in `.transfer/graphs` beside the file. A plan is made from
 * them, so they carry a keyed hash: one that this user's own processes have not written, or that has changed since,
 * counts as none.
 */
export class KeptGraphs {
  readonly #folder: string;

  /** @param version of this package: another one may see more in a base, so it inspects anew. */
  constructor(
    projectFolder: string,
    private readonly version: string,
  ) {
    this.#folder = path.join(projectFolder, '.transfer', 'graphs');
  }

  /**
   * Fingerprints of bases whose graph seems to be kept, going by the names of the files.
   * @param size of the pictures that the file wants
   */
  async fingerprints(size?: PictureSize): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(() => []);
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
    try {
      const text = (await readWhole(path.join(this.#folder, name), mostBytes)).toString('utf8');
      const end = text.indexOf('\n');
      const json = text.slice(end + 1);
      return text.slice(0, end) === (await this.#hash(name, json)) ? JSON.parse(json) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a graph, made for pictures of that size. Where the disk doesn't let it, the base is inspected again next time. */
  async keep(graph: LayerGraph, size?: PictureSize): Promise<void> {
    const name = nameOf(graph.fingerprint, graph.inputIsOpen ? size : undefined);
    const json = JSON.stringify(graph);
    try {
      await makeIgnoredFolder(this.#folder);
      await writeFileWhole(path.join(this.#folder, name), `${await this.#hash(name, json)}\n${json}`);
    } catch {
      // Read-only or full: nothing depends on it.
    }
  }

  /** Over the name too: it says which base and size the graph is of. */
  #hash(name: string, json: string): Promise<string> {
    return keyedHash('layer graph', this.version, name, json);
  }
}

function nameOf(fingerprint: string, size?: PictureSize): string {
  const hexadecimal = fingerprint.replace(/[^0-9a-f]/gi, '');
  return `${[hexadecimal, ...(size ? [size.join('x')] : [])].join('-')}.json`;
}
