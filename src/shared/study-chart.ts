import type { StudiedImages, StudyDepth, StudyLine, StudyResult } from '../design/study/study';
import { type StudyFigure, studyFigures } from '../design/study/study-figures';
import { countText } from '../design/words/wording';

/** What is drawn of a study: one set of images, over all depths. */
export interface StudyChart {
  /** Whose images they are. */
  readonly title: string;
  /** How many there are, and of how many classes, as words. */
  readonly images: string;
  readonly depths: readonly StudyDepth[];
  readonly figures: readonly StudyFigure[];
  /** What saying the largest class always would be right about; null while nothing tells. */
  readonly majority: number | null;
}

/** The charts of a study: of the user's images and, where they were studied too, of the base's own. */
export function studyCharts({ yours, source, depths }: StudyResult): readonly StudyChart[] {
  const chart = (title: string, { images, classes, outcomes }: StudiedImages): StudyChart => ({
    title,
    images: `${countText(images, 'image')} of ${countText(classes, 'class', 'classes')}`,
    depths,
    figures: studyFigures({ images, classes, outcomes }),
    majority: outcomes[0]?.majority ?? null,
  });
  return [chart('Your images', yours), ...(source ? [chart('The base’s own images', source)] : [])];
}

/** The lines over the depths, in the order of their names; the random start is a level. */
export const studyLines = ['frozen', 'fine-tuned'] as const satisfies readonly StudyLine[];

export const lineNames: Readonly<Record<StudyLine, string>> = {
  frozen: 'copied and frozen',
  'fine-tuned': 'copied and fine-tuned',
  random: 'random weights',
};

/** In the drawing's own units. */
export const chartSize = { width: 460, height: 300 } as const;
export const chartPlot = { left: 50, right: 444, top: 16, bottom: 248 } as const;

/** Where a mark of a line stands, and between which heights its seeds lie. */
export interface ChartPoint {
  readonly figure: StudyFigure;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

export interface ChartLayout {
  /** From bottom to top. */
  readonly ticks: readonly { readonly y: number; readonly share: number }[];
  /** One for each depth: how many layers are copied there. */
  readonly depths: readonly { readonly x: number; readonly copied: number }[];
  readonly lines: readonly {
    readonly line: (typeof studyLines)[number];
    readonly points: readonly ChartPoint[];
  }[];
  /** Of the start from random weights: the mean over its seeds, with its lowest and highest. */
  readonly floor: ChartPoint | null;
  readonly majority: number | null;
}

/** Fewer of them are written than would touch each other. */
const mostTicks = 12;

/** Where everything of a chart stands. Depths stand at even distances, whatever layers lie between. */
export function chartLayout({ depths, figures, majority }: StudyChart): ChartLayout {
  const { left, right, top, bottom } = chartPlot;
  const inset = 18;
  const step = depths.length > 1 ? (right - left - 2 * inset) / (depths.length - 1) : 0;
  const x = (at: number) => round(depths.length > 1 ? left + inset + at * step : (left + right) / 2);
  const y = (share: number) => round(bottom - share * (bottom - top));
  const pointOf = (figure: StudyFigure, at: number, aside = 0): ChartPoint => ({
    figure,
    ...{ x: round(x(at) + aside), y: y(figure.mean), low: y(figure.low), high: y(figure.high) },
  });
  const random = figures.find(({ line }) => line === 'random');
  const every = Math.ceil(depths.length / mostTicks);
  return {
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => ({ share, y: y(share) })),
    depths: depths.flatMap(({ copied }, at) => (at % every === 0 ? [{ x: x(at), copied }] : [])),
    lines: studyLines.map((line, index) => ({
      line,
      points: depths.flatMap(({ copied }, at) => {
        const figure = figures.find((one) => one.line === line && one.copied === copied);
        // Side by side, so that the seeds of one line don't hide those of the other.
        return figure ? [pointOf(figure, at, index === 0 ? -3 : 3)] : [];
      }),
    })),
    floor: random ? pointOf(random, 0) : null,
    majority: majority === null ? null : y(majority),
  };
}

/** A path through the marks of a line. */
export function pathThrough(points: readonly ChartPoint[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
