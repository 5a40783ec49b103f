/**
 * A bundle in which every outside module is taken apart once for all files together. The bundler does it anew for
 * each file that imports it: hundreds of names each time, which took half of the time of loading the extension.
 */
export function importOnce(bundle) {
  const [head, ...rest] = bundle.split('\n');
  const found = /__toESM\(require\(("[^"]+")\)\)/g;
  const body = rest.join('\n').replace(found, 'importOnce($1, () => require($1))');
  const once =
    'const imported = new Map(); function importOnce(name, load) {' +
    ' if (!imported.has(name)) imported.set(name, __toESM(load()));' +
    ' return imported.get(name); }';
  return [`${head} ${once}`, body].join('\n');
}
