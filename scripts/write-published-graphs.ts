// `npm run write-published-graphs`: fetches each published base and writes its layers to `models/<name>.layers.json`, which
// come along, so that it can be planned before it is fetched. A test holds the files to what the bases are.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalog } from '../src/catalog/catalog';
import { fetchPublished } from '../src/launch/bases/fetch-published';
import { publishedGraphFile } from '../src/launch/bases/published-graph';
import { installationAround } from '../src/launch/programs/installation';
import { findNode } from '../src/launch/programs/node-program';
import { inspectBase } from '../src/launch/project/inspect-base';

async function writeAll(): Promise<void> {
  const installation = installationAround(path.resolve(import.meta.dirname, '../dist'));
  const folder = await mkdtemp(path.join(tmpdir(), 'published-bases-'));
  try {
    for (const base of catalog) {
      const place = path.join(folder, base.name);
      await fetchPublished(base, place, () => {});
      const { graph, problem } = await inspectBase(place, { installation, node: await findNode() });
      if (graph === undefined) throw new Error(problem?.message);
      const file = publishedGraphFile(base, installation);
      await writeFile(file, `${JSON.stringify(graph)}\n`);
      console.log(file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

writeAll().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
