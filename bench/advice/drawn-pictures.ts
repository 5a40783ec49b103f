import { seededRandom } from '../../src/design/images/random';
import { type ClassPictures, drawn, twoColours } from './picture-sources';

/** Draws one picture, as the inside of an outline of 64×64. */
type Drawing = (random: () => number) => string;

const edge = 64;

/** Polygons by their corners, and a disc: filled, turned, of any size, place and colour. */
export function shapes(series: string, ofClass: number): Promise<ClassPictures> {
  const ring = (corners: number, inner = 1): readonly (readonly [number, number])[] =>
    Array.from({ length: corners }, (_, at) => {
      const angle = (2 * Math.PI * at) / corners;
      const radius = at % 2 === 1 ? inner : 1;
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    });
  const cross = [
    [-1, -0.3],
    [-0.3, -0.3],
    [-0.3, -1],
    [0.3, -1],
    [0.3, -0.3],
    [1, -0.3],
    [1, 0.3],
    [0.3, 0.3],
    [0.3, 1],
    [-0.3, 1],
    [-0.3, 0.3],
    [-1, 0.3],
  ] as const;
  const polygon =
    (corners: readonly (readonly [number, number])[]): Drawing =>
    (random) => {
      const [paper, ink] = twoColours(random);
      const turn = random() * 2 * Math.PI;
      const size = 8 + random() * 16;
      const [x, y] = [0, 1].map(() => size + random() * (edge - 2 * size)) as [number, number];
      const points = corners.map(([right, down]) => {
        const along = x + size * (right * Math.cos(turn) - down * Math.sin(turn));
        const below = y + size * (right * Math.sin(turn) + down * Math.cos(turn));
        return `${along.toFixed(1)},${below.toFixed(1)}`;
      });
      return `${ground(paper)}<polygon points="${points.join(' ')}" fill="${colour(ink)}"/>`;
    };
  return pictures(
    {
      cross: polygon(cross),
      disc: polygon(ring(40)),
      hexagon: polygon(ring(6)),
      square: polygon(ring(4)),
      star: polygon(ring(10, 0.45)),
      triangle: polygon(ring(3)),
    },
    ofClass,
    series,
  );
}

/** Grounds that repeat: told apart by texture and nothing else. */
export function textures(ofClass: number): Promise<ClassPictures> {
  const tile =
    (inside: (size: number, ink: string) => string): Drawing =>
    (random) => {
      const [paper, ink] = twoColours(random);
      const size = 6 + random() * 10;
      const turned = `rotate(${(random() * 360).toFixed(0)}) translate(${(random() * size).toFixed(1)} 0)`;
      return `<defs><pattern id="p" width="${size.toFixed(1)}" height="${size.toFixed(1)}" patternUnits="userSpaceOnUse" patternTransform="${turned}">${inside(size, colour(ink))}</pattern></defs>${ground(paper)}<rect width="${edge}" height="${edge}" fill="url(#p)"/>`;
    };
  const half = (size: number): string => (size / 2).toFixed(1);
  return pictures(
    {
      checks: tile(
        (size, ink) =>
          `<rect width="${half(size)}" height="${half(size)}" fill="${ink}"/><rect x="${half(size)}" y="${half(size)}" width="${half(size)}" height="${half(size)}" fill="${ink}"/>`,
      ),
      dots: tile(
        (size, ink) =>
          `<circle cx="${half(size)}" cy="${half(size)}" r="${(size * 0.35).toFixed(1)}" fill="${ink}"/>`,
      ),
      grid: tile(
        (size, ink) =>
          `<path d="M0 0H${size}M0 0V${size}" stroke="${ink}" stroke-width="${(size * 0.45).toFixed(1)}"/>`,
      ),
      stripes: tile((size, ink) => `<rect width="${size}" height="${half(size)}" fill="${ink}"/>`),
      triangles: tile((size, ink) => `<path d="M0 ${size}L${half(size)} 0L${size} ${size}Z" fill="${ink}"/>`),
      waves: tile(
        (size, ink) =>
          `<path d="M0 ${half(size)}Q${(size / 4).toFixed(1)} 0 ${half(size)} ${half(size)}T${size} ${half(size)}" fill="none" stroke="${ink}" stroke-width="${(size * 0.3).toFixed(1)}"/>`,
      ),
    },
    ofClass,
  );
}

/** One to five discs that don't touch: told apart by their number, which no base was taught. */
export function counts(ofClass: number): Promise<ClassPictures> {
  const discs =
    (count: number): Drawing =>
    (random) => {
      const [paper, ink] = twoColours(random);
      const placed: { readonly x: number; readonly y: number; readonly radius: number }[] = [];
      while (placed.length < count) {
        const radius = 4 + random() * 5;
        const [x, y] = [0, 1].map(() => radius + random() * (edge - 2 * radius)) as [number, number];
        if (placed.every((other) => Math.hypot(other.x - x, other.y - y) > other.radius + radius + 2))
          placed.push({ x, y, radius });
      }
      const circles = placed.map(
        ({ x, y, radius }) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}"/>`,
      );
      return `${ground(paper)}<g fill="${colour(ink)}">${circles.join('')}</g>`;
    };
  return pictures(Object.fromEntries([1, 2, 3, 4, 5].map((count) => [String(count), discs(count)])), ofClass);
}

function ground(paper: readonly number[]): string {
  return `<rect width="${edge}" height="${edge}" fill="${colour(paper)}"/>`;
}

function colour(values: readonly number[]): string {
  return `rgb(${values.join(',')})`;
}

/** @param series pictures of another one are others */
async function pictures(
  classes: Readonly<Record<string, Drawing>>,
  ofClass: number,
  series = '',
): Promise<ClassPictures> {
  const all = new Map<string, readonly Buffer[]>();
  for (const [name, drawing] of Object.entries(classes)) {
    const random = seededRandom('drawn', name, series);
    const own: Buffer[] = [];
    for (let at = 0; at < ofClass; at += 1)
      own.push(
        await drawn(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${edge}" height="${edge}">${drawing(random)}</svg>`,
        ),
      );
    all.set(name, own);
  }
  return all;
}
