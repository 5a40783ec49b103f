import { expect, it } from 'vitest';
import {
  appendMetric,
  appendRunEvent,
  readMetrics,
  readRunEvents,
} from '../../../../src/disk/runs/run-events-file';
import type { EpochEvent } from '../../../../src/shared/run-events';
import { JobEvents } from '../../../../src/train/ray/job-events';
import { temporaryFolder } from '../../disk/support/temporary-folder';

const epoch = (number: number): EpochEvent => ({
  ...{ event: 'epoch', start: 'pretrained', phase: 1, epoch: number, epochs: 5, best: true, seconds: 1 },
  ...{ loss: 1, accuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5, validationImages: 3 },
  secondsLeft: 0,
});

it('an epoch of a job stands once among the events and once among the metrics, wherever a process was killed between the two', async () => {
  const folder = temporaryFolder();
  const [first, second, third, fourth] = [1, 2, 3, 4].map(epoch) as [
    EpochEvent,
    EpochEvent,
    EpochEvent,
    EpochEvent,
  ];
  for (const kept of [first, second]) appendMetric(folder, kept);
  for (const told of [first, third]) appendRunEvent(folder, told);
  const events = new JobEvents(folder, { told: [first, third], kept: [first, second] }, undefined);
  for (const each of [first, second, third, fourth, fourth]) events.take(`@td ${JSON.stringify(each)}`);
  const told: number[] = [];
  await readRunEvents(folder, (event) => event.event === 'epoch' && told.push(event.epoch));
  expect(told.sort()).toEqual([1, 2, 3, 4]);
  expect((await readMetrics(folder)).map((one) => one.epoch)).toEqual([1, 2, 3, 4]);
});
