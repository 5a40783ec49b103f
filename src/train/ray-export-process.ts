import { text } from 'node:stream/consumers';
import { addressInBucket } from '../disk/bucket/address-in-bucket';
import { requireWritable } from '../disk/bucket/require-writable';
import type { RayExportLine, RayQuestion } from '../shared/ray-question';
import { loadEngines } from './engines/load-engines';
import { codeOf, messageOf } from './failures/failure-words';
import { checkForRay, writeRayFolder } from './ray/ray-folder';

/** `node ray-export.js`, with a RayQuestion as JSON on standard input. Prints a `RayExportLine` a line. */
async function main(): Promise<void> {
  const tell = (line: RayExportLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const question = JSON.parse(await text(process.stdin)) as RayQuestion;
    const { folder, storage } = question;
    if (storage !== undefined) await requireWritable(addressInBucket(storage));
    const engines = await loadEngines(process.env);
    if (folder === null) {
      await checkForRay(question, engines);
      tell({ fits: true });
      return;
    }
    let told = 0;
    const exported = await writeRayFolder({ ...question, folder }, engines, (done, total) => {
      if (done < total && performance.now() - told < 100) return;
      told = performance.now();
      tell({ stage: 'read images', done, total });
    });
    tell({ exported });
  } catch (error) {
    tell({ problem: { code: codeOf(error, 'export-failed'), message: messageOf(error) } });
  }
}

void main();
