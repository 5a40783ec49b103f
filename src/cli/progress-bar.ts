import { duration } from '../design/words/number-text';
import type { FetchStep } from '../disk/bucket/fetch-copy';
import { fetchingWords } from '../launch/project/fetched-words';
import { harmless } from './style';
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
  const shown = { done: megabytes(bytes), total: megabytes(totalBytes), note: 'MB', secondsLeft: null };
  return progressBar({ title, ...shown }, columns);
}

/** The same of images that are fetched from a bucket. */
export function imagesBar(step: FetchStep, columns: number): string {
  if ('listed' in step) return cutToWidth(harmless(fetchingWords(step)), columns);
  const { images, ofImages, bytes, ofBytes } = step;
  const note = `${megabytes(bytes)} of ${megabytes(ofBytes)} MB`;
  return progressBar({ title: 'images', done: images, total: ofImages, note, secondsLeft: null }, columns);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
