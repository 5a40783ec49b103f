import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findNode } from '../../../../src/launch/programs/node-program';
import { scratchFolder } from '../../../fixtures/scratch-folder';

const own = { path: process.execPath, version: process.versions.node, environment: {} };

/** A program that says it is that version of Node. */
function nodeOf(version: string): string {
  const program = path.join(scratchFolder(), 'node');
  writeFileSync(program, `#!${process.execPath}\nconsole.log('${version}')`);
  chmodSync(program, 0o755);
  return program;
}

describe('the Node of the processes', () => {
  it('is the one that runs this', async () => {
    expect(await findNode()).toEqual(own);
  });

  it.skipIf(process.platform === 'win32')('is the configured one', async () => {
    const program = nodeOf('v22.1.0');
    expect(await findNode(program)).toEqual({ path: program, version: '22.1.0', environment: {} });
  });

  it.skipIf(process.platform === 'win32')('is none that is too old, and none that is no Node', async () => {
    expect(await findNode(nodeOf('v18.20.0'))).toEqual(own);
    expect(await findNode(nodeOf('hello'))).toEqual(own);
    expect(await findNode(path.join(scratchFolder(), 'missing'))).toEqual(own);
  });
});
