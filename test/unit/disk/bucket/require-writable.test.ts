import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { requireWritable } from '../../../../src/disk/bucket/require-writable';
import { type PlayedBucket, playedBucket, refuse } from '../../../fixtures/played-bucket';

afterEach(() => vi.unstubAllEnvs());

async function opened(): Promise<PlayedBucket> {
  const played = await playedBucket();
  onTestFinished(() => played.close());
  for (const [name, value] of Object.entries(played.environment)) vi.stubEnv(name, value);
  return played;
}

const place = { bucket: 'bucket', prefix: 'some/results/' };

describe('a bucket that results are to go to', () => {
  it('is written, read, listed and cleared once to see whether it can be', async () => {
    const played = await opened();
    await requireWritable(place);
    expect(played.asked.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET', 'DELETE']);
    expect(played.asked[0]?.key).toMatch(/^some\/results\/./);
    expect(played.objects.size).toBe(0);
  });

  it.each([
    ['PUT', 's3:PutObject'],
    ['GET', 's3:GetObject'],
    ['DELETE', 's3:DeleteObject'],
  ])('that denies %s is refused by the name of the permission', async (method, permission) => {
    const played = await opened();
    played.instead = (asked, response) => {
      if (asked.method !== method) return false;
      refuse(response, 403, 'AccessDenied');
      return true;
    };
    await expect(requireWritable(place)).rejects.toMatchObject({
      code: 'bucket-refused',
      message: `The storage s3://bucket/some/results can't be used from this machine. The bucket bucket at ${new URL(played.endpoint).host} denies access. Whoever the credentials stand for needs the permission ${permission} there.`,
    });
  });

  it('that is not there is refused', async () => {
    await opened();
    await expect(requireWritable({ bucket: 'other', prefix: '' })).rejects.toMatchObject({
      code: 'bucket-missing',
      message: expect.stringMatching(
        /^The storage s3:\/\/other can't be used .* is not there\. Check its name/,
      ),
    });
  });

  it('for which there are no credentials here is refused with where they are looked for', async () => {
    const played = await opened();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    played.instead = (_, response) => {
      refuse(response, 403, 'AccessDenied');
      return true;
    };
    await expect(requireWritable(place)).rejects.toThrow(
      /no credentials for it were found here\. Set AWS_PROFILE/,
    );
  });
});
