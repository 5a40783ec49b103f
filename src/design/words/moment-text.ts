const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/**
 * A moment as people of this machine's time zone call it: `today 23:04`, `yesterday 23:04`, `8 March 23:04`, and with
 * the year where that is another one: `8 March 2025 23:04`.
 * @param precise with its second: `today 23:04:07`
 */
export function momentText(moment: Date, now: Date, precise = false): string {
  const time = [moment.getHours(), moment.getMinutes(), ...(precise ? [moment.getSeconds()] : [])];
  return `${dayText(moment, now)} ${time.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

function dayText(moment: Date, now: Date): string {
  if (isSameDay(moment, now)) return 'today';
  // Not 24 hours before: a day of 23 or 25 hours is one too.
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (isSameDay(moment, before)) return 'yesterday';
  const day = `${moment.getDate()} ${months[moment.getMonth()]}`;
  return moment.getFullYear() === now.getFullYear() ? day : `${day} ${moment.getFullYear()}`;
}

function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
