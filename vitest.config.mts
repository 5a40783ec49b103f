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

// Pure tests in seconds, then real TensorFlow, a real browser and a real editor. Tests are found by their names; a
// level that finds none fails.
export default defineConfig({
  test: {
    coverage: {
      include: ['src/**/*.ts', 'webview/**/*.{ts,tsx}'],
      reporter: ['text', 'json-summary'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{unit,rules}/**/*.test.ts'],
          testTimeout: 20_000,
          // By default one processor is left to a watching editor.
          maxWorkers: '100%',
        },
      },
      realPrograms('train', 300),
      realPrograms('panel', 120),
      {
        test: {
          ...realPrograms('editor', 300, ['editor', 'desktop']).test,
          globalSetup: 'test/editor-host/say-where.ts',
          // An editor that is busy loses a press now and then, as it does a user's: a second try, as a user would.
          retry: 1,
        },
      },
      // Only by `npm run test:desktop`, which downloads the editor and says here where it is.
      ...(process.env.DESKTOP_EDITOR ? [realPrograms('desktop', 300)] : []),
    ],
  },
});
