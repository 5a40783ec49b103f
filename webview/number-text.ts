// What the panel writes otherwise than report and terminal do: estimates and figures at a glance, in rounder numbers.

/** A share in 0..1 as `81 %`, or `80.6 %` with one digit; what would round to nothing is `under 0.1 %`. */
export function percent(share: number, digits = 0): string {
  const least = 10 ** -digits;
  if (digits > 0 && share > 0 && share * 100 < least / 2) return `under ${least} %`;
  return `${(share * 100).toFixed(digits)} %`;
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
