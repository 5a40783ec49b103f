import type { TestProject } from 'vitest/node';
import { pythonForRay } from './python-for-ray';
import { type RayAccess, RayCluster } from './ray-cluster';
import { S3Server } from './s3-server';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Ray for all test files, or why nothing of this folder is tested. */
    ray: RayAccess | { readonly missing: string };
  }
}

/**
 * Once for all test files: an environment, and Ray of two nodes in it, for a start takes half a minute. `RAY_TEST_ADDRESS` and
 * `RAY_AUTH_TOKEN` name a Ray of this machine that is there already.
 *
 * @returns what is to be done after the last test
 * @throws Error where there can be none although it was asked for: with `CI` or `RAY_PYTHON` set
 */
export default async function startRay(project: TestProject): Promise<() => Promise<void> | void> {
  let python: string;
  try {
    python = await pythonForRay();
  } catch (error) {
    if (process.env.CI || process.env.RAY_PYTHON) throw error;
    const { message } = error as Error;
    project.provide('ray', { missing: message });
    // The last that is read of the test command.
    return () => console.error(`\nNOT TESTED: what a cluster of Ray does (test/ray). ${message}\n`);
  }
  const { RAY_TEST_ADDRESS: address, RAY_AUTH_TOKEN: token } = process.env;
  if (address && token) {
    project.provide('ray', { address, token, python });
    return () =>
      console.error('\nNOT TESTED: a bucket as the storage, which a Ray that is there knows nothing of.\n');
  }
  const server = await S3Server.start();
  // Of each Ray that is started from here.
  Object.assign(process.env, server.theirEnvironment);
  try {
    const cluster = await RayCluster.start(python);
    project.provide('ray', { ...cluster.access, bucket: server.access });
    return async () => {
      await cluster.close();
      server.close();
    };
  } catch (error) {
    server.close();
    throw error;
  }
}
