import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TransferError } from '../../../../src/design/transfer-error';
import { runFailureMessage } from '../../../../src/train/failures/failure-words';

it("a run's failure names the file of a system's error and what to do, and leaves our own words alone", () => {
  let met: unknown;
  try {
    mkdirSync(`${import.meta.filename}/features`);
  } catch (error) {
    met = error;
  }
  expect(runFailureMessage(met)).toMatch(
    /features can't be used \(ENOTDIR\)\. Make sure .* resume the run\.$/,
  );
  expect(runFailureMessage(new TransferError('no-images', 'Add images.'))).toBe('Add images.');
});
