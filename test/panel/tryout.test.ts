import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Prediction } from '../../src/shared/prediction';
import type { GoldenFile } from '../../src/train/run/golden-file';
import { TerminalWorkshop } from '../train/terminal-workshop';
import { axeFaults } from './harness/axe';
import { launchBrowser } from './harness/launch-browser';

let workshop: TerminalWorkshop;
let browser: Browser;
let page: Page;
let golden: GoldenFile;
/** What went wrong in the page, and what it asked from elsewhere. */
const faults: string[] = [];

beforeAll(async () => {
  // On WebAssembly, which every machine has.
  workshop = await TerminalWorkshop.open('');
  // So many validation images choose what counts as none of the classes.
  await workshop.write(workshop.file(30).replace('validation: 0.25', 'validation: 0.6'));
  await workshop.call(['train', '--quiet']);
  const { status, stderr } = await workshop.call([
    'export',
    workshop.newestRun(),
    'try it.html',
    '--to',
    'page',
  ]);
  if (status !== 0) throw new Error(stderr);
  golden = JSON.parse(
    await readFile(path.join(workshop.folder, workshop.newestRun(), 'golden.json'), 'utf8'),
  );
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(request.url());
  });
  await page.goto(pathToFileURL(path.join(workshop.folder, 'try it.html')).href);
  await page.getByRole('status').getByText('Ready.').waitFor();
});

afterAll(async () => {
  await browser?.close();
  await workshop?.close();
});

/** Each class's probability as a card shows it. */
async function answers(card: Locator): Promise<Readonly<Record<string, number>>> {
  const lines = await card
    .locator('li')
    .evaluateAll((all) =>
      all.map((line) => [line.querySelector('span')?.textContent ?? '', line.querySelector('data')?.value]),
    );
  return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)]));
}

const cardOf = (name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });

const choose = (files: readonly { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.locator('#files').setInputFiles([...files]);

it('the page gives the golden answers for the golden pictures', async () => {
  const [height = 0, width = 0] = golden.shape;
  const files = golden.images.map(async ({ pixels }, index) => ({
    ...{ name: `golden ${index}.png`, mimeType: 'image/png' },
    buffer: await sharp(Buffer.from(pixels, 'base64'), { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  }));
  await choose(await Promise.all(files));
  for (const [index, { probabilities }] of golden.images.entries()) {
    const card = cardOf(`golden ${index}.png`);
    await card.waitFor();
    const shown = await answers(card);
    for (const [label, name] of golden.classes.entries())
      expect(Math.abs((shown[name] ?? Number.NaN) - (probabilities[label] ?? 0))).toBeLessThan(1e-4);
  }
});

it('a dropped photograph gets the class and nearly the probabilities that the terminal tells', async () => {
  const image = golden.images[0];
  const [height = 0, width = 0] = golden.shape;
  const buffer = await sharp(Buffer.from(image?.pixels ?? '', 'base64'), {
    raw: { width, height, channels: 3 },
  })
    .resize(417, 280, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const file = path.join(workshop.folder, 'photograph.jpg');
  await writeFile(file, buffer);
  await dropped(buffer, 'photograph.jpg');
  const card = cardOf('photograph.jpg');
  await card.waitFor();
  const { stdout } = await workshop.call(['predict', workshop.newestRun(), 'photograph.jpg', '--json']);
  const told: Prediction = JSON.parse(stdout);
  const { label, probabilities } = { label: '', probabilities: {} as Record<string, number>, ...told };
  await expect(card.locator('.answer').textContent()).resolves.toContain(label);
  const shown = await answers(card);
  expect(Object.keys(shown).sort()).toEqual(Object.keys(probabilities).sort());
  for (const [name, probability] of Object.entries(probabilities))
    expect(Math.abs((shown[name] ?? Number.NaN) - probability)).toBeLessThan(0.02);
});

/** Drops a file onto the page, as a user does from a folder. */
async function dropped(bytes: Buffer, name: string): Promise<void> {
  const given = JSON.stringify([bytes.toString('base64'), name]);
  const transfer = await page.evaluateHandle(`(([base64, name]) => {
    const transferred = new DataTransfer();
    const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    transferred.items.add(new File([content], name, { type: 'image/jpeg' }));
    return transferred;
  })(${given})`);
  await page.locator('#give').dispatchEvent('drop', { dataTransfer: transfer });
}

it('a picture of something else is said to be none of these, as the terminal says it, with the reason', async () => {
  const grey = { width: 20, height: 20, channels: 3 as const, background: '#888' };
  const buffer = await sharp({ create: grey }).png().toBuffer();
  await writeFile(path.join(workshop.folder, 'grey.png'), buffer);
  await choose([{ name: 'grey.png', mimeType: 'image/png', buffer }]);
  const card = cardOf('grey.png');
  await card.waitFor();
  const { stdout } = await workshop.call(['predict', workshop.newestRun(), 'grey.png']);
  expect(stdout).toContain('grey.png: None of these');
  expect(await card.locator('.answer').textContent()).toBe('None of these');
  expect(await card.locator('.why').textContent()).toMatch(
    /^That is, the likeliest class has less than [\d.]+ %/,
  );
  expect(await card.locator('li').count()).toBe(3);
});

it('what is no picture is said to be none, and the next one is looked at all the same', async () => {
  await choose([{ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }]);
  await page.getByRole('status').getByText('notes.png').getByText('can’t read').waitFor();
  await expect(cardOf('notes.png').locator('.fault').textContent()).resolves.toContain('PNG, JPEG or WebP');
});

it('a page of 360 px does not scroll sideways, with all that can be opened open', async () => {
  for (const summary of await page.locator('summary').all()) await summary.click();
  expect(await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0);
  await expect(page.locator('#input').textContent()).resolves.toContain('16 × 16 pixels');
  await expect(page.locator('pre').textContent()).resolves.toContain('Apache License');
});

it('what can be pressed is reached by the keyboard and has a name', async () => {
  await page.getByRole('button', { name: 'Choose pictures' }).focus();
  const names: unknown[] = [];
  for (let step = 0; step < 4; step += 1) {
    names.push(await page.evaluate('document.activeElement.textContent'));
    await page.keyboard.press('Tab');
  }
  expect(names).toEqual([
    ...['Choose pictures', 'Use the camera'],
    ...['How pictures are given to the model', 'Licences of the software in this page'],
  ]);
});

// The page stands alone: high contrast is there the system's own few colours.
it.each([
  ['light', { colorScheme: 'light', forcedColors: 'none' }],
  ['dark', { colorScheme: 'dark', forcedColors: 'none' }],
  ['high contrast dark', { colorScheme: 'dark', forcedColors: 'active' }],
  ['high contrast light', { colorScheme: 'light', forcedColors: 'active' }],
] as const)('axe finds no fault in it, %s, at three widths', async (_name, colors) => {
  await page.emulateMedia(colors);
  const faults: string[] = [];
  for (const width of [1440, 1024, 300]) {
    await page.setViewportSize({ width, height: 1000 });
    faults.push(...(await axeFaults(page)).map((fault) => `${width} px: ${fault}`));
  }
  expect(faults).toEqual([]);
});

it('nothing was asked from elsewhere, and nothing went against the policy of the page', () => {
  expect(faults).toEqual([]);
});
