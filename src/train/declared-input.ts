import type { Resize, Scale } from '../design/config';
import type { LayerGraph, UnusableSaying } from '../design/layer-graph';

/** What a base says of its own input and classes, where it was written for this tool; else nothing. */
export interface Declared {
  readonly input: LayerGraph['input'];
  readonly classes?: readonly string[];
  /** What it says and can't be meant. */
  readonly unusable: readonly UnusableSaying[];
}

/**
 * Nothing of what a base says is believed that the same key of transfer.yaml could not say.
 *
 * @param says see `OpenedBase`
 * @param outputs the width of the base's output
 */
export function declaredBy(says: unknown, outputs: number | null | undefined): Declared {
  const input = field(says, 'input');
  const unusable: UnusableSaying[] = [];
  const take = <Value>(
    about: UnusableSaying['about'],
    value: unknown,
    fault: (value: unknown) => string | undefined,
  ): Value | undefined => {
    if (value === undefined || value === null) return undefined;
    const why = fault(value);
    if (why === undefined) return value as Value;
    unusable.push({ about, why });
    return undefined;
  };
  const size = take<readonly [number, number]>('size', field(input, 'size'), sizeFault);
  const resize = take<Resize>('resize', field(input, 'resize'), resizeFault);
  const scale = take<Scale>('scale', field(input, 'scale'), scaleFault);
  const classes = take<readonly string[]>('classes', field(says, 'classes'), (value) =>
    classesFault(value, outputs),
  );
  return {
    input: { ...(size ? { size } : {}), ...(resize ? { resize } : {}), ...(scale ? { scale } : {}) },
    ...(classes ? { classes } : {}),
    unusable,
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function sizeFault(value: unknown): string | undefined {
  const isEdge = (edge: unknown): boolean =>
    Number.isInteger(edge) && Number(edge) >= 1 && Number(edge) <= 4096;
  return Array.isArray(value) && value.length === 2 && value.every(isEdge)
    ? undefined
    : 'it is no height and width in pixels';
}

function resizeFault(value: unknown): string | undefined {
  return ['stretch', 'crop', 'pad'].includes(String(value)) && typeof value === 'string'
    ? undefined
    : 'it is none of stretch, crop and pad';
}

const scaleNames = ['0..255', '0..1', '-1..1', 'torch', 'caffe'];

function scaleFault(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return scaleNames.includes(value) ? undefined : `it is none of ${scaleNames.join(', ')}`;
  }
  const mean = field(value, 'mean');
  const std = field(value, 'std');
  const channels = field(value, 'channels');
  if (!isTriple(mean)) return 'its mean is not three numbers';
  if (!isTriple(std)) return 'its std is not three numbers';
  if (mean.some((number) => Math.abs(number) > 1000)) return 'its mean lies outside of -1000 to 1000';
  if (std.some((number) => !(number > 0 && number <= 1000))) {
    return `its std holds ${std.find((number) => !(number > 0 && number <= 1000))}`;
  }
  return channels === 'rgb' || channels === 'bgr' ? undefined : 'its channels are neither rgb nor bgr';
}

function isTriple(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length === 3 && value.every((number) => Number.isFinite(number));
}

const longestClassName = 1000;

function classesFault(value: unknown, outputs: number | null | undefined): string | undefined {
  const isName = (name: unknown): boolean =>
    typeof name === 'string' && name !== '' && name.length <= longestClassName;
  if (!Array.isArray(value) || !value.every(isName)) return 'they are no list of names';
  if (new Set(value).size !== value.length) return 'a name stands there twice';
  return value.length === outputs
    ? undefined
    : `there are ${value.length} of them for ${outputs ?? 'an unknown number of'} outputs`;
}
