import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkTimes } from '../../../../src/train/run/work-times';

/** Work that ends when it is told to. */
function work() {
  let end = (_?: Error): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  return { end, during: () => ended };
}

let now = 0;
/** Milliseconds that the thread of the layers was busy for. */
let active = 0;

beforeEach(() => {
  now = 0;
  active = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({
    ...{ idle: 0, active, utilization: 1 },
  }));
  return () => vi.restoreAllMocks();
});

const pass = (milliseconds: number): void => {
  now += milliseconds;
};

describe('how fast a run worked', () => {
  it('counts time in which several images are decoded once, and each of the images', async () => {
    const times = new WorkTimes();
    const [one, other] = [work(), work()];
    const both = [times.decoding(one.during), times.decoding(other.during)];
    pass(1000);
    one.end();
    await both[0];
    pass(500);
    other.end();
    await both[1];
    pass(4000);
    expect(times.rates(2)).toMatchObject({
      ...{ decoding: { images: 2, seconds: 1.5 }, prefix: null, training: null },
      limit: { images: 2, seconds: 1.5 },
    });
  });

  it('puts the limit where anything goes on, whatever overlaps', async () => {
    const times = new WorkTimes();
    const [image, layers] = [work(), work()];
    const decoded = times.decoding(image.during);
    pass(1000);
    const ran = times.prefix(32, layers.during);
    pass(1000);
    image.end();
    await decoded;
    pass(1000);
    layers.end();
    await ran;
    const { decoding, prefix, limit } = times.rates(33);
    expect([decoding?.seconds, prefix?.seconds, limit?.seconds]).toEqual([2, 2, 3]);
    expect([prefix?.images, limit?.images]).toEqual([32, 33]);
  });

  it('does not take for decoding what the layers kept the thread for', async () => {
    const times = new WorkTimes();
    const image = work();
    const decoded = times.decoding(image.during);
    active = 700;
    await times.prefix(32, async () => {
      pass(700);
    });
    pass(100);
    image.end();
    await decoded;
    expect(times.rates(1).decoding?.seconds).toBeCloseTo(0.1);
  });

  it('leaves out of training what is written between epochs', async () => {
    const times = new WorkTimes();
    await times.training(async () => {
      pass(1000);
      await times.trained(400, async () => pass(5000));
      pass(1000);
      await times.trained(400, async () => pass(5000));
    });
    expect(times.rates(500)).toMatchObject({
      training: { images: 800, seconds: 2 },
      limit: { images: 500, seconds: 2 },
      run: { images: 500, seconds: 12 },
    });
  });

  it('counts no image that could not be decoded, but its time', async () => {
    const times = new WorkTimes();
    const [good, bad] = [work(), work()];
    const both = [times.decoding(good.during), times.decoding(bad.during)];
    pass(1000);
    good.end();
    bad.end(new Error('damaged'));
    await expect(both[1]).rejects.toThrow('damaged');
    await both[0];
    expect(times.rates(1).decoding).toEqual({ images: 1, seconds: 1 });
  });
});
