import { describe, expect, it, vi } from 'vitest';
import { chooseBase } from '../../../src/editor/commands/choose-base';
import { filesIn, folder } from '../../fixtures/folder-facts';
import { windowWith } from './support/asked';

vi.mock('vscode', async () => (await import('./support/asked')).askingEditor());

const drawings = filesIn('/pets/images', ['cats/1.png', 'dogs/1.png']);
const photographs = folder({ cats: 40, dogs: 40 });

describe('the base of a new project', () => {
  it('is chosen with what it was trained on before the eyes, and comes with what was said of the images', async () => {
    const asked = windowWith({ picks: ['efficientnet-lite0', 'Different'] });
    const base = await chooseBase(photographs, '/pets');
    expect(base).toMatchObject({ model: 'efficientnet-lite0', similarity: 'different' });
    const [bases, likeness] = asked.lists;
    expect(bases?.labels.slice(-2)).toEqual(['A file…', 'An address…']);
    expect(bases?.details[0]).toMatch(/^Trained on ImageNet: .* photographs/);
    expect(likeness?.placeHolder).toMatch(/^efficientnet-lite0 was trained on ImageNet: /);
    expect(likeness?.labels).toEqual(['Like those', 'Different', 'Decide later']);
  });

  it('is none where either question is turned away', async () => {
    windowWith({ picks: [] });
    expect(await chooseBase(drawings, '/pets')).toBeUndefined();
    windowWith({ picks: ['demo'] });
    expect(await chooseBase(drawings, '/pets')).toBeUndefined();
  });

  it('can be thought over where the images are unlike it by their names', async () => {
    const picks = ['demo', 'Take another base', 'efficientnet-lite0', 'Like those'];
    const asked = windowWith({ picks });
    expect(await chooseBase(photographs, '/pets')).toMatchObject({
      ...{ model: 'efficientnet-lite0', similarity: 'similar' },
    });
    expect(asked.lists[1]?.labels).toEqual(['Take another base', 'Different', 'Like those', 'Decide later']);
    expect(asked.lists[1]?.details[0]).toMatch(/^80 of your 80 images are JPEG files/);
  });

  it.each([
    ['/pets/net.h5', './net.h5'],
    ['/pets/my nets/net.keras', 'my nets/net.keras'],
    ['/nets/net.onnx', '../nets/net.onnx'],
  ])('is a file by its path from the project: %s', async (file, model) => {
    const asked = windowWith({ picks: ['A file…', 'Decide later'], places: [file] });
    expect(await chooseBase(photographs, '/pets')).toEqual({ model, similarity: 'auto' });
    // Nothing is claimed of what nobody knows.
    expect(asked.lists[1]?.placeHolder).toMatch(/^What it was trained on, its name does not tell/);
  });

  it.each([
    [' hf:timm/resnet18.a1_in1k ', 'hf:timm/resnet18.a1_in1k'],
    ['https://example.com/net/model.json', 'https://example.com/net/model.json'],
    ['http://example.com/model.json', undefined],
    ['hf:timm', undefined],
    ['demo', undefined],
  ])('is an address that can be one: %j', async (typed, model) => {
    windowWith({ picks: ['An address…', 'Decide later'], typed: [typed] });
    expect((await chooseBase(drawings, '/pets'))?.model).toBe(model);
  });
});
