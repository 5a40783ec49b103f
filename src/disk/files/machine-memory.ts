import os from 'node:os';

let bytes: number | undefined;

/** The memory that this machine has, in bytes, or as much of it as this process is allowed (in a container). */
export function machineMemory(): number {
  bytes ??= Math.min(os.totalmem(), allowedMemory());
  return bytes;
}

function allowedMemory(): number {
  // Zero, or more than there can be, where nothing is set.
  const allowed = process.constrainedMemory?.() ?? 0;
  return allowed > 0 ? allowed : Number.POSITIVE_INFINITY;
}
