/** Seconds by stage of a run, added up over its phases. */
export class StageTimes {
  private readonly seconds = new Map<string, number>();

  async time<Result>(stage: string, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.seconds.set(stage, (this.seconds.get(stage) ?? 0) + (performance.now() - start) / 1000);
    }
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.seconds);
  }
}
