import { createHash } from 'node:crypto';
import path from 'node:path';
import type { StudyResult } from '../../design/study/study';
import { writeFileWhole } from '../../disk/files/whole-file';
import { type Installation, packageVersion } from '../programs/installation';
import { KeptJson } from '../project/kept-json';
import { imagesHash } from '../project/kept-measurement';
import type { OpenedStudy, StudyQuestion } from './study-project';

/** The last study of a file, as far as it has come. */
export interface KeptStudy {
  readonly question: StudyQuestion;
  readonly result: StudyResult;
  /** What was studied; see `subjectOf`. */
  readonly subject: string;
}

/** What a study depends on but its number of depths and seeds: the same twice where base, images and head are the same. */
export function subjectOf({ steps, fingerprint }: OpenedStudy): string {
  const looks = steps.flatMap(({ project: { dataset } }) => [dataset?.train, dataset?.validation]);
  const images = [...new Set(looks.map((look) => (look?.found ? imagesHash(look.facts) : '')))];
  const { dataset, head, base, training } = steps[0]?.training.plan ?? {};
  const said = [fingerprint, images, dataset?.classes, head, base?.input, training];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** The last study of each file of a project, in its folder; see `KeptJson`. */
export class KeptStudies {
  private constructor(private readonly kept: KeptJson) {}

  static async of(projectFolder: string, installation: Installation): Promise<KeptStudies> {
    const folder = path.join(projectFolder, '.transfer', 'studies');
    return new KeptStudies(new KeptJson(folder, 'study', await packageVersion(installation)));
  }

  /** @param file the absolute path of the transfer.yaml */
  async read(file: string): Promise<KeptStudy | undefined> {
    return (await this.kept.read(`${path.basename(file)}.json`)) as KeptStudy | undefined;
  }

  keep(file: string, study: KeptStudy): Promise<void> {
    return this.kept.keep(`${path.basename(file)}.json`, study);
  }

  /**
   * Writes the study's page beside it, whole, in place of the one before.
   * @returns its absolute path; undefined where the disk does not let it
   */
  async writePage(file: string, page: string): Promise<string | undefined> {
    const place = path.join(this.kept.folder, `${path.basename(file, path.extname(file))}.html`);
    try {
      await writeFileWhole(place, page);
      return place;
    } catch {
      return undefined;
    }
  }
}
