import { describe, expect, it } from 'vitest';
import { withoutTwins } from '../../../scripts/demo/example-folder';
import { copyPicture, pictureValues } from '../../../scripts/demo/picture';
import { randomNumbers, shuffled } from '../../../scripts/demo/random-numbers';
import { drawView } from '../../../scripts/demo/view';

// What stands here was drawn when models/demo was trained and examples/ made. If it changes, neither can be made again.
describe('what the demonstration base and the examples are made with', () => {
  it('draws the same numbers', () => {
    const random = randomNumbers(1);
    expect([random(), random(), random()]).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ]);
  });

  it('shuffles into the same order and leaves the list as it is', () => {
    const items = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(shuffled(items, randomNumbers(1))).toEqual([2, 1, 6, 7, 4, 3, 0, 5]);
    expect(items).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('draws the same view of a picture, where it is told to', () => {
    const pixels = Uint8Array.from({ length: pictureValues }, (_, index) => (index * 7) % 256);
    const target = new Float32Array(pictureValues + 2).fill(9);
    drawView(pixels, target, 1, randomNumbers(1));
    // Not to the last bit: sine and cosine may round otherwise in another Node.
    const places = [0, 1, 2, 5000, 5001, 5002, 12285, 12286, 12287];
    const drawn = [
      -0.1439086, -0.5444853, -0.5906458, 0.6620116, 0.7572536, 0.7842684, 0.1309834, 0.1579979, 0.1968257,
    ];
    for (const [index, place] of places.entries())
      expect(target[place + 1]).toBeCloseTo(drawn[index] ?? 9, 6);
    expect([target[0], target.at(-1)]).toEqual([9, 9]);
  });
});

describe('a view', () => {
  it('of a white picture is white, wherever it is moved', () => {
    const target = new Float32Array(pictureValues);
    for (let seed = 0; seed < 20; seed += 1) {
      drawView(new Uint8Array(pictureValues).fill(255), target, 0, randomNumbers(seed));
      expect(Math.min(...target)).toBeCloseTo(1, 5);
    }
  });

  it('stays within -1..1, as an unchanged picture does', () => {
    const pixels = Uint8Array.from({ length: pictureValues }, (_, index) => (index % 2) * 255);
    const target = new Float32Array(pictureValues);
    drawView(pixels, target, 0, randomNumbers(5));
    expect([Math.min(...target), Math.max(...target)]).toEqual([-1, 1]);
    copyPicture(pixels, target, 0);
    expect([...target.slice(0, 4)]).toEqual([-1, 1, -1, 1]);
  });
});

describe('pictures of an example', () => {
  it('with the same bytes are taken once', () => {
    const pictures = ['a', 'b', 'a'].map((text, index) => ({ name: `${index}`, bytes: Buffer.from(text) }));
    expect(withoutTwins(pictures).map(({ name }) => name)).toEqual(['0', '1']);
  });
});
