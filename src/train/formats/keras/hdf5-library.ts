let started: Promise<Hdf5Library> | undefined;

/** The C library's functions. They count in places of its own memory. */
export type Hdf5Library = Awaited<typeof import('h5wasm')['ready']>;

/**
 * HDF5 in WebAssembly, started once. Its build for browsers: the one for Node reaches every file of the disk, by links
 * that a file may hold.
 */
export function loadHdf5(): Promise<Hdf5Library> {
  started ??= start();
  return started;
}

async function start(): Promise<Hdf5Library> {
  // In the bundle, a file of its own beside this one: 4 MB that only the file of a Keras model needs.
  const { ready } = await import('h5wasm');
  const library = await ready;
  // Without it, values that can't be read are whatever the memory holds.
  library.activate_throwing_error_handler();
  // Data may lie in other files by name; there shall be none, and no device of random numbers.
  for (const device of library.FS.readdir('/dev')) {
    if (!device.startsWith('.') && !/^(std|shm)/.test(device)) library.FS.unlink(`/dev/${device}`);
  }
  return library;
}
