/** What `work` gives, and the milliseconds of processor time it took: others on the machine don't count. */
export function workTime<Result>(work: () => Result): {
  readonly result: Result;
  readonly milliseconds: number;
} {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, milliseconds: (user + system) / 1000 };
}
