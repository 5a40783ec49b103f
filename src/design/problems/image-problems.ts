import type { MissedFolder, OddFile } from '../dataset-facts';
import { isImageList } from '../image-list';
import type { OddCounts } from '../odd-images';
import { thresholds } from '../thresholds';
import { count } from '../words/number-text';
import { countText, listed, meantOr, named } from '../words/wording';
import { row } from './problem-row';

/** The folders that the file names, by their keys of `dataset`. */
const folderOf = { path: 'image', validation: 'validation', test: 'test' } as const;
type FolderKey = keyof typeof folderOf;

interface FolderFact {
  readonly key: FolderKey;
  readonly path: string;
}

type MissedFacts = Pick<MissedFolder, 'path' | 'reason' | 'detail'>;

function missed(key: FolderKey): (facts: MissedFacts) => string {
  return ({ path, reason, detail }) => {
    if (isImageList(path)) return missedList(key, path, reason, detail);
    const folder = `The ${folderOf[key]} folder ${path}`;
    if (reason === 'missing')
      return `${folder} does not exist. Make it, or correct the path in \`dataset.${key}\`.`;
    if (reason === 'not a folder')
      return `${folder} is not a folder. Name the folder that holds one folder per class in \`dataset.${key}\`.`;
    if (reason === 'machine failure') return `${folder} could not be looked through. ${detail}`;
    return `${folder} can't be read. Check its permissions, or the path in \`dataset.${key}\`.`;
  };
}

function missedList(
  key: FolderKey,
  path: string,
  reason: MissedFolder['reason'],
  detail: string | undefined,
): string {
  const list = `The list of ${key === 'path' ? '' : `${key} `}images ${path}`;
  if (reason === 'missing')
    return `${list} does not exist. Write it, or correct the path in \`dataset.${key}\`.`;
  if (reason === 'not a list') return `${list} can't be used. ${detail}`;
  if (reason === 'machine failure') return `${list} could not be looked through. ${detail}`;
  return `${list} can't be read. Check its permissions, or the path in \`dataset.${key}\`.`;
}

/** What a place of images is called. */
function placeWord(path: string): 'list' | 'folder' {
  return isImageList(path) ? 'list' : 'folder';
}

interface ClassesOfFolder {
  readonly path: string;
  readonly classes: readonly string[];
}

type Other = 'validation' | 'test';

function empty(role: Other): (facts: ClassesOfFolder) => string {
  return ({ path, classes }) =>
    isImageList(path)
      ? `The list ${path} has no ${role} images of the classes: ${named(classes)}. Add rows of them.`
      : `The ${role} folder ${path} has no images of the classes. Put a folder for each class there: ${named(classes)}.`;
}

function sharesTraining(role: Other): (facts: { readonly path: string }) => string {
  return ({ path }) =>
    `The ${role} ${placeWord(path)} ${path} and the training images share files, so its result would only show what was learned by heart. ${isImageList(path) ? 'Name a list of other images, or write the side of each row into its column `side`.' : 'Move it beside `dataset.path`.'}`;
}

function lacksClasses(role: Other): (facts: ClassesOfFolder) => string {
  return ({ path, classes }) =>
    `The ${role} ${placeWord(path)} ${path} has no images of ${named(classes)}, so its result says nothing of ${classes.length === 1 ? 'that class' : 'those classes'}. ${isImageList(path) ? 'Add rows of them' : 'Put images there'}.`;
}

function hasOtherClasses({ path, classes }: ClassesOfFolder): string {
  const many = isImageList(path)
    ? countText(classes.length, 'class', 'classes')
    : countText(classes.length, 'folder');
  return `${many} of ${path} ${areOf(classes)} no class of the training images and left out: ${named(classes)}. Rename what is meant as a class.`;
}

interface Imbalance {
  readonly largest: ClassCount;
  readonly smallest: ClassCount;
}

interface ClassCount {
  readonly name: string;
  readonly images: number;
}

function outOfBalance({ largest, smallest }: Imbalance): string {
  return `The classes are out of balance (\`${largest.name}\` has ${countText(largest.images, 'image')}, \`${smallest.name}\` ${count(smallest.images)})`;
}

function areOf(items: readonly unknown[]): string {
  return items.length === 1 ? 'is' : 'are';
}

function oddParts({ label, copies, alone, classes }: OddCounts): readonly string[] {
  const part = (many: number, one: string, more: string): readonly string[] =>
    many > 0 ? [countText(many, one, more)] : [];
  return [
    ...part(label, 'picture may be in the wrong class', 'pictures may be in the wrong class'),
    ...part(copies, 'pair is nearly the same picture', 'pairs are nearly the same picture'),
    ...part(alone, 'picture is unlike all others', 'pictures are unlike all others'),
    ...part(classes, 'pair of classes can’t be told apart', 'pairs of classes can’t be told apart'),
  ];
}

/** What the file says of its images, against what is on disk. */
export const imageProblems = {
  'path-not-expanded': row<{ name: string; isHome: boolean; whole: string | undefined }>(
    {
      trigger:
        'A path that is not there begins with `~` or has a variable such as `$HOME` or `%USERPROFILE%` in it.',
      fix: 'Writes the home folder in its place.',
    },
    ({ name, isHome, whole = 'the whole path' }) =>
      `Paths are taken as they are written, so \`${name}\` does not stand for ${isHome ? 'your home folder' : 'anything'} here. Write ${whole}, or a path from the folder of this file.`,
    { name: '~', isHome: true, whole: '/home/me/images' },
  ),
  'images-at-address': row(
    { trigger: 'Images are named by another address than one that begins with `s3://`.' },
    ({ address }) =>
      `\`${address}\` is an address, and images are read from disk or fetched from \`s3://\`. Mount the bucket or share as a folder (such as by \`rclone mount\`; for a cluster on all of its machines, under the same path), and name that folder.`,
    { address: 'gs://bucket/images' },
  ),
  'images-not-fetched': row<{ path: string; detail: string | undefined }>(
    {
      trigger: 'Images lie in a bucket, and there is no whole copy of them on this machine yet.',
    },
    ({ path, detail }) =>
      detail ??
      `The images of ${path} lie in a bucket, and have not been fetched to this machine yet, or not all of them. Training fetches them first; until then nothing can be said of them. "Transfer: Fetch Images" in the editor or \`fetch-images\` in a terminal fetches them now.`,
    { path: 's3://bucket/images', detail: undefined },
  ),
  'images-not-compared': row(
    {
      severity: 'warning',
      trigger: 'Images lie in a bucket that does not answer, and there is a copy of them on this machine.',
    },
    ({ why }) => `The images are those that were fetched last, and may not be those of now. ${why}`,
    {
      why: 'The bucket pictures does not answer (ENOTFOUND). Check the network, then try again: what was finished is kept.',
    },
  ),
  'backslashes-in-path': row(
    {
      severity: 'warning',
      trigger: 'A path that is not there has backslashes in it, and is no absolute one of Windows.',
      fix: 'Writes slashes.',
    },
    ({ path }) =>
      `\`${path}\` is not there. A backslash is part of a name but on Windows; \`/\` separates folders everywhere.`,
    { path: 'data\\images' },
  ),
  'dataset-not-found': row<MissedFacts>(
    {
      trigger: "The folder of `dataset.path` does not exist, is none, or can't be read.",
      fix: 'Writes a folder or list that is there and has nearly that name or lies nearby, where one is found.',
    },
    missed('path'),
    { path: '/home/me/images', reason: 'missing' },
  ),
  'folder-too-large': row<FolderFact & { holds: string | undefined }>(
    { trigger: 'A folder of images holds far more than a set of images does: a whole disk, a home folder.' },
    ({ key, path, holds = 'far more than images' }) =>
      `The ${folderOf[key]} folder ${path} holds ${holds}, too much for a set of images. Name the folder with one folder per class in \`dataset.${key}\`.`,
    { key: 'path', path: '/', holds: 'more than 100,000 files that are no pictures' },
  ),
  'folder-not-looked-at': row<FolderFact>(
    {
      severity: 'information',
      trigger: 'A folder of images lies outside of a workspace that is not trusted.',
    },
    ({ key, path }) =>
      `The ${folderOf[key]} folder ${path} lies outside of this workspace, which is not trusted, so nobody has looked into it. Trust the workspace, or open the folder with it.`,
    { key: 'path', path: '/home/me/images' },
  ),
  'folders-are-split': row<{
    path: string;
    folders: readonly string[];
    lines: readonly { key: string | undefined; folder: string }[];
  }>(
    {
      trigger:
        '`dataset.path` holds folders for training, validation and test, each with folders of the classes.',
      fix: 'Writes those folders.',
    },
    ({ path, folders, lines }) =>
      `The folders of ${path} (${named(folders)}) are parts of a set that is split already, not classes. Write ${listed(lines.map(({ key, folder }) => `\`${key}: ${folder}\``))}.`,
    {
      path: '/home/me/images',
      folders: ['test', 'train', 'val'],
      lines: [
        { key: 'path', folder: 'images/train' },
        { key: 'validation', folder: 'images/val' },
        { key: 'test', folder: 'images/test' },
      ],
    },
  ),
  'classes-lie-deeper': row<{ path: string; folder: string; classes: readonly string[]; write: string }>(
    {
      trigger: '`dataset.path` holds a single folder, and the folders of the classes are in that one.',
      fix: 'Writes that folder.',
    },
    ({ path, folder, classes, write }) =>
      `The folders of the classes (${named(classes)}) are not in ${path} but in its folder \`${folder}\`. Write \`path: ${write}\`.`,
    { path: '/home/me/images', folder: 'dataset', classes: ['cats', 'dogs'], write: 'images/dataset' },
  ),
  'labels-in-table': row(
    { trigger: 'All images lie in one folder, with a table beside them.' },
    ({ path, images, table }) =>
      `All ${count(images)} images of ${path} lie together, and the table ${table} may hold their labels. Move or link each image into a folder named like its class, and name the folder that holds those folders; or list them in a Parquet file with the columns \`uri\` and \`class\`, and name that.`,
    { path: '/home/me/images', images: 120, table: 'labels.csv' },
  ),
  'split-inside-classes': row<{ path: string; parts: readonly string[] }>(
    {
      severity: 'warning',
      trigger: 'Each class has folders of its own for training and validation or test.',
    },
    ({ path, parts }) =>
      `The classes of ${path} have folders of their own for ${named(parts)}, and all of them are used alike. To keep that split, turn the folders round (${parts
        .map((part) => `\`${part}/CLASS\``)
        .reverse()
        .join(', ')}) and name them as \`path\`, \`validation\` and \`test\`.`,
    { path: '/home/me/images', parts: ['test', 'train'] },
  ),
  'classes-hold-folders': row<{ path: string; folders: readonly string[] }>(
    {
      severity: 'information',
      trigger: 'The folders of the classes hold nothing but further folders, with names of their own.',
    },
    ({ path, folders }) =>
      `Each folder directly in ${path} is one class; the folders in them (${named(folders)}) are not told apart. If those are the classes, put them side by side into one folder.`,
    { path: '/home/me/images', folders: ['cats', 'dogs', 'buses', 'cars'] },
  ),
  'dataset-empty': row(
    { trigger: 'No class of `dataset.path` has an image.' },
    ({ path }) =>
      isImageList(path)
        ? `No class of ${path} has an image. See whether the images that it names are there.`
        : `No class of ${path} has an image. Put one folder per class there, each with its images.`,
    { path: '/home/me/images' },
  ),
  'one-class': row(
    { trigger: 'Only one class has images.' },
    ({ name }) =>
      `There is only one class with images, \`${name}\`; a classifier needs two at least. Add a folder of images that are something else.`,
    { name: 'cats' },
  ),
  'class-not-on-disk': row<{ name: string; path: string; nearest: string | undefined }>(
    {
      trigger: '`dataset.classes` names a class that has no folder.',
      fix: "Writes the nearest folder's name.",
    },
    ({ name, path, nearest }) =>
      isImageList(path)
        ? `The class \`${name}\` has no row in ${path}. ${meantOr(nearest, 'Take it out of `classes`.')}`
        : `The class \`${name}\` has no folder in ${path}. ${meantOr(nearest, 'Make one, or take it out of the list.')}`,
    { name: 'dog', path: '/home/me/images', nearest: 'dogs' },
  ),
  'classes-not-listed': row<{ path: string; folders: readonly string[] }>(
    {
      severity: 'information',
      trigger: '`dataset.path` has class folders that `dataset.classes` does not name.',
      fix: 'Adds them to the list.',
    },
    ({ path, folders }) =>
      isImageList(path)
        ? `${countText(folders.length, 'class', 'classes')} of ${path} ${areOf(folders)} not among \`classes\` and left out: ${named(folders)}. Add what should be a class.`
        : `${countText(folders.length, 'folder')} of ${path} ${areOf(folders)} not in the list and left out: ${named(folders)}. Add what should be a class.`,
    { path: '/home/me/images', folders: ['neither'] },
  ),
  'class-without-images': row<{ path: string; classes: readonly string[] }>(
    { severity: 'warning', trigger: 'The folder of a class has no images.' },
    ({ path, classes }) =>
      classes.length === 1
        ? `The class folder ${named(classes)} of ${path} has no images and is left out. Put images there, or take the folder away.`
        : `The class folders ${named(classes)} of ${path} have no images and are left out. Put images there, or take the folder away.`,
    { path: '/home/me/images', classes: ['mice'] },
  ),
  'class-with-one-image': row<{ classes: readonly string[]; hasValidationFolder: boolean }>(
    { severity: 'warning', trigger: 'A class has a single image.' },
    ({ classes, hasValidationFolder }) => {
      const single =
        classes.length === 1
          ? `The class ${named(classes)} has a single image`
          : `The classes ${named(classes)} have a single image each`;
      return hasValidationFolder
        ? `${single}, which is little to learn from. Add images.`
        : `${single}, which is trained on and never validated. Add images, two at least.`;
    },
    { classes: ['mice'], hasValidationFolder: false },
  ),
  'class-with-one-group': row<{ classes: readonly string[] }>(
    { severity: 'warning', trigger: 'All images of a class, more than one, are of one group by `groupBy`.' },
    ({ classes }) =>
      `All images of ${classes.length === 1 ? 'the class' : 'each of the classes'} ${named(classes)} belong to one group, so they are trained on and never validated. Add images of other groups, or correct the pattern.`,
    { classes: ['neither'] },
  ),
  'nothing-to-validate': row(
    {
      trigger:
        'Every class has a single image, or a single group of them, and there is no validation folder.',
    },
    ({ byGroups }) =>
      `Every class has a single ${byGroups ? 'group of images' : 'image'}, so none is left to validate with. Add images, two a class at least, or name a folder of others as \`dataset.validation\`.`,
    { byGroups: false },
  ),
  'pattern-matches-nothing': row<{ image: string | undefined }>(
    {
      severity: 'warning',
      trigger: "`groupBy` captures nothing from any image's name.",
      fix: 'Takes it out.',
    },
    ({ image }) =>
      `The pattern captures nothing from the name of any image, such as ${image}, so each is a group by itself. Correct the pattern, or take \`groupBy\` out.`,
    { image: 'cats/cats-1.jpg' },
  ),
  'pattern-too-slow': row(
    { trigger: '`groupBy` takes more than two seconds on the names of the images.' },
    ({ problem }) => problem,
    {
      problem:
        'The pattern of `dataset.groupBy`, ^(a+)+$, takes more than 2 seconds on the names of the images. Write it without a repetition inside a repetition, such as `(a+)+`.',
    },
  ),
  'imbalance-weighted': row<Imbalance>(
    {
      severity: 'information',
      trigger: `The largest class has ${thresholds.imbalance} times the images of the smallest or more.`,
    },
    (facts) =>
      `${outOfBalance(facts)}: each image is weighted so that all classes count alike in training. More images of the rare ones are better still.`,
    { largest: { name: 'cats', images: 90 }, smallest: { name: 'neither', images: 30 } },
  ),
  'imbalance-not-weighted': row<Imbalance>(
    {
      severity: 'warning',
      trigger: `The largest class has ${thresholds.imbalance} times the images of the smallest or more, and \`classWeights\` is off.`,
      fix: 'Writes `classWeights: auto`.',
    },
    (facts) =>
      `${outOfBalance(facts)} and not weighted, so the rare ones will be missed. Let them be weighted, or add images.`,
    { largest: { name: 'cats', images: 90 }, smallest: { name: 'neither', images: 30 } },
  ),
  'class-weight-of-no-class': row<{ name: string; nearest: string | undefined }>(
    { severity: 'warning', trigger: '`classWeights` names a class that there is not.' },
    ({ name, nearest }) =>
      `There is no class \`${name}\` to weight. ${meantOr(nearest, 'Take the line out, or add its images.')}`,
    { name: 'cat', nearest: 'cats' },
  ),
  'no-class-for-the-rest': row(
    { severity: 'information', trigger: 'No class is called neither, none, other or the like.' },
    ({ classes }) =>
      `A picture of anything else will mostly still be put into one of these ${classes} classes: a softmax has no answer for the rest, and "None of these" is said of weak answers alone. If that can happen, add a folder such as \`neither\` with such pictures.`,
    { classes: 2 },
  ),
  'loose-images': row(
    { severity: 'warning', trigger: 'Images lie directly in `dataset.path`.' },
    ({ path, images }) =>
      images === 1
        ? `1 image lies directly in ${path} and is left out. Move it into the folder of a class.`
        : `${countText(images, 'image')} lie directly in ${path} and are left out. Move them into the folder of a class.`,
    { path: '/home/me/images', images: 3 },
  ),
  'odd-files': row<{ path: string; files: readonly OddFile[] }>(
    {
      severity: 'warning',
      trigger:
        "The class folders hold files that are no images, are empty, or of a kind that can't be decoded.",
    },
    ({ path, files }) => {
      const names = files.map(({ file, reason }) => `${file} (${reason})`);
      const heic = files.some(({ file }) => /\.hei[cf]$/i.test(file))
        ? ' HEIC becomes JPEG by "sips -s format jpeg IN.heic --out OUT.jpg" on macOS, "heif-convert IN.heic OUT.jpg" on Linux and in Photos on Windows.'
        : '';
      const mend = isImageList(path)
        ? 'See whether they are there, convert them to JPEG or PNG, or take their rows out.'
        : 'Convert them to JPEG or PNG, or take them away.';
      return `${countText(files.length, 'file')} in ${path} can't be used: ${listed(names, 3)}. ${mend}${heic}`;
    },
    {
      path: '/home/me/images',
      files: [
        { file: 'cats/notes.txt', reason: 'not an image' },
        { file: 'dogs/rex.tiff', reason: 'unsupported format' },
      ],
    },
  ),
  'odd-pictures': row<OddCounts>(
    {
      severity: 'information',
      trigger:
        'Looking for odd pictures has found some, and nobody has moved them, left them out or said that they stay.',
    },
    (counts) =>
      `${listed(oddParts(counts))}. Look at them one by one: each can be moved, left out or kept as it is.`,
    { label: 1, copies: 1, alone: 1, classes: 1 },
  ),
  'validation-not-found': row<MissedFacts>(
    {
      trigger: "The folder of `dataset.validation` does not exist, is none, or can't be read.",
      fix: 'Writes a folder or list that is there and has nearly that name or lies nearby, where one is found.',
    },
    missed('validation'),
    { path: '/home/me/held-out', reason: 'missing' },
  ),
  'validation-empty': row<ClassesOfFolder>(
    { trigger: 'The validation folder has no image of any class.' },
    empty('validation'),
    { path: '/home/me/held-out', classes: ['cats', 'dogs', 'neither'] },
  ),
  'validation-shares-training': row(
    { trigger: 'The validation folder is, holds or lies in the training images.' },
    sharesTraining('validation'),
    { path: '/home/me/images' },
  ),
  'validation-lacks-classes': row<ClassesOfFolder>(
    { severity: 'warning', trigger: 'The validation folder has no images of some class.' },
    lacksClasses('validation'),
    { path: '/home/me/held-out', classes: ['neither'] },
  ),
  'validation-has-other-classes': row<ClassesOfFolder>(
    { severity: 'information', trigger: 'The validation folder has folders that are no class.' },
    hasOtherClasses,
    { path: '/home/me/held-out', classes: ['mice'] },
  ),
  'test-not-found': row<MissedFacts>(
    {
      trigger: "The folder of `dataset.test` does not exist, is none, or can't be read.",
      fix: 'Writes a folder or list that is there and has nearly that name or lies nearby, where one is found.',
    },
    missed('test'),
    { path: '/home/me/images-test', reason: 'missing' },
  ),
  'test-empty': row<ClassesOfFolder>(
    { trigger: 'The test folder has no image of any class.' },
    empty('test'),
    { path: '/home/me/images-test', classes: ['cats', 'dogs', 'neither'] },
  ),
  'test-shares-training': row(
    { trigger: 'The test folder is, holds or lies in the training images.' },
    sharesTraining('test'),
    { path: '/home/me/images/cats' },
  ),
  'test-shares-validation': row(
    { severity: 'warning', trigger: 'The test folder is the validation folder, or lies in it.' },
    () =>
      'The test images are the validation images, so the result on them is chosen by them and too good. Use images that nothing is chosen by.',
  ),
  'test-lacks-classes': row<ClassesOfFolder>(
    { severity: 'warning', trigger: 'The test folder has no images of some class.' },
    lacksClasses('test'),
    { path: '/home/me/images-test', classes: ['neither'] },
  ),
  'test-has-other-classes': row<ClassesOfFolder>(
    { severity: 'information', trigger: 'The test folder has folders that are no class.' },
    hasOtherClasses,
    { path: '/home/me/images-test', classes: ['mice'] },
  ),
} as const;
