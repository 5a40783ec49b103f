import { fileSchema } from '../src/design/format/schema';
import { alternativesOf, type Key, type MapSchema, type Schema } from '../src/design/format/schema-types';
import { describe, leftOutWords, wordsOf } from '../src/design/format/schema-words';
import type { KeyPath } from '../src/design/problem';

/** A file with every key of the format, each with a value that differs from the others' in kind. */
export const fullExample = `version: 1
base:                          # short: \`base: demo\`, or the path of a model
  model: ./mobilenet/model.json
  sha256: 2f0cdd5a5d4f9cf0d2a4ab7c8a2b0f7de3d1b6a1c9e8f7a6b5c4d3e2f1a0b9c8
  input:
    size: [224, 224]
    resize: crop
    scale: "-1..1"             # or { mean: [...], std: [...], channels: rgb }
dataset:
  path: images                 # one folder per class
  validation: 0.2              # or a folder
  test: images-test
  classes: [Tigger, Misty, neither]
  groupBy: "^(.*)-\\\\d+"        # tom-1.jpg and tom-2.jpg stay together
  size: auto
  similarity: similar
  dividingLine: 44721
case: auto
cut: auto
freeze: { through: block4_pool }
init: pretrained
head:
  pool: average
  layers: [{ dense: 64 }, { dropout: 0.3 }]
train:
  batchSize: 32
  optimizer: adam
  seed: 1
  cache: auto
  augment: { flip: horizontal, shift: 0.1, brightness: 0.1, views: 4 }
  classWeights: auto           # or { Tigger: 1, Misty: 2, neither: 1 }
  fallback: random
  phases:
    - { train: head, epochs: 200, learningRate: 0.001, patience: 20 }
    - { train: ["block5*", head], epochs: 20, learningRate: 0.0001, patience: 5, batchNorm: inference }
`;

/** The text of docs/transfer-yaml.md. */
export function keysDocument(): string {
  return `# transfer.yaml, key by key

Only \`base\` and \`dataset.path\` must be there. Paths are relative to the file; \`..\` and absolute ones are fine. A
key that is not known is named as a problem, with the nearest known one. Whoever says more wins: \`train.phases\` over
\`cut\`, \`freeze\` and \`init\`, those over \`case\`, and \`case\` over what is suggested. Made from
\`src/design/format/schema.ts\` by \`scripts/write-keys-doc.ts\`; editors get the same as a
[JSON schema](../schemas/transfer.schema.json).

With every key there is:

\`\`\`yaml
${fullExample}\`\`\`

What stands under *may be* in \`code\` is written as it stands. \`auto\` is worked out when the file is planned;
\`transfer-designer plan\` and the hints in the editor show what came of it.

| key | what it says | may be | left out |
|---|---|---|---|
${rowsOf(fileSchema, []).join('\n')}

## A list of images

Where images are not sorted into folders, \`dataset.path\`, \`validation\` and \`test\` may each name a Parquet file (\`.parquet\`) with a row an
image:

| column | |
| --- | --- |
| \`uri\` | the image: a path from the list's folder, an absolute one, or a \`file://\` or \`s3://\` address |
| \`class\` | the name of its class |
| \`label\` | in place of \`class\`: a name, or a whole number from 0, which is the class's place in \`dataset.classes\`; where that is left out, or has numbers for names, it is the name |
| \`side\` | maybe: \`train\`, \`validation\` or \`test\` |

With pandas: \`pd.DataFrame({"uri": files, "class": classes}).to_parquet("images.parquet")\`. Other columns are passed over. Pages may be plain, or
compressed by Snappy, gzip or Brotli, or by Zstandard where Node is 22.15 or newer.

Each key reads the rows of its own side; of a list without sides, all. One list may so hold all three, and only \`path\` need name it. Where
it has no validation images and \`validation\` names none, these are drawn from its training images as from folders.

A row that stands twice counts once. A row whose image is missing, empty or no picture is named and left out. A list is refused, with the row,
where a value is empty or of another kind, where an image has two classes or sides, or where an address leads neither to a file of this machine nor into
a bucket (\`s3://\`). At most 3 million rows and 1 GB are read.

In VS Code the list is watched, not the images that it names, and pictures are neither moved to another class nor left out from the panel: that is
done in the list.

## Images in a bucket

\`path\`, \`validation\` and \`test\` may each name a folder of class folders in a bucket of S3, or of a store that speaks as S3 does, and so may the rows of
a list, which may lie in a bucket itself:

\`\`\`yaml
dataset: { path: s3://my-bucket/pets/images, test: s3://my-bucket/pets/images-test }
\`\`\`

The images are fetched to \`.transfer/bucket\` beside the file, and everything works on that copy: training brings it up to date first, by what is new,
has changed (size and ETag) or is gone; \`transfer-designer fetch-images\` and *Transfer: Fetch Images* do the same now. Nothing else asks the bucket,
opening a file least of all. A copy that is not whole counts as none; what has come of it is kept, and gone on with. Where the bucket does not answer, training goes on
with a whole copy, and a warning says so. A cluster of Ray reads the bucket itself ([more](scale.md#images-in-a-bucket)).

- Credentials and region are those of Amazon's own programs: \`AWS_PROFILE\`, \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\`, the files in \`~/.aws\`, a sign-in by
  \`aws sso login\`, or the machine's role. They need \`s3:ListBucket\` and \`s3:GetObject\`; a list's rows the latter alone. Where there are none, the bucket is asked as anybody may
  ask a public one.
- \`AWS_ENDPOINT_URL\` names another store, such as MinIO's, Ceph's or R2's. An editor that was not started from a terminal may not have what stands in a shell's profile:
  \`~/.aws/config\` (\`endpoint_url\`, \`region\`) it always has.
- An object's name below the address becomes a file's: \`cats/1.png\`. Those that no file here can have (with \`..\`, a backslash or a control character in them, and on Windows with
  \`:\` and the like), that are another's on this disk but for capitals, or that name a folder as well, are left out, and told of when they were fetched; so are objects that are no pictures.
- Names are taken as they are written: \`%\`, \`?\` and \`#\` are signs like others. Rows of a list in a bucket may be paths from where that lies.
- Pictures are neither moved nor left out from the panel: that is done in the bucket. Proxies (\`HTTPS_PROXY\`) are not used.
`;
}

function rowsOf(schema: Schema, path: KeyPath): string[] {
  return alternativesOf(schema).flatMap((one) => {
    if (one.kind === 'list') return rowsOf(one.item, [...path, 0]);
    return one.kind === 'map' ? rowsOfMap(one, path) : [];
  });
}

function rowsOfMap({ keys }: MapSchema, path: KeyPath): string[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const below = [...path, name];
    return [row(below, key), ...rowsOf(key.schema, below)];
  });
}

function row(path: KeyPath, key: Key): string {
  const unit = key.unit === undefined ? '' : ` In ${key.unit}.`;
  const without = leftOutWords(key) ?? (key.required || needsItsKeys(key.schema) ? '**must be there**' : '–');
  return line([`\`${keyText(path)}\``, key.meaning + unit, mayBe(key.schema), without]);
}

/** A map that can't be left out, since a key in it can't. */
function needsItsKeys(schema: Schema): boolean {
  return schema.kind === 'map' && Object.values(schema.keys).some(({ required }) => required);
}

/** `train.phases[].epochs`: the brackets stand for each item of a list. */
function keyText(path: KeyPath): string {
  return path
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);
}

/** Words with what they mean, then what else may be written. */
function mayBe(schema: Schema): string {
  const words = wordsOf(schema).map(({ value, meaning }) => `\`${value}\`: ${meaning}`);
  const others = alternativesOf(schema).flatMap((one) => {
    if (one.kind === 'choice') return [];
    return [one.kind === 'text' ? one.noun : describe(one)];
  });
  return [...words, ...others.map((text, index) => (words.length + index > 0 ? `or ${text}` : text))].join(
    '<br>',
  );
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
