import type { ScaleNumbers } from '../../design/config';
import type { Plan, PlanInput } from '../../design/plan';

/** What stands beside a saved network, so that whoever loads it can feed it and read its answers. */
export interface ModelMetadata {
  /** The order of the softmax's units. */
  readonly classes: readonly string[];
  readonly input: PlanInput;
  /** As the file names it, for reading. */
  readonly base: string;
  readonly cut: string;
  /** An answer whose probability is less counts as none of the classes; left out where nothing could choose it. */
  readonly weakBelow?: number;
}

/** @param weakBelow as the validation images chose it; null where they could not */
export function modelMetadata(plan: Plan, weakBelow: number | null): ModelMetadata {
  const { size, resize, scale } = plan.base.input;
  return {
    classes: plan.dataset.classes,
    input: { size, resize, scale },
    base: plan.base.model,
    cut: plan.cut,
    ...(weakBelow === null ? {} : { weakBelow }),
  };
}

/** What a saved network says of itself, whoever wrote that; undefined where it does not say how to feed the network. */
export function readModelMetadata(says: unknown): ModelMetadata | undefined {
  const { classes, input, base, cut, weakBelow } = object(says);
  const { size, resize, scale } = object(input);
  const { mean, std, channels } = object(scale);
  const isNumbers = (value: unknown, count: number): boolean =>
    Array.isArray(value) && value.length === count && value.every(Number.isFinite);
  const isUsable =
    Array.isArray(classes) &&
    classes.every((name) => typeof name === 'string') &&
    isNumbers(size, 2) &&
    (size as number[]).every((edge) => Number.isInteger(edge) && edge > 0) &&
    (resize === 'stretch' || resize === 'crop' || resize === 'pad') &&
    isNumbers(mean, 3) &&
    isNumbers(std, 3) &&
    (std as number[]).every((value) => value !== 0) &&
    (channels === 'rgb' || channels === 'bgr');
  if (!isUsable) return undefined;
  return {
    classes,
    input: { size: size as [number, number], resize, scale: { mean, std, channels } as ScaleNumbers },
    base: String(base),
    cut: String(cut),
    // A run from before chose none.
    ...(isShare(weakBelow) ? { weakBelow } : {}),
  };
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
