/** How report and terminal write numbers. A no-break space stands between a figure and its unit. */
const space = '\u00a0';

/** `12,345`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 image`, `12,345 images`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)}${space}${value === 1 ? one : many}`;
}

/** A share 0..1 as `87 %`. Only none of them is `0 %` and only all of them is `100 %`. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${percentFigure(share)}${space}%` : '–';
}

/** `79–92 %`; with as many digits as tell the ends apart: `98.8–99.2 %`. */
export function percentRange({ low, high }: { readonly low: number; readonly high: number }): string {
  let ends = [percentFigure(low), percentFigure(high)];
  for (let digits = 1; low < high && ends[0] === ends[1] && digits <= 4; digits += 1)
    ends = [low, high].map((end) => (end * 100).toFixed(digits));
  return `${ends.join('–')}${space}%`;
}

function percentFigure(share: number): string {
  const value = share * 100;
  const roundsOntoAnEnd = (value > 0 && value < 0.5) || (value >= 99.5 && value < 100);
  return roundsOntoAnEnd ? Math.min(99.9, Math.max(0.1, value)).toFixed(1) : String(Math.round(value));
}

/** Three significant digits, as for a loss: `0.312`, `12.3`, `4,560`; words for what is no number. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '−infinite';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return scientific(value);
  return size >= 1000 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** `3.1 × 10⁻⁸`; plain `0` for none at all. */
export function scientific(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential(1).split('e');
  const raised = [...String(Number(exponent))].map((digit) => superscripts[digit] ?? digit).join('');
  return `${digits.replace(/\.0$/, '')}${space}×${space}10${raised}`;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** `0.42 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${Number(seconds.toFixed(seconds < 1 ? 2 : 1))}${space}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${space}s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}${space}min ${two(whole % 60)}${space}s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}${space}h ${two(minutes % 60)}${space}min`;
}

/** Bytes in powers of 1,000: `512 B`, `4.2 MB`. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${Number(value.toFixed(digits))}${space}${units[unit]}`;
}

/** `8 × 8 × 128`; a size that only the image tells is `?`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return shape.map((size) => size ?? '?').join(`${space}×${space}`);
}

/** An ISO time as `2026-11-22 17:58 UTC`; any other text as it is. */
export function timeText(time: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::[\d.]+)?Z$/.exec(time);
  return parts ? `${parts[1]} ${parts[2]} UTC` : time;
}

/** Notifications, names and announcements have plain spaces. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
