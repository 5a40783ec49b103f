import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openWithoutErrors, tellFailure } from '../../../src/cli/opened-project';
import { createTerminal } from '../../../src/cli/terminal';
import { TransferError } from '../../../src/design/transfer-error';
import { scratchFolder } from '../../fixtures/scratch-folder';
import { KeptStream } from '../../fixtures/terminal-sample';

const nothing = { code: 'measure-impossible', nothing: 'Nothing was measured' } as const;

function terminal() {
  const [output, errors] = [new KeptStream(), new KeptStream()];
  const where = { installation: { root: '/nowhere', bundles: '/nowhere' }, node: {} as never };
  return { output, errors, shown: createTerminal(output, errors, {}, where) };
}

async function opened(text: string, json: boolean) {
  const file = path.join(scratchFolder(), 'transfer.yaml');
  writeFileSync(file, text);
  const { output, errors, shown } = terminal();
  const project = await openWithoutErrors(shown, { file, json, settings: [] }, nothing);
  return { project, output, errors };
}

it('what takes a file without errors begins with none that has some, and says which and what comes of it', async () => {
  const { project, output, errors } = await opened('case: 9\n', false);
  expect(project).toBeUndefined();
  expect(errors.text).toContain('[value-not-allowed]');
  expect(errors.lines.at(-1)).toBe('Nothing was measured: mend the errors first.');
  expect(output.text).toBe('');
});

it('what takes a file without errors tells machines in one object why it does not begin', async () => {
  const { project, output, errors } = await opened('case: 9\n', true);
  expect(project).toBeUndefined();
  const [{ code, message }] = JSON.parse(output.text).problems;
  expect([code, message]).toEqual(['measure-impossible', 'Nothing was measured: mend the errors first.']);
  expect(errors.text).toBe('');
});

it('a failure is told in words or as data, and a fault of the program is no failure', () => {
  const error = new TransferError('disk-full', 'The disk is full.');
  const { output, errors, shown } = terminal();
  tellFailure(shown, error, false);
  tellFailure(shown, error, true);
  expect(errors.text).toBe('error: The disk is full.\n');
  expect(JSON.parse(output.text).problems).toMatchObject([{ code: 'disk-full' }]);
  expect(() => tellFailure(shown, new TypeError('x is undefined'), false)).toThrow(TypeError);
});
