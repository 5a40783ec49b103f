import * as vscode from 'vscode';
import { counted } from '../../design/words/number-text';

/** Tells in the status bar how far a look through the images is, where it takes longer than a second. */
export async function withScanProgress<Result>(
  scan: (onProgress: (names: number) => void) => Promise<Result>,
): Promise<Result> {
  let tell = (_: number): void => undefined;
  const result = scan((names) => tell(names));
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Looking through the images' },
      async (progress) => {
        tell = (names) => progress.report({ message: counted(names, 'name') });
        await result.catch(() => undefined);
      },
    );
  }, 1_000);
  return result.finally(() => clearTimeout(timer));
}
