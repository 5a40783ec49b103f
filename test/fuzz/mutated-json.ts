import { between, pick, type Random } from './fuzzer';

const oddValues: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    2,
    3,
    16,
    1.5,
    1e9,
    2 ** 53,
    1e308,
    -0,
    '',
    'relu',
    'a/b',
    '__proto__',
    'constructor',
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    [0],
    [1, 1],
    [-1, 3],
    [3, 3],
    'channels_first',
    'same',
    'softmax',
    'x'.repeat(3000),
    'Dense',
  ],
  ...[
    'Conv2D',
    'LSTM',
    'Sequential',
    'Model',
    'RandomZoom',
    'InputLayer',
    'Dropout',
    'Reshape',
    'Add',
    'Flatten',
  ],
  ...[
    '../outside.bin',
    './link.bin',
    '/etc/hostname',
    '..\\outside.bin',
    'a/../../outside.bin',
    'int32',
    'uint8',
    'float16',
  ],
];

/** A place in JSON: what holds it, and the key there. */
type Place = readonly [holder: Record<string, unknown>, key: string];

function placesIn(json: unknown): Place[] {
  const found: Place[] = [];
  const open = [json];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    if (typeof holder !== 'object' || holder === null) continue;
    for (const key of Object.keys(holder)) {
      const fields = holder as Record<string, unknown>;
      found.push([fields, key]);
      open.push(fields[key]);
    }
  }
  return found;
}

/** The same with one to four accidents of what its places hold: other values, missing, doubled or exchanged ones. */
export function mutatedJson(random: Random, json: unknown): unknown {
  const changed: unknown = structuredClone(json);
  for (let left = between(random, 1, 4); left > 0; left -= 1) {
    const places = placesIn(changed);
    if (places.length === 0) return changed;
    const [holder, key] = pick(random, places);
    const [from, other] = pick(random, places);
    const roll = random();
    if (roll < 0.5) holder[key] = structuredClone(pick(random, oddValues));
    else if (roll < 0.6) delete holder[key];
    else if (roll < 0.75) holder[key] = structuredClone(from[other]);
    else if (roll < 0.85 && Array.isArray(holder))
      holder.splice(Number(key), 0, structuredClone(holder[Number(key)]));
    else if (roll < 0.9 && Array.isArray(holder)) holder.reverse();
    else if (roll < 0.95)
      holder[key] = { [pick(random, ['name', 'config', 'layers', 'class_name'])]: holder[key] };
    else
      holder[
        pick(random, [
          'activation',
          'axis',
          'groups',
          'batch_shape',
          'inbound_nodes',
          'quantization',
          'group',
        ])
      ] = pick(random, oddValues);
  }
  return changed;
}
