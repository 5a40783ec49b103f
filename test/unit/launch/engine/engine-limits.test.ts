import { describe, expect, it } from 'vitest';
import { parseTransferFile } from '../../../../src/design/format/parse';
import type { SettingValue } from '../../../../src/design/parsed-file';
import { applyEdits } from '../../../../src/design/yaml/edited-text';
import { type EngineChoice, webAssembly } from '../../../../src/launch/engine/engine-choice';
import { beyondEngine, engineHindrance } from '../../../../src/launch/engine/engine-limits';
import { deepPlan, headPlan } from '../../../fixtures/terminal-sample';
import { project } from '../../language/support/project';

const native: EngineChoice = { id: 'tfjs-node', name: 'tfjs-node 4.22.0', location: '/engine' };
const start = 'base: demo\ndataset: { path: images, similarity: different }\n';
const settings = [
  ['', 'case: 1', 'case: 2', 'case: 3', 'case: 4'],
  ['', 'freeze: all', 'freeze: none', 'freeze: { through: conv1 }', 'freeze: [conv1]'],
  ['', 'init: random', 'init: pretrained'],
  [
    '',
    'train: { phases: [{ train: head, epochs: 3 }] }',
    'train: { phases: [{ train: everything }] }',
    'train: { phases: [{ train: head }, { train: ["conv*", head] }] }',
    'train: { fallback: compare }',
  ],
];
/** Every choice of one line from each of the lists. */
const texts = settings.reduce<readonly string[]>(
  (all, lines) => all.flatMap((text) => lines.map((line) => (line === '' ? text : `${text}${line}\n`))),
  [start],
);

/** The text with what the words between backticks say: written, or taken out after "take". */
function following(text: string, instead: string): string {
  const [write = '', take = ''] = instead.split(/,? and take /);
  const quoted = (words: string) => [...words.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner);
  const set = (now: string, key: string, value: SettingValue) => {
    const parsed = parseTransferFile(now);
    const path = key.split('.');
    return value === undefined && !parsed.has(path) ? now : applyEdits(now, parsed.edit(path, value));
  };
  const written = quoted(write).reduce((now, line) => {
    const [key = '', value = ''] = line.split(': ');
    return set(now, key, /^\d+$/.test(value) ? Number(value) : value);
  }, text);
  return quoted(take).reduce((now, key) => set(now, key, undefined), written);
}

describe('a plan that the engine can’t train', () => {
  const planned = texts
    .map((text) => ({ text, given: project(text) }))
    .filter(({ given }) => given.result.plan);

  it('is found before it is started, and no other', () => {
    let refused = 0;
    for (const { given } of planned) {
      const { phases, layers, training } = given.result.plan!;
      const base = new Set(layers.filter(({ origin }) => origin === 'base').map(({ name }) => name));
      const trainsBase = [...phases, ...training.fallbackPhases].some(({ trainable }) =>
        trainable.some((name) => base.has(name)),
      );
      expect(engineHindrance(given, webAssembly) !== undefined).toBe(trainsBase);
      expect(engineHindrance(given, native)).toBeUndefined();
      refused += trainsBase ? 1 : 0;
    }
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(planned.length - 50);
  });

  it('comes with advice that works: what is advised is not there already, and trains when it is followed', () => {
    const advised = planned.flatMap(({ text, given }) => {
      const hindrance = engineHindrance(given, webAssembly);
      return hindrance ? [{ text, instead: hindrance.instead }] : [];
    });
    for (const { text, instead } of advised) {
      expect(instead, text).toBeDefined();
      const followed = following(text, instead ?? '');
      expect(followed).not.toBe(text);
      const after = project(followed);
      expect(after.result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(after.result.plan).toBeDefined();
      expect(engineHindrance(after, webAssembly)).toBeUndefined();
    }
  });

  it('is told by the layers that are asked for', () => {
    expect(beyondEngine(headPlan, webAssembly)).toBeUndefined();
    expect(beyondEngine(deepPlan, native)).toBeUndefined();
    expect(beyondEngine(deepPlan, webAssembly)).toBe(
      'WebAssembly trains new heads but not the layers of the base, and this plan trains `conv11`, `conv12`, `conv13`, `conv14` and 6 more.',
    );
    expect(beyondEngine({ ...deepPlan, phases: headPlan.phases }, webAssembly)).toContain(
      'the random start that this plan falls back on trains `conv1`',
    );
  });
});
