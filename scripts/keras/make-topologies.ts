import { mkdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { catalog } from '../../src/catalog/catalog';
import { comesAsKerasWeights } from '../../src/catalog/catalog-base';
import type { PublishedNetwork } from '../../src/train/formats/keras/published-weights';
import { kerasFolder, runWithKeras } from './python-with-keras';

// `npm run make-topologies [-- NETWORK...]` writes the layers of the networks of Keras Applications, as Keras builds them,
// to `networks`, and compares what the catalog says of them with what Keras does: addresses, hashes, numbers.
// `KERAS_PYTHON` names a Python that has TensorFlow; without it one is made.
const target = path.resolve(import.meta.dirname, '../../networks');

interface Described extends PublishedNetwork {
  readonly published: { readonly address: string; readonly hash: string | null };
  readonly parameters: number;
  readonly layers: number;
}

/** The two parts of a network have nearly all in common, which a window as wide as both finds. */
function packed(network: object): Buffer {
  const text = JSON.stringify(network);
  return brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
}

/** What the catalog says otherwise than Keras. Other sizes of pictures have the same layers, and files of their own. */
function differences(network: string, described: Readonly<Record<'top' | 'noTop', Described>>): string[] {
  return catalog.filter(comesAsKerasWeights).flatMap(({ source, params, layers, name, input }) => {
    if (source.network !== network) return [];
    const { published, ...of } = described[source.part];
    const isUsualSize =
      catalog.find((base) => base.name === network.replace('-1.0', ''))?.input.size[0] === input.size[0];
    const said = { params, layers, ...(isUsualSize ? addressOf(source) : {}) };
    const meant = { params: of.parameters, layers: of.layers, ...(isUsualSize ? published : {}) };
    return JSON.stringify(said) === JSON.stringify(meant)
      ? []
      : [`${name}: ${JSON.stringify(said)} instead of ${JSON.stringify(meant)}`];
  });
}

function addressOf({
  address,
  hash,
}: {
  readonly address: string;
  readonly hash?: { readonly digits: string };
}) {
  return { address, hash: hash?.digits ?? null };
}

async function main(names: readonly string[]): Promise<void> {
  const made = path.join(kerasFolder, 'topologies');
  mkdirSync(made, { recursive: true });
  mkdirSync(target, { recursive: true });
  await runWithKeras('make-topologies.py', made, ...names);
  let total = 0;
  for (const file of await readdir(made)) {
    const network = file.replace(/\.json$/, '');
    const described = JSON.parse(await readFile(path.join(made, file), 'utf8')) as Record<
      'top' | 'noTop',
      Described
    >;
    const part = ({ model, weights }: Described): PublishedNetwork => ({ model, weights });
    const bytes = packed({ top: part(described.top), noTop: part(described.noTop) });
    await writeFile(path.join(target, `${network}.json.br`), bytes);
    total += bytes.length;
    for (const difference of differences(network, described)) {
      console.log(difference);
      process.exitCode = 1;
    }
  }
  console.log(`${target}: ${total} bytes`);
}

void main(process.argv.slice(2));
