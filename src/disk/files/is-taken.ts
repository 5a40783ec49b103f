import { lstat } from 'node:fs/promises';

/** Whether something stands there, be it a link that leads nowhere: writing would follow it. */
export async function isTaken(place: string): Promise<boolean> {
  return lstat(place).then(
    () => true,
    () => false,
  );
}
