import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { PanelThumbnails } from '../../../src/editor/panel/panel-thumbnails';
import type { ClassThumbnails, Thumbnail } from '../../../src/launch/project/class-thumbnails';
import type { ToPanel } from '../../../src/shared/panel-messages';
import { oddAs } from '../../fixtures/odd-findings';
import { header, project } from '../language/support/project';

const folder = path.resolve('/pets');
const document = { file: '/pets/transfer.yaml', project: project(header) };
const picture = (address: string): Thumbnail => ({ file: 'cats/1.jpg', address, reason: null });

/** Thumbnails that are `address`, of every class that is asked for; what was posted, by class. */
function thumbnails() {
  const made = { address: 'data:one', failure: undefined as Error | undefined };
  const posted: string[] = [];
  const warn = vi.fn();
  const post = (message: ToPanel) =>
    posted.push(
      message.kind === 'thumbnails'
        ? `${message.className} ${message.thumbnails[0]?.address}`
        : message.kind === 'oddThumbnails'
          ? `${message.path} ${message.thumbnails.map(({ file, address }) => `${file} ${address}`)}`
          : '?',
    );
  const of: ClassThumbnails['of'] = async (_, names, { onClass, signal } = {}) => {
    if (made.failure) throw made.failure;
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    for (const name of names) onClass?.(name, [picture(made.address)]);
    return new Map();
  };
  const ofFiles: ClassThumbnails['ofFiles'] = async (files, { onClass } = {}) => {
    for (const { file, place } of files) onClass?.(file, [{ file, address: place, reason: null }]);
    return new Map();
  };
  return { sender: new PanelThumbnails({ of, ofFiles }, { warn }, post), made, posted, warn };
}

it('thumbnails are sent once, and again where they are others or the page has let go of them', async () => {
  const { sender, made, posted } = thumbnails();
  await sender.send(document, { classes: ['cats', 'dogs'], shown: [] });
  await sender.send(document, { classes: ['cats', 'dogs'], shown: ['cats', 'dogs'] });
  expect(posted.splice(0)).toEqual(['cats data:one', 'dogs data:one']);
  await sender.send(document, { classes: ['cats', 'dogs'], shown: ['dogs'] });
  expect(posted.splice(0)).toEqual(['cats data:one']);
  made.address = 'data:two';
  await sender.send(document, { classes: ['dogs'], shown: ['dogs'] });
  expect(posted).toEqual(['dogs data:two']);
});

it('thumbnails that are on their way to a page that is gone are not sent', async () => {
  const { sender, posted, warn } = thumbnails();
  const sending = sender.send(document, { classes: ['cats'], shown: [] });
  sender.forget();
  await sending;
  expect([posted, warn.mock.calls]).toEqual([[], []]);
  await sender.send(document, { classes: ['cats'], shown: [] });
  expect(posted).toEqual(['cats data:one']);
});

it('thumbnails that could not be made are told to the log', async () => {
  const { sender, made, warn } = thumbnails();
  made.failure = new Error('no Node');
  await sender.send(document, { classes: ['cats'], shown: [] });
  expect(warn).toHaveBeenCalledWith('No thumbnails were made: no Node');
});

it('of single pictures those are sent that a finding names, and no other file of the disk', async () => {
  const { sender, posted } = thumbnails();
  const odd = oddAs();
  const of = { file: '/pets/transfer.yaml', folder, project: project(header, { odd }) };
  await sender.sendOdd(of, ['images/dogs/rex.png', '../secret.png', '/etc/passwd', 'images/cats/cats-1.png']);
  const line = (file: string) => `/pets/transfer.yaml ${file} ${path.resolve(folder, file)}`;
  expect(posted).toEqual([line('images/dogs/rex.png'), line('images/cats/cats-1.png')]);
});
