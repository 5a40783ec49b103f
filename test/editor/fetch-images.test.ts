import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { playedBucket } from '../fixtures/played-bucket';
import { eventually } from './eventually';
import { OpenText } from './open-text';
import { useEditor } from './use-editor';

const images = path.resolve(import.meta.dirname, '../../examples/emoji-groups/images');
const files = ['animals', 'food'].flatMap((name) =>
  readdirSync(path.join(images, name)).map((file) => `${name}/${file}`),
);
const played = await playedBucket(
  Object.fromEntries(files.map((file) => [`pets/${file}`, readFileSync(path.join(images, file))])),
);

describe('Fetch Images', () => {
  afterAll(() => played.close());
  const editor = useEditor({ workspace: 'examples/emoji-groups', environment: played.environment });

  it('is a quick fix before which nobody is asked, and after which the images are known', async () => {
    const text = new OpenText(editor(), 'transfer.yaml');
    await text.set('version: 1\nbase: demo\ndataset: { path: s3://bucket/pets, similarity: similar }\n');
    const codes = async () => (await text.problems()).map(({ code }) => code);
    await eventually(codes).toContain('images-not-fetched');
    expect(await text.fixesAt('s3://bucket')).toContain('Fetch images');
    expect(played.asked).toEqual([]);
    // It ends when the user has read what came of it.
    void text.applyFix('s3://bucket', 'Fetch images').catch(() => {});
    await editor().untilNotified(
      new RegExp(
        `${files.length} images of s3://bucket/pets are on this machine, .*: ${files.length} fetched`,
      ),
    );
    await eventually(codes).not.toContain('images-not-fetched');
  });
});
