import { useEffect, useRef } from 'react';
import { type Color, evidenceColors, mapColor } from '../../src/shared/map-colors';
import type { Places } from '../../src/shared/seen';

interface MapCanvasProps {
  readonly places: Places;
  /** Red, green, blue and how much it covers, 0 to 255, of each cell, row by row. */
  readonly colors: Uint8ClampedArray<ArrayBuffer>;
}

/** A map of coloured cells; what it shows is said in words beside it. */
export function MapCanvas({ places: [rows, columns], colors }: MapCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(new ImageData(colors, columns, rows), 0, 0);
  }, [rows, columns, colors]);
  return <canvas ref={canvas} width={columns} height={rows} />;
}

/** The colours of a feature map, a byte a cell in base64. */
export function mapColors(values: string): Uint8ClampedArray<ArrayBuffer> {
  const bytes = atob(values);
  const colors = new Uint8ClampedArray(bytes.length * 4);
  for (let at = 0; at < bytes.length; at += 1) put(colors, at, mapColor(bytes.charCodeAt(at)), 255);
  return colors;
}

/** The colours of what speaks for something and against it: the more, the more they cover. */
export function tileColors(tiles: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const most = Math.max(...tiles.map(Math.abs)) || 1;
  const colors = new Uint8ClampedArray(tiles.length * 4);
  for (const [at, value] of tiles.entries())
    put(colors, at, value >= 0 ? evidenceColors.for : evidenceColors.against, (Math.abs(value) / most) * 255);
  return colors;
}

function put(colors: Uint8ClampedArray, at: number, [red, green, blue]: Color, cover: number): void {
  colors.set([red, green, blue, cover], at * 4);
}
