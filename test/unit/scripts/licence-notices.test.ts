import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceNotices } from '../../../scripts/licence-notices';

describe('the licences of what is bundled', () => {
  it('hold every package of the panel once, with its text', async () => {
    const notices = await licenceNotices(path.resolve(__dirname, '../../..'), ['webview/main.tsx']);
    const titles = notices.split('\n').filter((line) => /^\S+ \d+\.\d+\.\d+, \S/.test(line));
    for (const name of ['react', 'react-dom', '@xyflow/react', '@vscode/webview-ui-toolkit', 'uplot']) {
      expect(titles.filter((title) => title.startsWith(`${name} `))).toHaveLength(1);
    }
    expect(notices).toMatch(/Permission is hereby granted, free of charge/);
  });
});
