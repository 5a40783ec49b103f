import { defineConfig } from 'vitest/config';

// Three levels: pure tests in seconds, then real TensorFlow in processes of its own. Tests are found by
// their name; a level that finds none fails (vitest's default).
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/{unit,rules}/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'train',
          include: ['test/train/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          pool: 'forks',
        },
      },
    ],
  },
});
