/**
 * What file systems, shares and tools leave in folders: bins, previews, indexes. In small letters. None of it is a
 * picture that somebody put there, or a class. Hidden names, those with a dot in front, are left out besides.
 */
const names: ReadonlySet<string> = new Set([
  // Windows
  ...['thumbs.db', 'ehthumbs.db', 'desktop.ini', '$recycle.bin', 'recycler', 'recycled'],
  ...['system volume information', 'found.000', 'found.001', '$extend', '$winreagent'],
  // macOS
  ...['icon\r', '__macosx', 'network trash folder', 'temporary items'],
  // Linux and shares
  ...['lost+found', '@eadir', '#recycle', '#snapshot', '@recycle', '@recently-snapshot', '@sharebin'],
  ...['@tmp', '@sharesnap', '~snapshot', '_gsdata_'],
  // Tools
  ...['__pycache__', 'node_modules'],
]);

/** Whether a name in a folder of images is passed over without a word. */
export function isLeftBySystems(name: string): boolean {
  return name.startsWith('.') || names.has(name.toLowerCase());
}
