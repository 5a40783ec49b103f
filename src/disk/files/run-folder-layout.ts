/** The names of what stands in a run folder `runs/<time>-<case>/`. Each file is written whole or not at all. */
export const runFolderLayout = {
  /** RunRecord. */
  record: 'run.json',
  /** RunEvent, one a line, only ever appended to. */
  events: 'events.jsonl',
  /** EpochEvent, one a line: the epochs that count (a resumed run replaces those after its checkpoint). */
  metrics: 'metrics.jsonl',
  /** `{ processId, startTime, host }` of the process that owns the folder. */
  lock: 'lock',
  /** Present: the process should stop after the batch at hand. */
  stop: 'stop',
  log: 'log.txt',
  checkpoint: 'checkpoint',
  model: 'model',
  golden: 'golden.json',
  report: 'report.html',
  /** ClusterJob: of a run on a cluster, its job there and how much of its log is copied. */
  clusterJob: 'cluster-job.json',
  /** Files on their way to a cluster's bucket or from it; there only meanwhile. */
  transit: 'transit',
  /** RunLabel: what the user calls the run. None of the run's own files; there only where something is in it. */
  label: 'label.json',
} as const;
