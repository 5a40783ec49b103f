import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseChoices, doubtOfLikeness, mainBases } from '../../../src/language/base-choices';
import { filesIn, folder } from '../../fixtures/folder-facts';

const card = readFileSync(path.join(import.meta.dirname, '../../../models/demo/CARD.md'), 'utf8');

describe('the bases to choose among', () => {
  const choices = baseChoices(new Set(['resnet50']));
  const of = (name: string) => choices.find((choice) => choice.name === name);

  it('begin with one for photographs and the one that comes along; each is there once, below one heading', () => {
    const names = choices.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['efficientnet-lite0', 'demo', 'efficientnet-lite1']);
    expect(names.slice().sort()).toEqual([...mainBases.map(({ name }) => name), 'demo'].sort());
    const headings = choices.map(({ heading }) => heading);
    const runs = headings.filter((heading, index) => heading !== headings[index - 1]);
    expect(new Set(runs).size).toBe(runs.length);
  });

  it('say what they take, how large they are, whether they are there, and what they were trained on', () => {
    expect(of('efficientnet-lite0')?.about).toBe('224 × 224 pixels · 4,694,024 weights · 17 MB to fetch');
    expect(of('resnet50')?.about).toBe('224 × 224 pixels · 25,636,712 weights · fetched');
    for (const { name, trainedOn } of choices)
      expect(trainedOn, name).toMatch(name === 'demo' ? /^emoji: / : /^ImageNet: .*photographs/);
  });

  it('say of the one that comes along what its card says', () => {
    const { about = '', trainedOn = '' } = of('demo') ?? {};
    for (const figure of [/974,200 weights/, /64 × 64/, /comes along/]) expect(about).toMatch(figure);
    expect(trainedOn).toContain('4,556 drawings of 88 kinds');
    for (const figure of ['974,200', '64×64', '4,556 pictures of 88 subcategories'])
      expect(card).toContain(figure);
  });
});

describe('whether images are like the base’s', () => {
  it('is doubted of JPEG files and the base for drawings, with what tells it', () => {
    expect(doubtOfLikeness('demo', folder({ cats: 40, dogs: 1200 }))).toBe(
      '1,240 of your 1,240 images are JPEG files, as photographs mostly are, and demo knows drawings of emoji alone.',
    );
    const mixed = filesIn('/images', ['a/1.JPG', 'a/2.jpeg', 'b/3.png']);
    expect(doubtOfLikeness('demo', mixed)).toMatch(/^2 of your 3 images/);
  });

  it('is not doubted where names tell nothing', () => {
    expect(doubtOfLikeness('demo', filesIn('/images', ['a/1.png', 'b/2.jpg']))).toBeUndefined();
    expect(doubtOfLikeness('demo', folder({}))).toBeUndefined();
    expect(doubtOfLikeness('efficientnet-lite0', folder({ cats: 4 }))).toBeUndefined();
  });
});
