import { describe, expect, it } from 'vitest';
import { writeReport } from '../../../src/report/write-report';
import { reportPage } from '../../../src/views/report-page';
import { processorTime } from '../../fixtures/processor-time';
import { sampleEpochs, sampleInputs } from '../report/report-sample';

const sample = sampleInputs();
const wrong = sample.record.result?.test?.wrong ?? [];
const { result: _, ...unfinished } = sample.record;
const report = writeReport(sample);

/** Things that a page can do that a report must not. */
const hostile = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//example.org/x.js></SCRIPT>',
  '<a href="command:workbench.action.terminal.new">Open</a>',
  '<a href="https://example.org">Open</a>',
  '<a class="x">Open</a>',
  '<form action="https://example.org"><button>Send</button></form>',
  '<iframe src="https://example.org"></iframe>',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
  '<meta http-equiv="refresh" content="0;url=https://example.org">',
  '<meta http-equiv="Refresh" content="0;url=https://example.org">',
  '<base href="https://example.org/">',
  '<link rel="stylesheet" href="https://example.org/x.css">',
  '<img src="https://example.org/seen.png">',
  '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
  '<img src=x onerror=alert(1)>',
  '<img alt="x" onerror="alert(1)">',
  '<p style="background:url(https://example.org)">x</p>',
  '<svg><use href="https://example.org/x.svg#a"/></svg>',
  '<svg><a xlink:href="command:x"><text>x</text></a></svg>',
  '<svg><set attributeName="href" to="command:x"/></svg>',
  '<svg><foreignObject></foreignObject></svg>',
  '<object data="https://example.org"></object>',
  '<embed src="https://example.org">',
  '<video src="https://example.org"></video>',
  '<template><p>x</p></template>',
  '<math><mi xlink:href="command:x">x</mi></math>',
  '<!-- --!><img src=x>-->',
  '<![CDATA[x]]>',
  '<?xml version="1.0"?>',
  '<p\u0000>x</p>',
  "<p title='x'>x</p>",
  '<p title=x>x</p>',
  '<p title="x>y">x</p>',
  '<p hidden>x</p>',
  '< p>x</p>',
  '<',
];

describe('a report in the editor', () => {
  it.each([
    ['of a run', sample],
    ['without test images', sampleInputs({ withTest: false })],
    ['of many classes', sampleInputs({ classes: Array.from({ length: 100 }, (_, index) => `s ${index}`) })],
    ['of a long base in two phases', sampleInputs({ baseLayers: 120, epochs: [40, 9] })],
    ['of both starts', { ...sample, epochs: [...sampleEpochs([9]), ...sampleEpochs([12], 'random')] }],
    ['of a class with an odd name', sampleInputs({ classes: ['<b>"a"</b>', "it's & `that`", 'c>d'] })],
    [
      'with pictures',
      { ...sample, thumbnails: new Map(wrong.map(({ file }) => [file, 'data:image/jpeg;base64,AAAA'])) },
    ],
    [
      'of a run that failed',
      { ...sample, record: { ...unfinished, failure: { code: 'x', message: 'a < b `c`' } } },
    ],
  ])('%s is shown, with our policy before anything else', (_name, inputs) => {
    const page = writeReport(inputs);
    const shown = reportPage(page);
    expect(shown?.endsWith(page.slice('<!DOCTYPE html>'.length))).toBe(true);
    expect(shown).toMatch(
      /^<!DOCTYPE html>\n<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; /,
    );
  });

  it('is shown as an earlier version wrote it, under our policy all the same', () => {
    const earlier = report.replace(/content="default-src[^"]*"/, 'content="default-src *"');
    expect(earlier).not.toBe(report);
    expect(reportPage(earlier)?.indexOf("default-src 'none'")).toBeLessThan(
      reportPage(earlier)?.indexOf('default-src *') ?? 0,
    );
  });

  it.each(hostile)('is not shown with %s in it, wherever it stands', (part) => {
    for (let share = 0; share <= 1; share += 0.05) {
      const at = Math.floor(share * report.length);
      expect(reportPage(report.slice(0, at) + part + report.slice(at))).toBeUndefined();
    }
    expect(reportPage(report.replace('</h1>', `</h1>${part}`))).toBeUndefined();
    expect(reportPage(part)).toBeUndefined();
  });

  it('is not shown where it is no page at all', () => {
    for (const text of ['', 'x', '<html></html>', '<!DOCTYPE html>x', '\ufeff<!DOCTYPE html>'])
      expect(reportPage(text)).toBeUndefined();
  });

  it('is not shown where it is larger than any can be', () => {
    expect(reportPage(report.replace('</h1>', `${'x'.repeat(32_000_000)}</h1>`))).toBeUndefined();
  });

  it('is looked at in time, whatever it holds', () => {
    const used = processorTime();
    reportPage(`<!DOCTYPE html>${'<p class="'.repeat(200_000)}`);
    reportPage(`<!DOCTYPE html><p${' a="b"'.repeat(300_000)}`);
    reportPage(`<!DOCTYPE html><p${' '.repeat(2_000_000)}`);
    reportPage(`<!DOCTYPE html><p${' title="b"'.repeat(300_000)}>`);
    expect(used()).toBeLessThan(3000);
  });
});
