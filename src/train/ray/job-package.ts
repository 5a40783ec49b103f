import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { readWhole } from '../../disk/files/project-files';

const largestProgram = 1024 * 1024;
/** The same programs are the same bytes, so a cluster that has them gets them no second time. */
const moment = new Date(2020, 0, 1);

/** The programs of a job as a zip file. @param programs their folder, which holds the package `transfer_job` */
export async function jobPackage(programs: string): Promise<Buffer> {
  const code = 'transfer_job';
  const names = (await readdir(path.join(programs, code))).filter((name) => name.endsWith('.py')).sort();
  const archive = new ZipFile();
  for (const name of names) {
    const text = await readWhole(path.join(programs, code, name), largestProgram);
    archive.addBuffer(text, `${code}/${name}`, { mtime: moment });
  }
  archive.end();
  return buffer(archive.outputStream);
}
