import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planOnClusterLines } from '../../../src/cli/plan-on-cluster-lines';
import { uncoloured } from '../../../src/cli/style';
import { clusterEstimate } from '../../../src/design/cluster/cluster-estimate';
import { plainRates } from '../../../src/design/cluster/cluster-rates';
import { plain } from '../../../src/design/words/number-text';
import type { PlanOnCluster } from '../../../src/launch/runs/plan-on-cluster';
import { bothStartsPlan, mobilePlan } from '../../fixtures/cluster-plan';
import { expectGolden } from '../../fixtures/golden-text';

function on(gpus: number, over: Partial<PlanOnCluster> = {}, plan = mobilePlan): PlanOnCluster {
  const where = { storage: '/shared/transfer', workers: 16, cpus: 8, gpus };
  const rates = plainRates();
  const images = { train: 800_000, validation: 100_000, test: 100_000 };
  const estimate = clusterEstimate({
    ...{ plan, images, imageBytes: 100_000, rates, cluster: where },
  });
  return { where, estimate, imageBytes: 100_000, rates, runs: [], warnings: [], refusals: [], ...over };
}

const text = (told: PlanOnCluster) =>
  planOnClusterLines(told, uncoloured)
    .map((line) => `${plain(line)}\n`)
    .join('');

describe('a plan on a cluster, in a terminal', () => {
  it('says what is handed over and kept, how long each part takes and what it is bound by', () => {
    const address = 'https://ray.example/';
    const cases = [
      on(0),
      on(1, { where: { ...on(1).where, address }, runs: ['2026-05-04T12-30-05-case3'] }),
      on(0, {}, bothStartsPlan),
    ];
    expectGolden(path.join(import.meta.dirname, 'golden', 'plan-on-cluster.txt'), cases.map(text).join('\n'));
  });

  it('names a bucket as it is written', () => {
    const told = on(0);
    const where = { ...told.where, storage: 's3://bucket/some/results' };
    expect(text({ ...told, where })).toMatch(/^ +results +in s3:\/\/bucket\/some\/results$/m);
  });

  it('lets nothing of a file steer the terminal', () => {
    const { where } = on(0);
    const evil = { ...where, storage: '/a\u001b[2J', address: 'http://127.0.0.1/\u001b[31m' };
    expect(text(on(0, { where: evil, runs: ['\u001b]0;x'] }))).not.toContain('\u001b');
  });
});
