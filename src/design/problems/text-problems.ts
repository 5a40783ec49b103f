import { unreadableBases } from '../unreadable-bases';
import { count } from '../words/number-text';
import { inWords, type WordedProblem } from './in-words';
import { row } from './problem-row';

const unreadableNames = unreadableBases
  .map(({ name, endings }) => `${name} (${endings.map((ending) => `\`${ending}\``).join(', ')})`)
  .join(', ');

/** Every problem that reading the text of `transfer.yaml` can raise. */
export const textProblems = {
  'file-too-large': row(
    { trigger: 'The text is longer than a million characters.' },
    ({ size, most }) =>
      `This file has ${count(size)} characters; a transfer.yaml may have ${count(most)}. It was not read: check that it is the right file.`,
    { size: 52_428_800, most: 1_000_000 },
  ),
  'not-text': row(
    { trigger: 'The text holds control characters, as binary files do.', fix: 'Takes the character out.' },
    ({ code }) =>
      `There is a control character (${code}) here, so this is not plain text and was not read. Take it out, or check that it is the right file.`,
    { code: 'U+0000' },
  ),
  'too-many-values': row(
    { trigger: 'The text has more than 40,000 words and marks.' },
    () =>
      'There is far more here than a transfer.yaml needs, so the file was not read. Check that it is the right file.',
  ),
  'too-deeply-nested': row(
    { trigger: 'Lists and maps are nested more than about 30 deep.' },
    () =>
      'Lists and maps are nested too deeply here, so the file was not read. No setting is more than six deep.',
  ),
  'yaml-syntax': row(
    { trigger: 'The text is not valid YAML.' },
    ({ reason }) =>
      `This can't be read: ${reason}. Look at the indentation, brackets and quotes here, and in the line before.`,
    { reason: 'all the keys of a map must begin in the same column' },
  ),
  'tab-indentation': row(
    { trigger: 'A line is indented with a tab.', fix: 'Writes two spaces for each tab of the file.' },
    () => 'YAML cannot be indented with tabs. Use spaces.',
  ),
  'colon-missing': row(
    { trigger: 'A key has no colon after it.', fix: 'Writes the colon.' },
    ({ key }) => `A colon is probably missing after \`${key}\`.`,
    { key: 'path' },
  ),
  'space-missing': row(
    { trigger: 'A value begins right after the colon of its key.', fix: 'Writes the space.' },
    ({ key, write }) => `A space is missing after the colon of \`${key}\`. Write \`${write}\`.`,
    { key: 'path', write: 'path: images' },
  ),
  'equals-sign': row(
    { trigger: 'An equals sign stands between a key and its value.', fix: 'Writes a colon in its place.' },
    ({ key, write }) => `After \`${key}\` there must be a colon, not an equals sign. Write \`${write}\`.`,
    { key: 'epochs', write: 'epochs: 20' },
  ),
  'indentation-wrong': row(
    {
      trigger: 'A key or an item begins in another column than those beside it.',
      fix: 'Moves the line to their column.',
    },
    ({ word, found, wanted }) =>
      `\`${word}\` is indented by ${found === 1 ? '1 space' : `${found} spaces`}, and what it belongs to by ${wanted}. Keys of one map, and the dashes of one list, begin in the same column.`,
    { word: 'size', found: 3, wanted: 2 },
  ),
  'dash-missing': row(
    { trigger: 'An item of a list has no dash before it.', fix: 'Writes the dash.' },
    ({ item }) =>
      `A dash is probably missing before \`${item}\`: every item of a list on lines of its own has one.`,
    { item: 'train: everything' },
  ),
  'comma-missing': row(
    { trigger: 'There is no comma between two settings or items in brackets.', fix: 'Writes the comma.' },
    ({ next }) => `A comma is probably missing before \`${next}\`.`,
    { next: 'epochs' },
  ),
  'two-on-a-line': row(
    { trigger: 'A line has two keys with values.', fix: 'Puts the second one on a line of its own.' },
    ({ second }) => `A second setting, \`${second}\`, begins on this line. Put it on a line of its own.`,
    { second: 'batchSize' },
  ),
  'stray-mark': row(
    {
      trigger: 'A letter or mark that means nothing here stands in the way of reading the rest.',
      fix: 'Takes it out.',
    },
    ({ mark }) =>
      `\`${mark}\` makes what follows unreadable here. Take it out; if it belongs to a name, put the whole name in quotes.`,
    { mark: '*' },
  ),
  'line-broken': row(
    { trigger: 'A line break stands in the middle of a setting.', fix: 'Joins the two lines.' },
    ({ next }) => `\`${next}\` probably belongs to the line before. Join the two lines.`,
    { next: 'ges' },
  ),
  'quote-not-closed': row(
    { trigger: 'A quote is opened and not closed on its line.', fix: 'Closes it at the end of the line.' },
    ({ quote }) => `The quote ${quote} that begins here is not closed. Write ${quote} where the text ends.`,
    { quote: '"' },
  ),
  'bracket-not-closed': row(
    { trigger: 'A bracket is opened and not closed.', fix: 'Closes it at the end of the line.' },
    ({ open, close }) =>
      `The bracket \`${open}\` is opened here and not closed. Write \`${close}\` where it ends.`,
    { open: '{', close: '}' },
  ),
  'bracket-not-opened': row(
    {
      trigger: 'A bracket closes nothing, or another kind of bracket.',
      fix: 'Takes it out, or writes the right one.',
    },
    ({ close }) =>
      `The bracket \`${close}\` closes nothing that is open here. Take it out, or write the one that is meant.`,
    { close: '}' },
  ),
  'unseen-letter': row(
    {
      trigger: "A letter that can't be seen, such as a no-break space, stands outside of quotes.",
      fix: 'Writes plain spaces in their place, or takes them out.',
    },
    ({ name, others }) =>
      `There is a ${name} here${others > 0 ? `, and ${others} more like it in the file` : ''}, which can't be seen and is not a plain space. Copying from a page or a chat brings such letters along. Replace it; if it is part of a name, put the name in quotes.`,
    { name: 'no-break space (U+00A0)', others: 0 },
  ),
  'curly-quotes': row(
    {
      trigger: 'A text stands in curly quotes, as word processors make them.',
      fix: 'Writes straight quotes.',
    },
    ({ quote }) => `${quote} is a letter to YAML, not a quote. Use straight quotes: " or '.`,
    { quote: '“' },
  ),
  'reserved-letter': row(
    {
      trigger: 'A word begins with a letter that YAML keeps for itself (`@`, `` ` ``, `%`).',
      fix: 'Puts it in quotes.',
    },
    ({ letter }) => `A word can't begin with ${letter} in YAML. Put it in quotes.`,
    { letter: '@' },
  ),
  'backslash-in-quotes': row(
    {
      trigger: 'A backslash in double quotes begins something else than was meant, as in "C:\\images".',
      fix: 'Writes the text in single quotes.',
    },
    () =>
      'In double quotes a backslash begins an escape such as \\n or \\t. Use single quotes, or `/` in place of `\\`.',
  ),
  'several-documents': row(
    { trigger: 'A line `---` begins a second document.' },
    () =>
      'A second YAML document begins here; only the first one is read. Take this line and what follows out.',
  ),
  'file-not-a-map': row(
    { trigger: 'The file is a list or a plain word.' },
    () => 'The file must consist of keys with values. Begin with `base: demo`.',
  ),
  'duplicate-key': row(
    { trigger: 'A key stands twice in one map.', fix: 'Takes the second one out.' },
    ({ key }) => `\`${key}\` stands here twice; the first one counts. Take one of them out.`,
    { key: 'epochs' },
  ),
  'key-not-text': row(
    { trigger: 'A key is a list or a map, or there is none before the colon.' },
    () => 'A key must be a plain word, such as `base`.',
  ),
  'unknown-alias': row(
    {
      trigger:
        'A word begins with `*`, which in YAML refers to an anchor, and there is no such anchor before it.',
      fix: 'Puts the word in quotes.',
    },
    ({ name }) =>
      `A word that begins with \`*\` refers to an anchor, and there is no \`&${name}\` before it. If it is a pattern, put it in quotes: "*${name}".`,
    { name: 'conv' },
  ),
  'missing-base': row(
    { trigger: 'No `base` is named.', fix: 'Adds `base: demo`.' },
    () =>
      'No base is named. Write `base: demo` for the demonstration base, or `base:` with the path of a model.',
  ),
  'missing-dataset-path': row(
    { trigger: 'No `dataset.path` is named.', fix: 'Adds `path: images`.' },
    () =>
      'No images are named. Write `path:` under `dataset:`, with a folder that has one folder of images per class.',
  ),
  'missing-key': row(
    { trigger: 'A map lacks a key that it needs.', fix: 'Adds the key, where a usual value is known.' },
    ({ where, keys }) =>
      `\`${where}\` needs ${keys.map(({ key, allowed }) => `\`${key}\`: ${allowed}`).join('; and ')}.`,
    { where: 'freeze', keys: [{ key: 'through', allowed: 'the name of a layer of the base' }] },
  ),
  'unsupported-version': row(
    { trigger: '`version` is not 1.', fix: 'Writes `version: 1`.' },
    ({ version }) =>
      `This program reads version 1 of the format, not ${version}. Write \`version: 1\`, or use a newer Transfer Designer.`,
    { version: '2' },
  ),
  'unknown-key': row<{
    readonly key: string;
    readonly nearest?: string | undefined;
    readonly isThere?: boolean;
    readonly known: readonly string[];
  }>(
    {
      trigger: 'A key is not one that its map has.',
      fix: 'Writes the nearest known key, or takes this one out.',
    },
    ({ key, nearest, isThere, known }) =>
      `There is no key \`${key}\` here. ${
        nearest === undefined
          ? `Known ones: ${known.map((name) => `\`${name}\``).join(', ')}.`
          : isThere
            ? `\`${nearest}\` is already there; take this one out.`
            : `Did you mean \`${nearest}\`?`
      }`,
    { key: 'batchsize', nearest: 'batchSize', known: [] },
  ),
  'misplaced-key': row(
    {
      trigger: 'A key stands in another map than its own.',
      fix: 'Indents it, where it stands right below its own key.',
    },
    ({ key, map, places }) =>
      `\`${key}\` does not belong ${map === '' ? 'at the top of the file' : `in \`${map}\``}. Move it to ${places.join(' or ')}.`,
    { key: 'epochs', map: 'train', places: ['an item of `train.phases`'] },
  ),
  'empty-value': row(
    { trigger: 'A key or a place in a list has no value.', fix: 'Takes it out.' },
    ({ key, allowed }) => `\`${key}\` has no value. Write ${allowed}, or take it out.`,
    { key: 'train.seed', allowed: 'a whole number from 0 to 4294967295' },
  ),
  'through-beside-others': row(
    { trigger: '`freeze` is a list, and an item of it says `through`.' },
    () =>
      '`through` stands alone, not in a list: write `freeze: { through: LAYER }`, or a list of names and patterns.',
  ),
  'wrong-type': row(
    {
      trigger: 'A value is of another kind than its key takes: a map, say, where a number belongs.',
      fix: 'Writes the same as the right kind, where that is plain.',
    },
    ({ key, allowed, found }) => `\`${key}\` takes ${allowed}; this is ${found}.`,
    {
      key: 'base.input.size',
      allowed: 'a list of 2 values, each a whole number from 1 to 4096',
      found: 'a number',
    },
  ),
  'number-as-text': row(
    { trigger: 'A number is written in another form than YAML reads as one.', fix: 'Writes the number.' },
    ({ key, found, value, orFolder }) =>
      `\`${key}\` takes a number, and \`${found}\` is read as text. Write \`${value}\`.${orFolder ? ` A folder of that name is \`./${found}\`.` : ''}`,
    { key: 'dataset.validation', found: '20%', value: 0.2, orFolder: true },
  ),
  'value-not-allowed': row(
    { trigger: 'A word or number is none of those that its key takes.', fix: 'Writes the nearest one.' },
    ({ key, found, allowed }) => `\`${found}\` is no value for \`${key}\`. It takes ${allowed}.`,
    { key: 'train.optimizer', found: 'adamw', allowed: 'one of adam, sgd, momentum and rmsprop' },
  ),
  'number-out-of-range': row(
    { trigger: 'A number is smaller or larger than its key allows.', fix: 'Writes the nearest bound.' },
    ({ key, allowed, found }) => `\`${key}\` takes ${allowed}, not ${found}.`,
    { key: 'train.batchSize', allowed: 'a whole number from 1 to 65536', found: '0' },
  ),
  'number-not-whole': row(
    { trigger: 'A number has a fraction where only whole ones make sense.', fix: 'Rounds it.' },
    ({ key, allowed, found }) => `\`${key}\` takes ${allowed}, not ${found}.`,
    { key: 'head.layers[0].dense', allowed: 'a whole number from 1 to 65536', found: '64.5' },
  ),
  'wrong-length': row(
    { trigger: 'A list is too short or too long.' },
    ({ key, least, most, found }) => {
      const bound = found < least ? least : most;
      const which = least === most ? '' : found < least ? 'at least ' : 'at most ';
      return `\`${key}\` must have ${which}${bound} ${bound === 1 ? 'value' : 'values'}; it has ${found}.`;
    },
    { key: 'base.input.size', least: 2, most: 2, found: 3 },
  ),
  'repeated-name': row(
    { trigger: '`dataset.classes` names a class twice.', fix: 'Takes the second one out.' },
    ({ name }) => `\`${name}\` is already in this list. Take one of them out.`,
    { name: 'Tigger' },
  ),
  'one-key-only': row(
    { trigger: 'A hidden layer of the head has two keys, or none.', fix: 'Makes a layer of each.' },
    ({ item, keys }) =>
      `Each item of this list has exactly one key, ${keys.map((key) => `\`${key}\``).join(' or ')}; \`${item}\` has another number.`,
    { item: 'head.layers[0]', keys: ['dense', 'dropout'] },
  ),
  'pattern-invalid': row(
    { trigger: '`groupBy` is no regular expression.' },
    ({ reason }) => `This is not a regular expression: ${reason}. Correct it, or take \`groupBy\` out.`,
    { reason: 'Unterminated group' },
  ),
  'pattern-groups': row(
    { trigger: '`groupBy` captures nothing, or several things.' },
    ({ groups }) =>
      `The pattern must have exactly one group in parentheses, and has ${groups}. Put parentheses round the part of the file name that images of one group share, and write (?:…) for other parentheses.`,
    { groups: 0 },
  ),
  'sha256-invalid': row(
    {
      trigger: '`sha256` is not 64 hexadecimal digits in lower case.',
      fix: 'Writes capitals as small letters.',
    },
    () =>
      'A sha256 is 64 digits of 0 to 9 and a to f, in small letters. Copy it from where the base is published.',
  ),
  'base-not-https': row(
    { trigger: 'The base has an address that is not https.', fix: 'Writes `https`.' },
    ({ scheme }) =>
      `A base is only downloaded over https, and this address begins with ${scheme}. Use an https address.`,
    { scheme: 'http:' },
  ),
  'base-address-invalid': row(
    { trigger: 'The base has an https address that is none, or has a user name in it.' },
    () =>
      'This is not a usable https address. Write it in full, without a user name: `https://host/path/file`.',
  ),
  'base-not-pinned': row(
    { trigger: 'The base comes from an https address and has no `sha256`.' },
    () =>
      'A base from an address must be pinned. Write `base: { model: ADDRESS, sha256: DIGITS }`, with the sha256 over its files, one after the other.',
  ),
  'base-hub-invalid': row(
    { trigger: 'The base begins with `hf:` and names no repository of the Hugging Face hub.' },
    () =>
      'A base of the Hugging Face hub is named `hf:owner/name@commit`, or with the path of a file behind it, `hf:owner/name@commit/path`. Copy owner and name from the address of its page, and the commit from its history.',
  ),
  'base-not-readable': row(
    { trigger: `The base is a file of a format that can't be read: ${unreadableNames}.` },
    ({ whatToDo }) => whatToDo,
    { whatToDo: unreadableBases[0]?.say(`net${unreadableBases[0].endings[0]}`) ?? '' },
  ),
  'several-labels-not-yet': row(
    {
      trigger:
        'A key or value asks for several labels an image (`labels`, `multiLabel`, sigmoid, binary cross-entropy).',
      fix: 'Takes the key out.',
    },
    ({ key }) =>
      `\`${key}\` asks for several labels an image, which is not possible yet: each image has one class, the folder it lies in. Take it out, and sort the images into one folder per class.`,
    { key: 'multiLabel' },
  ),
  'regression-not-yet': row(
    {
      trigger:
        'A key or value asks for numbers in place of classes (`regression`, `targets`, a mean squared error).',
      fix: 'Takes the key out.',
    },
    ({ key }) =>
      `\`${key}\` asks for a number an image (regression), which is not possible yet: each image has one class, the folder it lies in. Take it out, and sort the images into classes.`,
    { key: 'regression' },
  ),
  'detection-not-yet': row(
    {
      trigger: 'A key asks for places in the image (`boxes`, `masks`, `segmentation`, `detection`).',
      fix: 'Takes the key out.',
    },
    ({ key }) =>
      `\`${key}\` asks where things are in the image, which is not possible yet: each image as a whole has one class. Take it out.`,
    { key: 'boxes' },
  ),
  'loss-is-fixed': row(
    { trigger: '`loss`, `activation`, `metrics` or `units` is set.', fix: 'Takes the key out.' },
    ({ key }) =>
      `\`${key}\` is not a setting: the head always ends in a softmax with one unit per class and trains with cross-entropy; hidden layers have relu. Take it out.`,
    { key: 'loss' },
  ),
} as const;

export type TextProblem = WordedProblem<keyof typeof textProblems>;

/** A problem of the text, in words. */
export const textProblem = inWords(textProblems);
