import { type Arm, NotAvailable, type Took, type Trial } from './trial';

/** What each arm took, round by round; a sentence where it can't run here, or failed. */
export type Turns = ReadonlyMap<string, readonly Took[] | Missing>;

export interface Missing {
  readonly reason: string;
  /** Whether it should have run. */
  readonly failed: boolean;
}

/** Lets the arms take turns, so that their ratios hold when the machine's speed drifts. */
export async function inTurn(
  { arms }: Pick<Trial, 'arms'>,
  rounds: number,
  say: (text: string) => void,
): Promise<Turns> {
  const turns = new Map<string, Took[] | Missing>(arms.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const arm of arms) {
      const before = turns.get(arm.name);
      if (!Array.isArray(before)) continue;
      const result = await turnOf(arm);
      if ('reason' in result) turns.set(arm.name, result);
      else before.push(result);
      say(`  round ${round}, ${arm.name}: ${'reason' in result ? result.reason : wordsOf(result)}`);
    }
  }
  return turns;
}

async function turnOf(arm: Arm): Promise<Took | Missing> {
  try {
    return await arm.run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { reason, failed: !(error instanceof NotAvailable) };
  }
}

function wordsOf({ seconds, processorSeconds, peakBytes }: Took): string {
  return `${seconds.toFixed(2)} s, processor ${processorSeconds.toFixed(2)} s, ${Math.round(peakBytes / 1e6)} MB`;
}
