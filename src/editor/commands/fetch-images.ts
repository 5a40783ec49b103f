import { fetchImages } from '../../launch/project/fetch-images';
import { fetchedWords, fetchingWords } from '../../launch/project/fetched-words';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Processes } from '../processes';
import type { CommandWork } from './command-registry';
import { fetchingCommand } from './fetching-command';

/** Fetches the images that a file names in buckets. */
export function fetchImagesCommand(documents: TransferDocuments, processes: Processes): CommandWork {
  return fetchingCommand(documents, {
    title: 'Fetching the images',
    stopped: 'Stopped; what has come is kept.',
    fetch: async ({ project, folder }, signal, report) => {
      const node = await processes.node();
      const copies = await fetchImages(project.parsed.config.dataset, folder, {
        ...{ installation: processes.installation, node, signal },
        onImages: (step) => report(fetchingWords(step)),
      });
      if (copies.length === 0) return 'The file names no images in a bucket; there is nothing to fetch.';
      return copies.map(fetchedWords).join(' ');
    },
    lookAnew: (document) => document.refreshImages(),
  });
}
