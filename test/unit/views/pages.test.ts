import { describe, expect, it } from 'vitest';
import { comparisonPage, resultRows, settingRows } from '../../../src/views/comparison-page';
import { panelPage } from '../../../src/views/panel-page';
import { whatIsFetched } from '../../../src/views/runtime-words';
import { plan, run } from './support/runs';

describe("the panel's page", () => {
  const first = [{ kind: 'revealLayer', layer: '</script><script>alert(1)</script>' }] as const;
  const page = panelPage({
    source: 'https://cdn',
    nonce: 'abc',
    script: 'https://cdn/main.js',
    style: 'https://cdn/main.css',
    first,
  });

  it('lets in its own bundle alone, by a nonce', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      'img-src https://cdn data:',
      'font-src https://cdn',
      "style-src https://cdn 'nonce-abc'",
      "script-src 'nonce-abc'",
    ]);
    expect(page).toContain('<meta property="csp-nonce" content="abc">');
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).toContain('<script nonce="abc" src="https://cdn/main.js"></script>');
  });

  it('holds nothing but the place for the panel and its first messages, which can end no script', () => {
    const [, body] = /<body>(.*)<\/body>/s.exec(page) ?? [];
    const [place, data, script, ...others] = body?.trim().split('\n') ?? [];
    expect(place).toBe('<div id="panel"></div>');
    const text = /^<script type="application\/json" id="first">([^<]*)<\/script>$/.exec(data ?? '')?.[1];
    expect(JSON.parse(text ?? '')).toEqual(first);
    expect(script).toContain('src="https://cdn/main.js"');
    expect(others).toEqual([]);
  });
});

describe('a comparison of runs', () => {
  const other = run({
    name: 'other',
    plan: {
      ...plan,
      case: 2,
      training: { ...plan.training, batchSize: 16 },
      phases: plan.phases.map((phase) => ({ ...phase, epochs: 5 })),
    },
    result: null,
    seconds: {},
    state: 'failed',
  });

  it('tells only the settings that differ', () => {
    expect(settingRows([run(), other])).toEqual([
      { name: 'case', values: ['1', '2'] },
      { name: 'train.batchSize', values: ['32', '16'] },
      { name: 'phase 1: epochs', values: ['200', '5'] },
    ]);
    expect(settingRows([run(), run()])).toEqual([]);
    expect(comparisonPage([run(), run()])).toContain('The runs had the same plan');
  });

  it('tells what they came to, and a dash where they came to nothing', () => {
    const rows = new Map(resultRows([run(), other]).map(({ name, values }) => [name, values]));
    expect(rows.get('Test images')).toEqual([
      expect.stringMatching(/^Right on 54 of 60 test images, by/),
      '–',
    ]);
    expect(rows.get('Validation images')?.[0]).toContain('by which the best of 37 epochs was chosen');
    expect(rows.get('State')).toEqual(['finished', 'failed']);
    expect(rows.get('Time')?.[1]).toBe('–');
  });

  it('shows names as text, whatever is in them', () => {
    const page = comparisonPage([run({ name: '<img src=x onerror=alert(1)>' }), other]);
    expect(page).toContain('&lt;img src=x');
    expect(page).toContain('always saying <code>cat</code> would be right');
    expect(page).not.toContain('<img');
    expect(page).toContain("default-src 'none'");
  });
});

describe('what is said', () => {
  it('before the training runtime is fetched: what, from where and how large', () => {
    const nothing = { id: 'webassembly' } as const;
    const text = whatIsFetched(nothing, 'linux', 'x64');
    for (const part of ['tfjs-node 4.22.0', 'npm', '250 MB', '207 MB', '650 MB', 'onnxruntime-node trains'])
      expect(text).toContain(part);
    for (const part of ['onnxruntime-node 1.30.0', '113 MB', '46 MB']) expect(text).toContain(part);
    expect(whatIsFetched(nothing, 'darwin', 'arm64')).not.toContain('python3');
  });

  it('before what is missing of the training runtime is fetched: that alone', () => {
    const text = whatIsFetched({ id: 'tfjs-node' }, 'linux', 'x64');
    expect(text).toContain('onnxruntime-node 1.30.0');
    expect(text).not.toContain('tfjs-node 4.22.0');
  });
});
