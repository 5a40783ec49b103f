import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { walkthroughPictures } from '../../../scripts/walkthrough/pictures';
import { expectGolden } from '../../fixtures/golden-text';

const folder = path.resolve(import.meta.dirname, '../../../media/walkthrough');
const pictures = Object.entries(walkthroughPictures());

it.each(pictures)('the walkthrough shows the picture %s as the script draws it', (name, svg) => {
  expectGolden(path.join(folder, `${name}.svg`), svg);
});

it('the walkthrough shows no other pictures', () => {
  expect(readdirSync(folder).sort()).toEqual(pictures.map(([name]) => `${name}.svg`).sort());
});

it.each(pictures)(
  'the picture %s follows the theme, and needs nothing that the editor keeps out',
  (_name, svg) => {
    // The page that it is put into lets in no styles, scripts or files.
    expect(svg).not.toMatch(/<style|style=|class=|<script|href="(?!data:image\/png;)/);
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour = '']) => colour);
    expect(colours.length).toBeGreaterThan(3);
    expect(colours.filter((colour) => !/^(var\(--vscode-[\w-]+, .+\)|none)$/.test(colour))).toEqual([]);
  },
);
