import type { BenchWindow } from './bench-window';
import { projectText } from './large-project';

/** Milliseconds from a click on the freeze switch of the first layer with weights to the changed text, as extensions see it. */
export async function toggleTimes(window: BenchWindow, count: number): Promise<number[]> {
  await window.setText(projectText('stem', 0));
  const panel = await window.panel();
  const freeze = panel.getByRole('switch', { name: 'Freeze stem', exact: true });
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const changed = await window.expectChange();
    await freeze.click();
    const at = await changed();
    times.push(at - (await panel.evaluate<number>('clock.clicked')));
    await window.session.page.waitForTimeout(300);
  }
  return times;
}
