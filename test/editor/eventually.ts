import { expect } from 'vitest';

/** Like `expect.poll`, with the patience that an editor on a busy machine needs. */
export function eventually<Value>(
  ask: () => Value,
  options: { readonly timeout?: number; readonly interval?: number; readonly message?: string } = {},
): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(ask, { timeout: 60_000, interval: 100, ...options });
}
