// `npm run test:desktop [-- VERSION ...]`: downloads desktop VS Code and runs there the tests of this folder, which
// know the editor from inside only. VERSION is like 1.100.0, or `stable`, the newest; by default the lowest that the
// extension supports, and the newest. On Linux without a display it needs xvfb.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { lowestVersion, runDesktopTests } from './desktop-tests';

const root = path.resolve(__dirname, '../..');

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function run(named: readonly string[]): Promise<void> {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly engines: { readonly vscode: string };
  };
  const good = await runDesktopTests(
    named.length > 0 ? named : [lowestVersion(manifest.engines.vscode), 'stable'],
    {
      download: (version) => downloadAndUnzipVSCode({ version, cachePath: path.join(root, '.vscode-test') }),
      test: vitestIn,
      say: (line) => console.log(line),
    },
  );
  if (!good) process.exitCode = 1;
}

/** The words before a command that give it a display: none where there is one. */
function displayBefore(): readonly string[] {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return [];
  if (spawnSync('xvfb-run', ['--help']).error === undefined) return ['xvfb-run', '--auto-servernum'];
  throw new Error(
    'Desktop VS Code needs a display, and there is none here. Install xvfb, which is one that nobody sees (on ' +
      'Debian and Ubuntu: apt-get install xvfb).',
  );
}

function vitestIn(program: string, version: string): Promise<boolean> {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const [command = '', ...words] = [
    ...displayBefore(),
    process.execPath,
    vitest,
    'run',
    '--project',
    'desktop',
  ];
  console.log(`\nDesktop VS Code ${version}: ${program}`);
  return new Promise((resolve, reject) => {
    spawn(command, words, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, DESKTOP_EDITOR: program, DESKTOP_EDITOR_VERSION: version },
    })
      .on('error', reject)
      .on('close', (status) => resolve(status === 0));
  });
}
