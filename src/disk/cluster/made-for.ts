import path from 'node:path';
import { readWhole } from '../files/project-files';

const mostBytes = 64 * 1024;

/** The version of Ray that a job's programs are made for, as their `requirements.txt` pins it. @param programs their folder */
export async function rayMadeFor(programs: string): Promise<string> {
  const text = (await readWhole(path.join(programs, 'requirements.txt'), mostBytes)).toString('utf8');
  const version = /^ray(?:\[[^\]]*\])?==(\S+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error('requirements.txt pins no version of Ray.');
  return version;
}
