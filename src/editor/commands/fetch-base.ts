import { findBase } from '../../launch/project/project';
import { downloadWords } from '../../views/download-words';
import type { TransferDocuments } from '../documents/transfer-documents';
import type { Processes } from '../processes';
import type { CommandWork } from './command-registry';
import { fetchingCommand } from './fetching-command';

/** Gets the base that a file names where it is not there yet. */
export function fetchBaseCommand(documents: TransferDocuments, processes: Processes): CommandWork {
  return fetchingCommand(documents, {
    title: 'Fetching the base',
    stopped: 'Stopped; nothing was fetched.',
    fetch: async ({ project: { parsed }, folder }, signal, report) => {
      if (parsed.config.base === undefined) return 'The file names no base yet.';
      const node = await processes.node();
      const { base, baseProblem } = await findBase(parsed, folder, {
        ...{ installation: processes.installation, node, allowDownload: true, signal },
        onDownload: (done, total) => report(downloadWords(done, total)),
      });
      if (base === undefined) throw new Error(baseProblem?.message ?? 'The base could not be fetched.');
      return `The base is there: ${base.modelFile}`;
    },
    // A published base is there for all projects now.
    lookAnew: () => {
      for (const open of documents.all) open.refreshBase();
    },
  });
}
