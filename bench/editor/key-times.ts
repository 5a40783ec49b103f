import type { BenchWindow } from './bench-window';

/** Milliseconds from a key press that makes `case: 1` into `case: 19` to the squiggle under it. */
export async function keyTimes({ session }: BenchWindow, file: string, count: number): Promise<number[]> {
  await session.openFile(file);
  await session.inHost((vscode) => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) throw new Error('No text editor is active.');
    const text = editor.document.getText();
    const end = editor.document.positionAt(text.indexOf('case: 1') + 'case: 1'.length);
    editor.selection = new vscode.Selection(end, end);
  });
  const { page } = session;
  await page.waitForTimeout(1000);
  const squiggles = () => page.evaluate<number>('clock.squiggles()');
  const atRest = await squiggles();
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    await page.waitForTimeout(400);
    const shown = page.evaluate<number>('clock.nextSquiggle()');
    await page.waitForTimeout(50);
    await page.keyboard.press('9');
    times.push(await shown);
    await page.keyboard.press('Backspace');
    // On a busy machine that takes its time; the next one must not be taken for this one.
    while ((await squiggles()) !== atRest) await page.waitForTimeout(50);
  }
  return times;
}
