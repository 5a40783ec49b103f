import type { BenchWindow } from './bench-window';

export interface OpeningTimes {
  /** From the command to the layers painted, and to the drawing painted too. */
  readonly shown: number[];
  readonly drawn: number[];
}

/** Opens the panel by its command, and closes it again, so many times. */
export async function openingTimes(window: BenchWindow, count: number, times: OpeningTimes): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await window.closePanels();
    await window.session.page.waitForTimeout(1000);
    const begun = await window.openPanel();
    const panel = await window.panel();
    const { shown, drawn } = await panel.evaluate<{ shown: number; drawn: number }>(
      'clock.drawn.then((drawn) => ({ shown: clock.shown, drawn }))',
    );
    times.shown.push(shown - begun);
    times.drawn.push(drawn - begun);
  }
  await window.closePanels();
  await window.session.page.waitForTimeout(1000);
}
