/** What `runDesktopTests` does in the world. */
export interface DesktopTestSteps {
  /** Gives the program of a version of desktop VS Code: `1.100.0`, or `stable`, the newest. */
  download(version: string): Promise<string>;
  /** Runs the tests in that program; true where all of them pass. */
  test(program: string, version: string): Promise<boolean>;
  say(line: string): void;
}

/**
 * Runs the tests in one version of desktop VS Code after the other and says in the end, in a line for each, how
 * that went. True where the tests ran in every version and passed: one that can't be had has not been tested.
 */
export async function runDesktopTests(
  versions: readonly string[],
  steps: DesktopTestSteps,
): Promise<boolean> {
  const outcomes: { readonly line: string; readonly good: boolean }[] = [];
  for (const version of versions) {
    const name = `Desktop VS Code ${version}`;
    const program = await steps.download(version).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      outcomes.push({
        line: `${name}: NOT TESTED, for it could not be downloaded (${reason}).`,
        good: false,
      });
      return null;
    });
    if (program === null) continue;
    const good = await steps.test(program, version);
    outcomes.push({ line: `${name}: ${good ? 'the tests passed' : 'TESTS FAILED'}.`, good });
  }
  for (const { line } of outcomes) steps.say(line);
  return outcomes.length > 0 && outcomes.every(({ good }) => good);
}

/** The lowest version that a manifest's `engines.vscode` allows. Throws where that is not a `^` and a version. */
export function lowestVersion(engine: string): string {
  const version = /^\^(\d+\.\d+\.\d+)$/.exec(engine)?.[1];
  if (version === undefined) throw new Error(`engines.vscode is “${engine}”, not “^” and a version.`);
  return version;
}
