import { BenchWindow } from './bench-window';

export interface OpeningTimes {
  /** From the command to the layers painted, and to the drawing painted too. */
  readonly shown: number[];
  readonly drawn: number[];
  /** Milliseconds of the processor on the page's main thread, workbench and panel, until all is quiet. */
  readonly processor: number[];
}

export const noOpenings = (): OpeningTimes => ({ shown: [], drawn: [], processor: [] });

/** Opens a panel by its command, ours if none is given, and closes it again, so many times. */
export async function openingTimes(
  window: BenchWindow,
  count: number,
  times: OpeningTimes,
  command?: string,
): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await window.closePanels();
    await window.session.page.waitForTimeout(1000);
    const used = await window.pageProcessor();
    const begun = await window.openPanel(command);
    const panel = await window.panel();
    const { shown, drawn } = await panel.evaluate<{ shown: number; drawn: number }>(
      'clock.drawn.then((drawn) => ({ shown: clock.shown, drawn }))',
    );
    await window.session.page.waitForTimeout(1000);
    times.processor.push((await window.pageProcessor()) - used);
    times.shown.push(shown - begun);
    times.drawn.push(drawn - begun);
  }
  await window.closePanels();
  await window.session.page.waitForTimeout(1000);
}

/** The first panel of an editor and a browser that were just started: nothing is kept from one before. */
export async function newEditorTimes(count: number): Promise<OpeningTimes> {
  const times = noOpenings();
  for (let turn = 0; turn < count; turn += 1) {
    const window = await BenchWindow.open();
    try {
      await window.session.openFile('transfer.yaml');
      await window.activated();
      await openingTimes(window, 1, times);
    } finally {
      await window.session.close();
    }
  }
  return times;
}
