// `npm run make-maps`: takes the strongest feature maps of the demonstration base on one of the example's pictures, for the
// walkthrough's picture of what layers see, into scripts/walkthrough/maps.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { webAssembly } from '../../src/launch/engine/engine-choice';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { openProject } from '../../src/launch/project/project';
import { seeLayer } from '../../src/launch/runs/see';
import { mapColor } from '../../src/shared/map-colors';
import { mapsShown } from './maps-shown';

const root = path.resolve(__dirname, '../..');

async function makeMaps(): Promise<void> {
  const installation = installationAround(path.join(root, 'dist'));
  const node = await findNode();
  const example = path.join(root, 'examples/emoji-groups');
  const project = await openProject(example, { installation, node, allowDownload: false });
  const folder = path.join(__dirname, 'maps');
  await mkdir(folder, { recursive: true });
  for (const layer of mapsShown.layers) {
    const picture = path.join(example, 'images', mapsShown.picture);
    const { maps, places } = await seeLayer(project, layer, picture, {
      installation,
      node,
      engine: webAssembly,
    });
    const [height, width] = places ?? [1, 1];
    for (const [at, { values }] of maps.slice(0, mapsShown.maps).entries()) {
      const pixels = Uint8Array.from([...Buffer.from(values, 'base64')].flatMap((value) => mapColor(value)));
      await sharp(pixels, { raw: { height, width, channels: 3 } })
        .png({ compressionLevel: 9 })
        .toFile(path.join(folder, `${layer}-${at}.png`));
    }
  }
}

void makeMaps();
