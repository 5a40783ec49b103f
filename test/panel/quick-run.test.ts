import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { FromPanel, ToPanel } from '../../src/shared/panel-messages';
import { PacedEvents } from '../../src/views/paced-events';
import { PanelFeed } from '../../src/views/panel-feed';
import { processorClock } from './harness/processor-clock';
import { usePanel } from './use-panel';
import { largeGraph } from './views/large-graph';
import { demoView } from './views/panel-views';
import { epochs, running } from './views/run-views';

const open = usePanel();

const all = epochs(3000);
const time = '2026-05-04T12:30:05.000Z';
/** In milliseconds, each. */
const pace = 2;

it('follows 3,000 epochs of 2 ms beside 1,000 layers: four changes a second, each drawn in a moment', async () => {
  const onMessage = (message: FromPanel) => message.kind === 'drawn' && feed.drawn(message.revision);
  const { page, tell } = await open({ width: 1200, onMessage });
  const graph = largeGraph(1000);
  const { run } = running(1);
  if (!run) throw new Error('There must be a run.');
  const waiting: Promise<void>[] = [];
  let known = 0;
  let changes = 0;
  const feed: PanelFeed = new PanelFeed({
    view: (revision) => ({
      ...demoView({ graph, curves: { [run.folder]: all.slice(0, known) } }),
      ...{ revision, run: { ...run, doing: `epoch ${known} of 3000`, done: known / 3000 } },
    }),
    layouts: () => ({ kind: 'layouts', layouts: {} }) satisfies ToPanel,
    post: (message) => {
      if (message.kind === 'viewChange') changes += 1;
      waiting.push(tell(message));
    },
  });
  const events = new PacedEvents((batch) => {
    known += batch.length;
    feed.update();
  });
  feed.ready(0);
  const words = () => page.getByText(/^Epoch \d+ of 3000$/).innerText();
  await page.getByText('Epoch 0 of 3000').waitFor();

  const behind: number[] = [];
  const used = await processorClock(page);
  const begun = performance.now();
  for (let told = 0; told < all.length; ) {
    const due = Math.min(all.length, Math.floor((performance.now() - begun) / pace));
    for (const epoch of all.slice(told, due)) events.take({ time, ...epoch });
    told = due;
    const shown = Number(/\d+/.exec(await words())?.[0]);
    behind.push((told - shown) * pace);
    await wait(20);
  }
  await page.getByText('Epoch 3000 of 3000').waitFor();
  await Promise.all(waiting);
  const seconds = (performance.now() - begun) / 1000;
  const busy = (await used()) / changes;
  console.log(
    `3,000 epochs of 2 ms, 1,000 layers: ${changes} changes in ${seconds.toFixed(1)} s, ` +
      `${busy.toFixed(0)} ms of the processor each; behind by ${Math.max(...behind)} ms at most`,
  );
  expect(changes / seconds).toBeLessThanOrEqual(4.5);
  expect(await page.getByRole('img', { name: /^Loss\. validation: 0\.\d+/ }).count()).toBe(1);
  // The processor's time says it also on a machine that others use; the clock is only kept from absurdity.
  expect(busy).toBeGreaterThan(0);
  expect(busy).toBeLessThan(100);
  expect(Math.max(...behind)).toBeLessThan(2000);
});
