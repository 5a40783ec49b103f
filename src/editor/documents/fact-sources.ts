import { findBase, lookAtImages } from '../../launch/project';
import type { Processes } from '../processes';
import { restriction } from '../trust';
import type { FactSources } from './known-facts';

/** Base and images as they lie on the disk. Nothing is downloaded for them: only training does that. */
export function factSources(processes: Processes): (folder: string) => FactSources {
  return (folder) => ({
    base: async (file, signal) => {
      const node = await processes.node();
      return findBase(file, folder, {
        installation: processes.installation,
        node,
        allowDownload: false,
        keepGraph: restriction() === null,
        signal,
      });
    },
    images: (file) => lookAtImages(file.config.dataset, folder),
  });
}
