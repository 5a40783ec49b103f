import { stat } from 'node:fs/promises';

/** What tells files from changed ones without reading them. */
export interface FileStamp {
  /** Another text where one of them was changed, replaced or moved. */
  readonly text: string;
  /** When the last of them was changed, in milliseconds since 1970 by the disk's clock. */
  readonly changed: number;
}

/**
 * The stamp of files and folders, links followed: device, number, size, and the times of the last change to the
 * nanosecond. Of the two times the first can be set back by anybody, the second by nobody.
 * @throws the system's error where one can't be looked at
 */
export async function stampOf(places: readonly string[]): Promise<FileStamp> {
  const facts = await Promise.all(places.map((place) => stat(place, { bigint: true })));
  const texts = facts.map((one) => [one.dev, one.ino, one.size, one.mtimeNs, one.ctimeNs].join(' '));
  const times = facts.flatMap(({ mtimeNs, ctimeNs }) => [mtimeNs, ctimeNs]);
  const last = times.reduce((latest, time) => (time > latest ? time : latest), 0n);
  return { text: texts.join('\n'), changed: Number(last / 1_000_000n) };
}

/** The coarsest clock of a disk, FAT's, in milliseconds. */
const coarsestClock = 2000;

/**
 * Whether a file with this stamp is sure to have held since `time` what it held then. One that was changed in the same tick
 * of the disk's clock, just before, can be changed again just after and keep its stamp.
 * @param time when the files began to be read, in milliseconds since 1970
 */
export function tellsChangesSince({ changed }: FileStamp, time: number): boolean {
  return time - changed > coarsestClock;
}
