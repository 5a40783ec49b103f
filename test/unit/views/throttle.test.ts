import { afterEach, describe, expect, it, vi } from 'vitest';
import { frame, Throttle } from '../../../src/views/throttle';

describe('a throttle', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('works at once, then once at the end of the time with calls in it', () => {
    vi.useFakeTimers();
    const work = vi.fn();
    const throttle = new Throttle(work, frame);
    for (let call = 0; call < 5; call += 1) throttle.call();
    expect(work).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(16);
    expect(work).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(2);
    throttle.call();
    expect(work).toHaveBeenCalledTimes(3);
    throttle.call();
    throttle.dispose();
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(3);
  });
});
