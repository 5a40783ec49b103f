import { describe, expect, it } from 'vitest';
import { momentText } from '../../../../src/design/words/moment-text';

// By the parts of the local time, so that it holds in every time zone.
const now = new Date(2026, 2, 30, 0, 30);

describe('a moment', () => {
  it.each([
    ['today 00:05', new Date(2026, 2, 30, 0, 5)],
    // Where clocks are put forward on that night, yesterday began 23 hours before today did.
    ['yesterday 23:04', new Date(2026, 2, 29, 23, 4)],
    ['yesterday 00:00', new Date(2026, 2, 29)],
    ['28 March 23:59', new Date(2026, 2, 28, 23, 59)],
    ['1 January 09:07', new Date(2026, 0, 1, 9, 7)],
    ['31 December 2025 23:04', new Date(2025, 11, 31, 23, 4)],
    // A clock that was wrong.
    ['31 March 10:00', new Date(2026, 2, 31, 10)],
  ])('is called %s', (text, moment) => {
    expect(momentText(moment, now)).toBe(text);
  });

  it('is called by its second where that is asked for', () => {
    expect(momentText(new Date(2026, 2, 30, 0, 5, 7), now, true)).toBe('today 00:05:07');
  });
});
