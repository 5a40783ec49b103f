/** The door to bases on disk and on the network: finding one, then reading it. */
export { catalogFile, type LocatedBase, type LocateOptions, locateBase } from './base-location';
export { type BaseFiles, baseFingerprint, readBaseFiles, shardFiles, type WeightSpec } from './base-reading';
export type { Request } from './bounded-fetch';
