import { checkRayFile, type RayFileFault } from '../../design/format/ray-file';
import type { TextRange } from '../../design/problem';
import { TransferError } from '../../design/transfer-error';
import { clusterBy } from './cluster-settings';

const anyAddress = 'http://127.0.0.1:8265';

/** What is wrong with the text of a `ray.yaml` that lies in `projectFolder`, each where it stands. */
export function rayFileProblems(text: string, projectFolder: string): readonly RayFileFault[] {
  const { file, faults, places } = checkRayFile(text);
  const { address, ...others } = file;
  const refused = (try_: () => unknown, range: TextRange | undefined): readonly RayFileFault[] => {
    try {
      try_();
      return [];
    } catch (error) {
      if (!(error instanceof TransferError) || range === undefined) throw error;
      return [{ message: error.message, range }];
    }
  };
  return [
    ...faults,
    ...refused(() => clusterBy({}, projectFolder, address ?? anyAddress), places.address),
    ...refused(() => clusterBy(others, projectFolder, anyAddress), places.storage),
  ];
}
