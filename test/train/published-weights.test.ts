import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogBase } from '../../src/catalog/catalog';
import { comesAsKerasWeights, type KerasWeightsBase } from '../../src/catalog/catalog-base';
import { installationAround } from '../../src/launch/programs/installation';
import { findNode } from '../../src/launch/programs/node-program';
import { inspectBase, inspectPublished } from '../../src/launch/project/inspect-base';
import { writtenWeights } from '../fixtures/keras-weights';
import { certificateFile, httpsServer, proxyTo } from '../unit/disk/support/loopback';
import { dist, nativeEngineFolder } from './run-workshop';
import { TerminalWorkshop } from './terminal-workshop';

const name = 'mobilenet-v1-0.25-128';
const base = catalogBase(name) as KerasWeightsBase;
const text = `base: ${name}
dataset: { path: images, similarity: similar }
train: { phases: [{ train: head, epochs: 2, learningRate: 0.01, patience: 2 }] }
`;

let bytes: Buffer;
let workshop: TerminalWorkshop;

beforeAll(async () => {
  bytes = await writtenWeights(base);
  workshop = await TerminalWorkshop.open(await nativeEngineFolder());
  await workshop.write(text);
});

afterAll(() => workshop.close());

/** The network as a company has it: a proxy, and certificates of its own; what was asked of the host that publishes. */
async function behindProxy(answer: RequestListener) {
  const asked: string[] = [];
  const port = await httpsServer((request, response) => {
    asked.push(`https://${request.headers.host}${request.url}`);
    answer(request, response);
  });
  const proxy = await proxyTo(port);
  const environment = {
    ...user(),
    ...{ HTTPS_PROXY: `http://${proxy.address}`, NODE_EXTRA_CA_CERTS: certificateFile },
  };
  return { asked, proxy, environment };
}

/** Nothing leads out. */
function user(): Readonly<Record<string, string>> {
  const data = path.join(workshop.folder, 'user');
  return {
    ...{ XDG_DATA_HOME: data, LOCALAPPDATA: data, HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '' },
    TRANSFER_DESIGNER_BASES: path.join(data, 'bases'),
  };
}

describe('a project that names a base of Keras Applications', () => {
  it('is planned before the file is there, with the layers that it will have', async () => {
    expect(comesAsKerasWeights(base)).toBe(true);
    const plan = await workshop.call(['plan'], undefined, user());
    expect(plan.stderr).toContain(
      'MobileNet V1 0.25 at 128×128 (about 1.9 MB) has not been fetched yet. Training fetches it from storage.googleapis.com',
    );
    expect(plan.stdout).toContain(`${name}, images at 128 × 128`);
    expect(plan.status).toBe(0);
  });

  it('fetches the published file through proxy and certificates, trains on it, and needs no network from then on', async () => {
    const { asked, proxy, environment } = await behindProxy((_request, response) => void response.end(bytes));
    const fetched = await workshop.call(['bases', name], undefined, environment);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(fetched.stdout).toContain('MobileNet V1 0.25 at 128×128 is fetched');
    expect(fetched.stdout).toContain(
      `Its publisher states no hash. From now on it must be this very file; base.sha256: ${sha256}`,
    );
    expect(fetched.status).toBe(0);
    expect(asked).toEqual([base.source.address]);
    expect(proxy.asked.map(({ target }) => target)).toEqual(['storage.googleapis.com:443']);
    expect(
      readFileSync(path.join(String(user().TRANSFER_DESIGNER_BASES), name, 'mobilenet_2_5_128_tf.h5')).equals(
        bytes,
      ),
    ).toBe(true);

    const run = await workshop.call(['train'], undefined, user());
    expect(run.stdout).toMatch(/bit for bit|identical/);
    expect(run.status).toBe(0);
    expect(asked).toHaveLength(1);
  });

  it('has the layers, once it is there, that it was planned with', async () => {
    const where = { installation: installationAround(dist), node: await findNode() };
    const place = path.join(String(user().TRANSFER_DESIGNER_BASES), name, 'mobilenet_2_5_128_tf.h5');
    const [{ graph: before }, { graph: after }] = [
      await inspectPublished(name, where),
      await inspectBase(place, where),
    ];
    expect(before?.layers).toHaveLength(92);
    expect({ ...after, fingerprint: '' }).toEqual({ ...before, fingerprint: '' });
  });

  it('is not trained where the file has become another, and the reason is told', async () => {
    const file = path.join(String(user().TRANSFER_DESIGNER_BASES), name, 'mobilenet_2_5_128_tf.h5');
    const other = Buffer.from(bytes);
    other.writeUInt8(other.readUInt8(other.length - 100) ^ 1, other.length - 100);
    writeFileSync(file, other);
    const { environment } = await behindProxy((_request, response) => void response.end(other));
    const run = await workshop.call(['train'], undefined, environment);
    expect(run.stderr).toMatch(/The sha256 of .* the model has changed/);
    expect(run.status).toBe(2);
  });
});

describe('bases NAME', () => {
  it('tells of a file that is of another network, or not the one whose hash is stated, and keeps the latter not', async () => {
    const { environment } = await behindProxy((_request, response) => void response.end(bytes));
    const other = await workshop.call(['bases', 'mobilenet-v1-0.5-128'], undefined, environment);
    expect(other.stderr).toMatch(
      /named like the weights of MobileNet V1 0\.5 at 128×128, but where that has conv1\/kernel/,
    );
    expect(other.status).toBe(1);
    const hashed = await workshop.call(['bases', 'mobilenet-v3-small'], undefined, environment);
    expect(hashed.stderr).toMatch(/The md5 of https:\/\/storage.* which its publisher states/);
    expect(hashed.status).toBe(1);
    const kept = readdirSync(String(user().TRANSFER_DESIGNER_BASES));
    expect(kept.filter((folder) => folder.startsWith('mobilenet-v3'))).toEqual([]);
  });

  it('says which is meant where there is none of that name', async () => {
    const unknown = await workshop.call(['bases', 'MobileNetV2'], undefined, user());
    expect(unknown.stderr).toContain('Is mobilenet-v2 meant?');
    expect(unknown.status).toBe(2);
  });
});
