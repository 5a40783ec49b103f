import { duration } from '../design/words/number-text';
import { cutToWidth, widthOf } from './text-table';

export interface Progress {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  /** Shown behind the bar, e.g. the last epoch's figures. */
  readonly note?: string;
  readonly secondsLeft: number | null;
}

/** In columns; a narrow terminal has less room for it. */
const longestBar = 20;
const shortestBar = 4;

/** One line of at most `columns`: `train ███████░░░░ 12/200  31 s left  note`; the note gives way first, then the bar. */
export function progressBar(progress: Progress, columns: number): string {
  const { title, done, total, note, secondsLeft } = progress;
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const left =
    secondsLeft === null || done >= total ? '' : `${duration(Math.max(0, Math.round(secondsLeft)))} left`;
  const figures = [`${done}/${total}`, left].filter(Boolean).join('  ');
  const room = columns - widthOf(title) - widthOf(figures) - 2;
  const width = Math.max(shortestBar, Math.min(longestBar, room));
  const full = Math.round(share * width);
  const bar = '█'.repeat(full) + '░'.repeat(width - full);
  const parts = [`${title} ${bar} ${figures}`, note ?? ''].filter(Boolean);
  return cutToWidth(parts.join('  '), columns);
}

/** The same of bytes, counted in megabytes. */
export function downloadBar(title: string, bytes: number, totalBytes: number, columns: number): string {
  const megabytes = (value: number) => Math.round(value / 1e6);
  const shown = { done: megabytes(bytes), total: megabytes(totalBytes), note: 'MB', secondsLeft: null };
  return progressBar({ title, ...shown }, columns);
}
