import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FromPanel, isFromPanel, type PanelView } from '../../src/shared/panel-messages';
import { mostGiven } from '../../src/shared/tried-pictures';
import type { PanelPage } from './harness/panel-browser';
import { usePanel } from './use-panel';
import { demoView, restrictedView } from './views/panel-views';
import { pastRuns, running } from './views/run-views';
import { noneYet, severalTried, surely, trying } from './views/try-it-views';

let panel: PanelPage;
const open = usePanel();
beforeAll(async () => {
  panel = await open();
});

const folder = noneYet.folder;
const place = () => panel.page.getByRole('region', { name: 'Try it', exact: true });

interface GivenFile {
  readonly name: string;
  readonly content: string;
}

/** Drops or pastes files anywhere in the panel, as a browser does. */
async function give(how: 'drop' | 'paste', files: readonly GivenFile[]): Promise<void> {
  await panel.page.evaluate(
    `((how, files) => {
      const transfer = new DataTransfer();
      for (const { name, content } of files) transfer.items.add(new File([content], name, { type: 'image/png' }));
      const event = how === 'drop'
        ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
        : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
      document.querySelector('main').dispatchEvent(event);
    })(${JSON.stringify(how)}, ${JSON.stringify(files)})`,
  );
}

/** What the panel sends while `use` acts, of what the editor believes. */
async function sentBy(changes: Partial<PanelView>, use: () => Promise<void>): Promise<readonly FromPanel[]> {
  const before = (await panel.sent()).length;
  await panel.show(demoView(changes));
  await use();
  await expect.poll(async () => (await panel.sent()).length).toBeGreaterThan(before);
  const sent = (await panel.sent()).slice(before);
  expect(sent.every((intent) => isFromPanel(intent))).toBe(true);
  return sent;
}

const textOf = (sent: FromPanel | undefined) =>
  sent?.kind === 'showPictures'
    ? sent.pictures.map((one) => [one.name, 'bytes' in one ? new TextDecoder().decode(one.bytes) : one.error])
    : [];

describe('pictures', () => {
  it('that are dropped anywhere go to the run’s model, several at once', async () => {
    const files = [
      { name: 'rex.png', content: 'one' },
      { name: 'tom.png', content: 'two' },
    ];
    const [sent] = await sentBy(trying(), () => give('drop', files));
    expect(sent).toMatchObject({ kind: 'showPictures', folder });
    expect(textOf(sent)).toEqual([
      ['rex.png', 'one'],
      ['tom.png', 'two'],
    ]);
  });

  it('that are pasted have no name of their own', async () => {
    const [sent] = await sentBy(trying(), () => give('paste', [{ name: 'image.png', content: 'pasted' }]));
    expect(textOf(sent)).toEqual([['Pasted picture', 'pasted']]);
  });

  it('above the most that is taken at once are left out, and that is said', async () => {
    const files = Array.from({ length: mostGiven.pictures + 3 }, (_, index) => ({
      name: `${index}.png`,
      content: 'x',
    }));
    const [sent] = await sentBy(trying(), () => give('drop', files));
    const texts = textOf(sent);
    expect(texts).toHaveLength(mostGiven.pictures + 1);
    expect(texts[0]).toEqual(['3 more pictures', 'Left out: 60 are looked at at once.']);
  });

  it('above so many bytes at once are not read, and that is said', async () => {
    const [sent] = await sentBy(trying(), () =>
      panel.page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        for (const [name, bytes] of [['large.png', ${mostGiven.bytes} + 1], ['small.png', 3]])
          dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      })()`),
    );
    const [large, small] = textOf(sent);
    expect(large).toEqual(['large.png', 'More than 64 MiB at once: choose it by “Choose pictures”.']);
    expect(small?.[1]).toHaveLength(3);
  });

  it('that the editor’s explorer drags are told by their addresses', async () => {
    const [sent] = await sentBy(trying(), () =>
      panel.page.evaluate(`(() => {
        const transfer = new DataTransfer();
        transfer.setData('application/vnd.code.uri-list', 'file:///pets/rex.jpg\\r\\nfile:///pets/tom.png');
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      })()`),
    );
    expect(sent).toEqual({
      ...{ kind: 'showFiles', folder },
      addresses: ['file:///pets/rex.jpg', 'file:///pets/tom.png'],
    });
  });

  it('that are dropped while Run is folded unfold it', async () => {
    await panel.show(demoView(trying()));
    const run = panel.page.getByRole('button', { name: 'Run', exact: true });
    await run.click();
    expect(await place().count()).toBe(0);
    await sentBy(trying(), () => give('drop', [{ name: 'rex.png', content: 'one' }]));
    await place().waitFor();
  });

  it('are no text that is pasted', async () => {
    await panel.show(demoView(trying()));
    const before = (await panel.sent()).length;
    await panel.page.evaluate(`(() => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', 'conv3');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }));
    })()`);
    // A press that is sent for sure: nothing came before it.
    await place().getByRole('button', { name: 'Choose pictures' }).click();
    expect((await panel.sent()).slice(before)).toEqual([{ kind: 'pickPictures', folder }]);
  });

  it('show where they may be dropped while they are held over the panel', async () => {
    await panel.show(demoView(trying()));
    const drag = (type: string) =>
      panel.page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x.png'));
        document.body.dispatchEvent(new DragEvent('${type}', { dataTransfer, bubbles: true, cancelable: true }));
      })()`);
    await panel.page.evaluate(`globalThis.heard = [];
      for (const type of ['dragenter', 'dragover']) addEventListener(type, () => heard.push(type));`);
    await drag('dragenter');
    await drag('dragover');
    await place().locator('.zone.over').waitFor();
    // The editor listens there, and would open what is dropped.
    expect(await panel.page.evaluate('heard')).toEqual([]);
    await drag('dragleave');
    await expect.poll(() => place().locator('.zone.over').count()).toBe(0);
  });
});

describe('the keyboard', () => {
  it('chooses pictures, stops and clears', async () => {
    const press = (name: string) => async () => {
      await place().getByRole('button', { name, exact: true }).focus();
      await panel.page.keyboard.press('Enter');
    };
    const several = trying(severalTried);
    expect(await sentBy(several, press('Choose pictures'))).toEqual([{ kind: 'pickPictures', folder }]);
    expect(await sentBy(several, press('Stop'))).toEqual([{ kind: 'stopPictures' }]);
    expect(await sentBy(several, press('Clear'))).toEqual([{ kind: 'clearPictures' }]);
  });

  it('goes on to choosing where Stop has gone, and stays on Clear', async () => {
    await panel.show(demoView(trying(severalTried)));
    await place().getByRole('button', { name: 'Stop', exact: true }).focus();
    await panel.show(demoView(trying({ ...severalTried, waiting: 0 })));
    expect(await isFocused(place().getByRole('button', { name: 'Choose pictures' }))).toBe(true);
    await place().getByRole('button', { name: 'Clear', exact: true }).focus();
    await panel.show(demoView(trying()));
    expect(await isFocused(place().getByRole('button', { name: 'Clear', exact: true }))).toBe(true);
  });

  it.each(['Try a picture', `Try a picture with ${pastRuns[0]?.name}`])(
    'comes by “%s” to where pictures are chosen, for that run',
    async (name) => {
      const sent = await sentBy(trying(), async () => {
        await panel.page.getByRole('button', { name, exact: true }).focus();
        await panel.page.keyboard.press('Enter');
      });
      expect(sent).toEqual([{ kind: 'tryRun', folder }]);
      await expect.poll(() => isFocused(place().getByRole('button', { name: 'Choose pictures' }))).toBe(true);
    },
  );
});

async function isFocused(button: Locator): Promise<boolean> {
  return button.evaluate((element) => element.matches(':focus, :focus-within'));
}

describe('what a model says', () => {
  it('is a list, newest first: picture, name, answer and a bar for each class', async () => {
    await panel.show(demoView(trying(severalTried)));
    const cards = place().getByRole('list', { name: 'Pictures, newest first' }).locator('> li');
    expect(await cards.getByRole('heading').allInnerTexts()).toEqual([
      ...[
        'a-picture-with-a-name-that-has-no-end-and-no-space-in-it.png',
        'notes.png',
        'noise.tif',
        'rex.jpg',
      ],
    ]);
    const [waiting, unread, none, sure] = await cards.allInnerTexts();
    expect(waiting).toContain('It waits for its answer.');
    expect(unread).toContain("Can't be read: Its content is not a picture of a known kind.");
    expect(none).toContain('None of these');
    expect(none).toContain('That is, the likeliest class has less than 37.8 %');
    expect(none).toContain('the network sees it nearly black');
    expect(sure).toMatch(/animals, 92 %\s+animals\s+92\.0 %\s+faces\s+1\.6 %/);
    expect(await cards.locator('img').count()).toBe(2);
    expect(await cards.last().locator('.shares').first().getByRole('listitem').count()).toBe(5);
    await cards.last().getByText('1 more class').click();
    expect(await cards.last().getByText('tools').isVisible()).toBe(true);
    expect(await place().getByText('1 picture to go').isVisible()).toBe(true);
  });

  it('is said aloud, one picture at a time', async () => {
    await panel.show(demoView(trying(severalTried)));
    expect(await place().locator('.only-spoken[aria-live]').innerText()).toBe('noise.tif: None of these');
    // The run's own announcement stays the only status of its part.
    expect(
      await panel.page.getByRole('region', { name: 'Run', exact: true }).getByRole('status').count(),
    ).toBe(1);
  });

  it('is not said where the model could not be asked: why stands there', async () => {
    const trouble = 'onnxruntime-node runs this model, and there is none that works.';
    await panel.show(demoView(trying({ ...severalTried, trouble })));
    expect(await place().getByRole('alert').innerText()).toBe(trouble);
  });

  it('names the run that was asked, where that is another one now', async () => {
    const other = { ...severalTried.pictures[8]!, run: 'an older run' };
    await panel.show(demoView(trying({ pictures: { 8: other }, newest: '/project/runs/9' })));
    expect(await place().getByText('Asked: an older run').isVisible()).toBe(true);
    const sent = await sentBy(trying({ pictures: { 8: other }, newest: '/project/runs/9' }), () =>
      place().getByRole('button', { name: 'Ask the newest run' }).click(),
    );
    expect(sent).toEqual([{ kind: 'tryRun', folder: '/project/runs/9' }]);
  });

  it('of a thousand classes is the first of them, and how many there are besides', async () => {
    const classes = Array.from({ length: 20 }, (_, index) => [`class ${index}`, 0.01] as const);
    const outcome = { ...surely, classes, others: 980 };
    await panel.show(demoView(trying({ pictures: { 1: { name: 'a.png', run: noneYet.name, outcome } } })));
    await place().getByText('15 more classes').click();
    expect(await place().getByText('And 980 others, less likely still.').isVisible()).toBe(true);
  });
});

describe('there is nothing to try', () => {
  it('before a run has finished', async () => {
    await panel.show(demoView(running()));
    expect(await place().count()).toBe(0);
  });

  it.each<[string, Partial<PanelView>, string]>([
    ['in a workspace that is not trusted', { restricted: restrictedView().restricted }, 'is not trusted'],
    [
      'where the model is gone',
      trying({ refused: 'The model of 3 is gone: there is none in /runs/3/model.' }),
      'is gone',
    ],
  ])('%s: the reason stands there, and nothing is taken', async (_, changes, reason) => {
    await panel.show(demoView({ ...trying(), ...changes }));
    expect(await place().getByText(reason).isVisible()).toBe(true);
    expect(await place().getByRole('button', { name: 'Choose pictures' }).count()).toBe(0);
    const before = (await panel.sent()).length;
    await give('drop', [{ name: 'rex.png', content: 'one' }]);
    await give('paste', [{ name: 'rex.png', content: 'one' }]);
    await panel.page.getByRole('button', { name: 'Open report', exact: true }).click();
    expect((await panel.sent()).slice(before)).toEqual([{ kind: 'openReport', folder }]);
  });
});

describe('every width', () => {
  it('has room for pictures and bars', async () => {
    const { page, show } = await open({ width: 300 });
    await show(demoView(trying(severalTried)));
    for (const width of [300, 420, 700, 1130, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(60);
      const over = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
      expect(over, `${width} px`).toBe(0);
    }
  });

  it('shows the pictures where the editor asks for them', async () => {
    const { page, show, tell } = await open({ height: 500 });
    await show(demoView(trying(severalTried)));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await tell({ kind: 'showTryIt' });
    const shown = page.getByRole('region', { name: 'Try it', exact: true });
    await shown.waitFor();
    await expect
      .poll(async () => ((await shown.boundingBox())?.y ?? Number.POSITIVE_INFINITY) < 250)
      .toBe(true);
  });
});
