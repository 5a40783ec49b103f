import { expect, it } from 'vitest';
import { jobName, storedName } from '../../../../src/train/ray/run-in-storage';
import { runRecord } from '../../../fixtures/fake-run';

it("what a run is called in a storage is no other run's name, and stays what its record keeps", () => {
  const record = runRecord('/pets/transfer.yaml', '');
  const others = [runRecord('/birds/transfer.yaml', ''), { ...record, created: '2026-05-04T10:30:06.000Z' }];
  expect(storedName(record)).toMatch(/^one-[0-9a-f]{12}$/);
  expect(new Set([record, ...others].map(storedName)).size).toBe(3);
  const moved = { ...runRecord('/moved/transfer.yaml', ''), storedAs: storedName(record) };
  expect(storedName(moved)).toBe(storedName(record));
  expect(jobName(moved, 2)).toBe(`transfer-${storedName(record)}-2`);
});
