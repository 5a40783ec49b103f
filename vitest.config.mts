import { defineConfig } from 'vitest/config';

/** Processes, browsers and editors of their own: one file after the other, with time to start. */
const realPrograms = (name: string, seconds: number, folders: readonly string[] = [name]) => ({
  test: {
    name,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    fileParallelism: false,
    pool: 'forks' as const,
  },
});

/** Shares in percent of statements and branches that the unit level runs at least; a little under what it does. */
const floors: Readonly<Record<string, readonly [number, number]>> = {
  'src/catalog/**/*.ts': [90, 80],
  'src/cli/**/*.ts': [55, 49],
  'src/design/**/*.ts': [97, 92],
  'src/disk/**/*.ts': [93, 86],
  'src/editor/**/*.ts': [13, 7],
  'src/language/**/*.ts': [94, 88],
  'src/launch/**/*.ts': [72, 69],
  'src/report/**/*.ts': [97, 83],
  'src/shared/**/*.ts': [74, 68],
  'src/train/**/*.ts': [51, 56],
  'src/views/**/*.ts': [88, 78],
  // Of the panel what needs no browser.
  'webview/{changed,drawing/kept-layouts}.ts': [72, 75],
};

// Pure tests in seconds, then real TensorFlow, a real browser and a real editor. Tests are found by their names; a
// level that finds none fails. A browser or an editor that is busy loses a press now and then, as it does a user's:
// there a test has a second try, as a user would, and the report names it. Engines and clusters must be right at once.
export default defineConfig({
  test: {
    // Of the unit level alone, by `npm run coverage`: what runs in other processes and in a browser is not seen.
    coverage: {
      include: Object.keys(floors),
      reporter: ['text-summary', 'html'],
      thresholds: Object.fromEntries(
        Object.entries(floors).map(([files, [statements, branches]]) => [files, { statements, branches }]),
      ),
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{unit,rules}/**/*.test.ts'],
          testTimeout: 20_000,
          // By default one processor is left idle, which is half of two.
          maxWorkers: '100%',
        },
      },
      realPrograms('train', 300),
      { test: { ...realPrograms('ray', 600).test, globalSetup: 'test/ray/start-ray.ts' } },
      { test: { ...realPrograms('panel', 120).test, retry: 1 } },
      {
        test: {
          ...realPrograms('editor', 300, ['editor', 'desktop']).test,
          globalSetup: 'test/editor-host/say-where.ts',
          retry: 1,
        },
      },
      // Only by `npm run test:desktop`, which downloads the editor and says here where it is.
      ...(process.env.DESKTOP_EDITOR ? [realPrograms('desktop', 300)] : []),
    ],
  },
});
