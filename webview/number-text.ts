const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,234` */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 image`, `1,234 images` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share in 0..1 as `81 %`, or `80.6 %` with one digit; what would round to nothing is `under 0.1 %`. */
export function percent(share: number, digits = 0): string {
  const least = 10 ** -digits;
  if (digits > 0 && share > 0 && share * 100 < least / 2) return `under ${least} %`;
  return `${(share * 100).toFixed(digits)} %`;
}

/** `0 B`, `820 kB`, `1.2 MB`; steps of 1,000. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** `4 s`, `3 min`, `2 h 10 min` */
export function duration(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** `64 × 64 × 3`; a size that only the image tells is `?`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((size) => size ?? '?').join(' × ');
}
