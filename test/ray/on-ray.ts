import { describe, inject, it } from 'vitest';
import type { RayAccess } from './ray-cluster';

/** Tests that use the Ray of all test files; where there is none they are skipped by the reason, which `start-ray.ts` says. */
export function describeOnRay(name: string, tests: (ray: RayAccess) => void): void {
  const given = inject('ray');
  if ('missing' in given) describe(name, () => it.skip(given.missing));
  else describe(name, () => tests(given));
}
