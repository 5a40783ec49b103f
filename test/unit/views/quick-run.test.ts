import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelView, ToPanel } from '../../../src/shared/panel-messages';
import type { EpochEvent, RunEvent, RunEventBody } from '../../../src/shared/run-events';
import { PacedEvents } from '../../../src/views/paced-events';
import { PanelFeed } from '../../../src/views/panel-feed';
import { panelView } from '../../../src/views/panel-view';
import { afterEvents, type RunView, runOf } from '../../../src/views/run-view';
import { noneTried } from '../../../src/views/tried';
import { changed } from '../../../webview/changed';
import { runRecord } from '../../fixtures/fake-run';
import { noStudy } from '../../fixtures/studied';
import { result } from '../../fixtures/terminal-sample';
import { header, project } from '../language/support/project';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (body: RunEventBody): RunEvent => ({ time: '2026-05-04T12:30:05.000Z', ...body });
const epoch = (number: number) =>
  at({
    ...{ event: 'epoch', start: 'pretrained', phase: 1, epoch: number, epochs: 3000, loss: 0.123456789 },
    ...{ accuracy: 0.5, validationLoss: 1.23456789, validationAccuracy: 21 / 26, validationImages: 26 },
    ...{ best: number % 3 === 0, seconds: 0.002, secondsLeft: 4 },
  });

/** The editor's side of a panel, and a page that takes so many milliseconds to draw a view. */
class Shown {
  run: RunView = runOf('/runs/one', runRecord('/transfer.yaml', ''), [], 'running');
  file = project(header);
  page: PanelView | undefined;
  readonly messages: string[] = [];
  /** Views that the page has yet to draw, one after the other, and how long it still takes for the first. */
  readonly #undrawn: ToPanel[] = [];
  #left = 0;
  readonly events = new PacedEvents((events) => {
    this.run = afterEvents(this.run, events);
    this.feed.update();
  });
  readonly feed = new PanelFeed({
    view: (revision) =>
      panelView({
        ...{ revision, title: 'pets/transfer.yaml', pinned: false, restricted: null },
        ...{
          project: this.file,
          runs: [this.run],
          check: undefined,
          looking: undefined,
          pilot: { going: null, found: null, failure: '' },
          study: noStudy,
          cluster: null,
          measuring: { kind: 'idle' },
          tried: noneTried,
        },
        ...{ pictureAddress: () => undefined, sheetAddress: (file) => file, wantedCurves: [] },
      }),
    layouts: () => ({ kind: 'layouts', layouts: {} }),
    post: (message) => this.#received(JSON.stringify(message)),
  });

  constructor(private readonly drawing: number) {
    this.feed.ready(0);
  }

  get epochs(): number {
    return this.page?.curves['/runs/one']?.length ?? 0;
  }

  pass(milliseconds: number): void {
    for (let passed = 0; passed < milliseconds; passed += 1) {
      vi.advanceTimersByTime(1);
      this.#draw();
    }
  }

  #received(text: string): void {
    this.messages.push(text);
    const message = JSON.parse(text) as ToPanel;
    if (message.kind !== 'view' && message.kind !== 'viewChange') return;
    if (this.#undrawn.length === 0) this.#left = this.drawing;
    this.#undrawn.push(message);
  }

  #draw(): void {
    const [message] = this.#undrawn;
    this.#left -= 1;
    if (!message || this.#left > 0) return;
    if (message.kind === 'view') this.page = message.view;
    else if (message.kind === 'viewChange' && this.page) this.page = changed(this.page, message.change);
    this.#undrawn.shift();
    this.#left = this.drawing;
    this.feed.drawn(this.page?.revision ?? 0);
  }
}

/** Lets a run tell 3,000 epochs of 2 ms. Gives how many milliseconds the page was behind, each 10 ms. */
function trained(shown: Shown): readonly number[] {
  const behind: number[] = [];
  for (let number = 1; number <= 3000; number += 1) {
    shown.events.take(epoch(number));
    shown.pass(2);
    if (number % 5 === 0) behind.push((number - shown.epochs) * 2);
  }
  return behind;
}

describe('a run of 3,000 epochs of 2 ms', () => {
  it.each([5, 40, 120])(
    'is never shown more than half a second late, by a page that draws in %i ms',
    (drawing) => {
      const behind = trained(new Shown(drawing));
      expect(behind).toHaveLength(600);
      expect(Math.max(...behind)).toBeLessThanOrEqual(500);
    },
  );

  it('has its curves sent once: at most four times a second, each epoch with the next change alone', () => {
    const shown = new Shown(40);
    trained(shown);
    shown.pass(1000);
    expect(shown.epochs).toBe(3000);
    expect(shown.messages.length).toBeLessThanOrEqual(2 + 4 * 6 + 2);
    const sent = shown.messages.join('').length;
    expect(sent).toBeLessThan(1.5 * JSON.stringify(shown.page).length);
  });

  it('has ended on the page as soon as that has drawn, whatever waits', () => {
    const shown = new Shown(40);
    for (let number = 1; number <= 3000; number += 1) shown.events.take(epoch(number));
    shown.events.take(at({ event: 'finished', result }));
    shown.pass(40 + 16 + 40);
    expect(shown.page?.run?.state).toBe('finished');
    expect(shown.epochs).toBe(3000);
  });

  it.each([
    ['stopping', (shown: Shown) => (shown.run = { ...shown.run, stopping: true })],
    ['a problem', (shown: Shown) => (shown.file = project(`${header}batch: 3\n`))],
  ])('leaves the way free for what happens meanwhile: %s', (_what, happen) => {
    const shown = new Shown(40);
    for (let number = 1; number <= 1000; number += 1) {
      shown.events.take(epoch(number));
      shown.pass(2);
    }
    const news = () => [shown.page?.run?.stopping, shown.page?.problems.errors];
    const before = news();
    happen(shown);
    shown.feed.update();
    shown.pass(40 + 16 + 40);
    expect(news()).not.toEqual(before);
  });
});

describe('what a page is sent', () => {
  it('waits until the page has drawn what came before, and is then what there is by then', () => {
    const shown = new Shown(1000);
    expect(shown.messages).toHaveLength(2);
    for (const file of ['batch: 3', 'batch: 4', 'batch: 5']) {
      shown.file = project(`${header}${file}\n`);
      shown.feed.update();
      shown.pass(100);
    }
    expect(shown.messages).toHaveLength(2);
    shown.pass(700);
    expect(shown.messages).toHaveLength(3);
    shown.pass(5000);
    expect(shown.messages).toHaveLength(3);
    expect(shown.page?.problems.errors).toBe(1);
  });

  it('is an answer only after the view with what came of it', () => {
    const shown = new Shown(40);
    shown.run = { ...shown.run, stopping: true };
    shown.feed.tell({ kind: 'answered', intent: 'stop' });
    shown.pass(100);
    const kinds = shown.messages.map((text) => (JSON.parse(text) as ToPanel).kind);
    expect(kinds).toEqual(['layouts', 'view', 'viewChange', 'answered']);
    expect(shown.page?.run?.stopping).toBe(true);
  });

  it('begins anew for a page that comes in place of one that was hidden', () => {
    const shown = new Shown(40);
    shown.pass(40);
    shown.feed.gone();
    shown.feed.update();
    shown.pass(500);
    expect(shown.messages).toHaveLength(2);
    shown.feed.ready(0);
    expect(shown.messages.slice(2).map((text) => (JSON.parse(text) as ToPanel).kind)).toEqual([
      'layouts',
      'view',
    ]);
  });
});

it('an event that is not one of many is handed on at once, after those that waited', () => {
  const batches: (readonly string[])[] = [];
  const events = new PacedEvents((batch) => batches.push(batch.map(({ event }) => event)));
  for (let number = 1; number <= 3; number += 1) events.take(epoch(number) as RunEvent & EpochEvent);
  expect(batches).toEqual([['epoch']]);
  events.take(at({ event: 'stopped', epoch: 3 }));
  expect(batches).toEqual([['epoch'], ['epoch', 'epoch', 'stopped']]);
  events.take(epoch(4));
  events.dispose();
  vi.advanceTimersByTime(1000);
  expect(batches).toHaveLength(2);
});
