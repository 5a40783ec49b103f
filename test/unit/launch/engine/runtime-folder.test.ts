import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runtimesFolder } from '../../../../src/launch/engine/runtime-folder';

describe('the per-user folder of the runtime', () => {
  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/share/transfer-designer/runtime'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/transfer-designer/runtime'],
    ['linux', { XDG_DATA_HOME: 'data' }, '/home/ada', '/home/ada/.local/share/transfer-designer/runtime'],
    ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/transfer-designer/runtime'],
    ['win32', { LOCALAPPDATA: '/local' }, '/Users/ada', '/local/transfer-designer/runtime'],
    ['win32', {}, '/Users/ada', '/Users/ada/AppData/Local/transfer-designer/runtime'],
    ['linux', { TRANSFER_DESIGNER_RUNTIME: '/elsewhere' }, '/home/ada', '/elsewhere'],
  ] as const)('on %s with %j of %s is %s', (platform, environment, home, folder) => {
    const found = runtimesFolder(environment, platform, home);
    expect(
      found
        .split(path.sep)
        .join('/')
        .replace(/^[A-Z]:/, ''),
    ).toBe(folder);
  });
});
