/** Locates the base of an address by way of the environment's proxies, and prints its fingerprint or what went wrong. */
import path from 'node:path';
import { locateBase } from '../../../../src/disk/bases/base-location';
import { proxiedFetch } from '../../../../src/disk/bases/proxied-fetch';
import { baseLook } from '../../../fixtures/base-look';

const [address = '', folder = '', sha256] = process.argv.slice(2);
locateBase(address, folder, path.join(folder, 'catalog'), {
  ...baseLook,
  downloadFolder: path.join(folder, 'downloads'),
  allowDownload: true,
  fetchPublished: () => Promise.reject(new Error('nothing is fetched')),
  request: proxiedFetch,
  sha256,
  limits: { pauses: [10, 10] },
}).then(
  ({ fingerprint }) => console.log(fingerprint),
  (error: unknown) => console.log(error instanceof Error ? error.message : error),
);
