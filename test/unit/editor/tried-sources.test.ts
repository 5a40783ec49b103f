import { expect, it, vi } from 'vitest';
import { TriedPictures } from '../../../src/editor/runs/tried-pictures';
import { mostGiven } from '../../../src/shared/tried-pictures';

vi.mock('vscode', () => ({
  EventEmitter: class {
    event = () => ({ dispose() {} });
    fire() {}
    dispose() {}
  },
}));

const runs = { onDidEnd: () => ({ dispose() {} }) } as never;

it('pictures that were tried can be had again, until they are cleared or newer ones take their room', () => {
  const tried = new TriedPictures(runs);
  const large = () => new Uint8Array(mostGiven.bytes / 2);
  tried.remember('/pets/transfer.yaml', '0', { runFolder: '/run', picture: large() });
  tried.remember('/pets/transfer.yaml', '1', { runFolder: '/run', picture: { file: '/rex.jpg' } });
  tried.remember('/pets/transfer.yaml', '2', { runFolder: '/run', picture: large() });
  expect(tried.sourceOf('/pets/transfer.yaml', '0')).toBeDefined();
  tried.remember('/pets/transfer.yaml', '3', { runFolder: '/run', picture: new Uint8Array(1) });
  expect(tried.sourceOf('/pets/transfer.yaml', '0')).toBeUndefined();
  expect(tried.sourceOf('/pets/transfer.yaml', '1')?.picture).toEqual({ file: '/rex.jpg' });
  expect(tried.sourceOf('/pets/transfer.yaml', '3')).toBeDefined();
  expect(tried.sourceOf('/others/transfer.yaml', '3')).toBeUndefined();
});
