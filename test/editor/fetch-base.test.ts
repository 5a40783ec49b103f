import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

// The base comes from the Python registry: an npm stands in that has no such package, or never answers.
const scratch = mkdtempSync(path.join(tmpdir(), 'fetch-base-test-'));
const programs = path.join(scratch, 'bin');
const bases = path.join(scratch, 'bases');
const npmDoes = (body: string) => {
  mkdirSync(programs, { recursive: true });
  writeFileSync(path.join(programs, 'npm'), `#!/bin/sh\n${body}\n`);
  chmodSync(path.join(programs, 'npm'), 0o755);
};

describe('Fetch Base', () => {
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const editor = useEditor({
    workspace: 'examples/emoji-groups',
    environment: {
      PATH: `${programs}${path.delimiter}${process.env.PATH ?? ''}`,
      TRANSFER_DESIGNER_BASES: bases,
    },
  });
  const left = () => (existsSync(bases) ? readdirSync(bases) : []);
  const pressed = async () => {
    const text = new OpenText(editor(), 'transfer.yaml');
    await text.set('version: 1\nbase: efficientnet-lite0\ndataset: { path: images, similarity: similar }\n');
    const codes = async () => (await text.problems()).map(({ code }) => code);
    await eventually(codes).toContain('base-not-downloaded');
    expect(await text.fixesAt('efficientnet-lite0')).toContain('Fetch base');
    // It ends when the user has read what came of it.
    void text.applyFix('efficientnet-lite0', 'Fetch base').catch(() => {});
    return codes;
  };
  beforeEach(async () => {
    await editor().clearNotifications();
    await eventually(() => editor().notifications()).toEqual([]);
  });

  it('is a quick fix that Cancel ends, and then nothing is left behind', async () => {
    npmDoes('exec sleep 600');
    const codes = await pressed();
    await editor().untilNotified(/Fetching the base/);
    await editor().pressInNotification('Cancel');
    await editor().untilNotified(/Stopped; nothing was fetched/);
    expect(left().filter((name) => name.startsWith('efficientnet'))).toEqual([]);
    expect(await codes()).toContain('base-not-downloaded');
  });

  it('is a quick fix after which the file has no such problem any more', async () => {
    npmDoes('exit 1');
    const codes = await pressed();
    await editor().untilNotified(/The base is there: .*efficientnet-lite0/);
    await eventually(codes).not.toContain('base-not-downloaded');
    expect(left().filter((name) => name.startsWith('efficientnet'))).toHaveLength(1);
  });
});
