import { realpathSync } from 'node:fs';
import path from 'node:path';
import { isBucketAddress } from '../../design/bucket-address';
import { parseTransferFile } from '../../design/format/parse';
import type { PlanDataset } from '../../design/plan';
import type { RunBase, RunCluster, RunRecord } from '../../shared/run-record';
import { requireRealFolderSync } from '../files/real-place';

/** The name of the folder that holds a project's runs. */
export const runsFolderName = 'runs';

/** Where a project's trials run, apart from the runs that people look at. */
export const trialsFolderNames = ['.transfer', 'trials'] as const;

/**
 * A record as it stands in `run.json`: paths lead from the project's folder, with `/`, so that a project that is
 * moved or copied goes on with what lies in its new place. What people wrote as an absolute path stays one.
 * @param project the folder that `projectFolderOf` says
 */
export function recordForDisk(record: RunRecord, project: string): RunRecord {
  const written = parseTransferFile(record.text).config;
  const kept = (file: string, asWritten: unknown): string =>
    typeof asWritten === 'string' && path.isAbsolute(asWritten) ? file : portable(project, file);
  const { dataset, base } = record.plan;
  return {
    ...record,
    file: portable(project, record.file),
    base: withModelFile(record.base, (file) => kept(file, base.model)),
    // Whoever names a storage in the project, as `ray.yaml` does by default, has it go with that.
    ...clusterOf(record, (folder) => (isWithin(project, folder) ? portable(project, folder) : folder)),
    plan: {
      ...record.plan,
      dataset: {
        ...dataset,
        path: kept(dataset.path, written.dataset.path),
        ...otherFolders(dataset, {
          validation: (folder) => kept(folder, written.dataset.validation),
          test: (folder) => kept(folder, written.dataset.test),
        }),
      },
    },
  };
}

/** The same record with absolute paths, as they are where the run's folder lies now. */
export function recordFromDisk(record: RunRecord, project: string): RunRecord {
  const here = (file: string): string => path.resolve(project, file);
  const { dataset } = record.plan;
  return {
    ...record,
    file: here(record.file),
    base: withModelFile(record.base, here),
    ...clusterOf(record, here),
    plan: {
      ...record.plan,
      dataset: {
        ...dataset,
        path: here(dataset.path),
        ...otherFolders(dataset, { validation: here, test: here }),
      },
    },
  };
}

/**
 * The project that a run belongs to, by the name that the run's folder was given: it may be opened by way of a link. A
 * link to a single run leads to that run's own project.
 * @throws TransferError `place-refused` where the project's `runs`, or the folder of its trials, is a link itself
 */
export function projectFolderOf(runFolder: string): string {
  const named = path.resolve(runFolder);
  const holder = path.dirname(named);
  if (path.basename(holder) === runsFolderName) {
    requireRealFolderSync(holder);
    return path.dirname(holder);
  }
  const [above, trials] = trialsFolderNames;
  if (path.basename(holder) === trials && path.basename(path.dirname(holder)) === above) {
    requireRealFolderSync(holder);
    return path.dirname(path.dirname(holder));
  }
  return path.dirname(path.dirname(realpathSync(named)));
}

function portable(project: string, file: string): string {
  return path.relative(project, file).split(path.sep).join('/') || '.';
}

function isWithin(project: string, file: string): boolean {
  const way = path.relative(project, file);
  return !path.isAbsolute(way) && way.split(path.sep)[0] !== '..';
}

function clusterOf(
  { cluster }: RunRecord,
  change: (folder: string) => string,
): { readonly cluster?: RunCluster } {
  if (cluster === undefined || isBucketAddress(cluster.storage)) return {};
  return { cluster: { ...cluster, storage: change(cluster.storage) } };
}

function withModelFile(base: RunBase, change: (file: string) => string): RunBase {
  return 'modelFile' in base ? { ...base, modelFile: change(base.modelFile) } : base;
}

function otherFolders(
  { validation, test }: PlanDataset,
  change: Readonly<Record<'validation' | 'test', (folder: string) => string>>,
): Pick<PlanDataset, 'validation' | 'test'> {
  return {
    validation: typeof validation === 'string' ? change.validation(validation) : validation,
    test: test === null ? null : change.test(test),
  };
}
