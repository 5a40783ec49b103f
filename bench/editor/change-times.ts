import type { BenchWindow, TextChange } from './bench-window';
import { blocks, freezeLine, noteLine, projectText } from './large-project';

export interface ChangeTimes {
  readonly diagnosed: number[];
  readonly painted: number[];
  /** Milliseconds of the processor for one change: in the extension host until the problems are set … */
  readonly hostProcessor: number[];
  /** … and on the page's main thread, workbench and panel, until all is quiet. */
  readonly pageProcessor: number[];
}

/** Time for the workbench to finish what it does after a change, so that changes do not meet. */
const pause = 250;

/** One change after the other, the panel beside the text; they begin at the project's first text. */
export async function changeTimes(window: BenchWindow, changes: readonly TextChange[]): Promise<ChangeTimes> {
  const times: ChangeTimes = { diagnosed: [], painted: [], hostProcessor: [], pageProcessor: [] };
  const panel = await window.panel();
  await window.setText(projectText('stem', 0));
  for (const change of changes) {
    const before = await window.pageProcessor();
    const { received, diagnosed, processor } = await window.change(change);
    const painted = await panel.evaluate<number>(`clock.paintedAfter(${received})`);
    await new Promise((resolve) => setTimeout(resolve, pause));
    times.diagnosed.push(diagnosed - received);
    times.painted.push(painted - received);
    times.hostProcessor.push(processor);
    times.pageProcessor.push((await window.pageProcessor()) - before);
  }
  return times;
}

/** Changes that leave the plan as it is: another letter in an unknown key. */
export function letterChanges(count: number): readonly TextChange[] {
  return Array.from({ length: count }, (_, index) => ({
    before: noteLine(index),
    after: noteLine(index + 1),
    words: `note${index + 1}`,
  }));
}

/** Changes that freeze or free most of the layers, and say another problem. */
export function freezeChanges(count: number): readonly TextChange[] {
  const layer = (index: number) => (index === 0 ? 'stem' : `block${index % 2 === 0 ? 5 : blocks - 5}_add`);
  return Array.from({ length: count }, (_, index) => ({
    before: `${freezeLine(layer(index))}\n${noteLine(index)}`,
    after: `${freezeLine(layer(index + 1))}\n${noteLine(index + 1)}`,
    words: `note${index + 1}`,
  }));
}
