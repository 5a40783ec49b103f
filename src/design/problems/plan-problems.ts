import type { Severity } from '../problem';
import type { ProblemKind } from './problem-kind';

function kind(severity: Severity, about: Omit<ProblemKind, 'code' | 'severity'>): Omit<ProblemKind, 'code'> {
  return { severity, ...about };
}

/**
 * Every problem that the design can raise with the base and the images at hand. What can be wrong with a base
 * itself is found where it is read, and keeps the code it has there.
 */
export const planProblems = {
  'internal-fault': kind('error', {
    trigger: 'The program itself fails on what the file says, which it never should.',
    example:
      'Transfer Designer failed on what this file says; that is a fault of the program, not of the file (TypeError: one.two is not a function). Undo the last change to go on, and report this message with the file.',
    fix: '',
  }),
  'path-not-expanded': kind('error', {
    trigger:
      'A path that is not there begins with `~` or has a variable such as `$HOME` or `%USERPROFILE%` in it.',
    example:
      'Paths are taken as they are written, so `~` does not stand for your home folder here. Write /home/me/images, or a path from the folder of this file.',
    fix: 'Writes the home folder in its place.',
  }),
  'backslashes-in-path': kind('warning', {
    trigger: 'A path that is not there has backslashes in it, and is no absolute one of Windows.',
    example:
      '`data\\images` is not there. A backslash is part of a name but on Windows; `/` separates folders everywhere.',
    fix: 'Writes slashes.',
  }),
  'dataset-not-found': kind('error', {
    trigger: "The folder of `dataset.path` does not exist, is none, or can't be read.",
    example:
      'The image folder /home/me/images does not exist. Make it, or correct the path in `dataset.path`.',
    fix: '',
  }),
  'folder-too-large': kind('error', {
    trigger: 'A folder of images holds far more than a set of images does: a whole disk, a home folder.',
    example:
      'The image folder / holds more than 100,000 files that are no pictures, too much for a set of images. Name the folder with one folder per class in `dataset.path`.',
    fix: '',
  }),
  'folder-not-looked-at': kind('information', {
    trigger: 'A folder of images lies outside of a workspace that is not trusted.',
    example:
      'The image folder /home/me/images lies outside of this workspace, which is not trusted, so nobody has looked into it. Trust the workspace, or open the folder with it.',
    fix: '',
  }),
  'folders-are-split': kind('error', {
    trigger:
      '`dataset.path` holds folders for training, validation and test, each with folders of the classes.',
    example:
      'The folders of /home/me/images (`test`, `train` and `val`) are parts of a set that is split already, not classes. Write `path: images/train`, `validation: images/val` and `test: images/test`.',
    fix: 'Writes those folders.',
  }),
  'classes-lie-deeper': kind('error', {
    trigger: '`dataset.path` holds a single folder, and the folders of the classes are in that one.',
    example:
      'The folders of the classes (`cats` and `dogs`) are not in /home/me/images but in its folder `dataset`. Write `path: images/dataset`.',
    fix: 'Writes that folder.',
  }),
  'labels-in-table': kind('error', {
    trigger: 'All images lie in one folder, with a table beside them.',
    example:
      'All 120 images of /home/me/images lie together, and the table labels.csv may hold their labels; classes are read from folders alone. Move or link each image into a folder named like its class, and name the folder that holds those folders.',
    fix: '',
  }),
  'split-inside-classes': kind('warning', {
    trigger: 'Each class has folders of its own for training and validation or test.',
    example:
      'The classes of /home/me/images have folders of their own for `test` and `train`, and all of them are used alike. To keep that split, turn the folders round (`train/CLASS`, `test/CLASS`) and name them as `path`, `validation` and `test`.',
    fix: '',
  }),
  'classes-hold-folders': kind('information', {
    trigger: 'The folders of the classes hold nothing but further folders, with names of their own.',
    example:
      'Each folder directly in /home/me/images is one class; the folders in them (`cats`, `dogs`, `buses` and `cars`) are not told apart. If those are the classes, put them side by side into one folder.',
    fix: '',
  }),
  'dataset-empty': kind('error', {
    trigger: 'No class of `dataset.path` has an image.',
    example:
      'No class of /home/me/images has an image. Put one folder per class there, each with its images.',
    fix: '',
  }),
  'one-class': kind('error', {
    trigger: 'Only one class has images.',
    example:
      'There is only one class with images, `cats`; a classifier needs two at least. Add a folder of images that are something else.',
    fix: '',
  }),
  'class-not-on-disk': kind('error', {
    trigger: '`dataset.classes` names a class that has no folder.',
    example: 'The class `dog` has no folder in /home/me/images. Is `dogs` meant?',
    fix: "Writes the nearest folder's name.",
  }),
  'classes-not-listed': kind('information', {
    trigger: '`dataset.path` has class folders that `dataset.classes` does not name.',
    example:
      '1 folder of /home/me/images is not in the list and left out: `neither`. Add what should be a class.',
    fix: 'Adds them to the list.',
  }),
  'class-without-images': kind('warning', {
    trigger: 'The folder of a class has no images.',
    example:
      'The class folder `mice` of /home/me/images has no images and is left out. Put images there, or take the folder away.',
    fix: '',
  }),
  'class-with-one-image': kind('warning', {
    trigger: 'A class has a single image.',
    example:
      'The class `mice` has a single image, which is trained on and never validated. Add images, two at least.',
    fix: '',
  }),
  'class-with-one-group': kind('warning', {
    trigger: 'All images of a class, more than one, are of one group by `groupBy`.',
    example:
      'All images of the class `neither` belong to one group, so they are trained on and never validated. Add images of other groups, or correct the pattern.',
    fix: '',
  }),
  'nothing-to-validate': kind('error', {
    trigger: 'Every class has a single image, or a single group of them, and there is no validation folder.',
    example:
      'Every class has a single image, so none is left to validate with. Add images, two a class at least, or name a folder of others as `dataset.validation`.',
    fix: '',
  }),
  'pattern-matches-nothing': kind('warning', {
    trigger: "`groupBy` captures nothing from any image's name.",
    example:
      'The pattern captures nothing from the name of any image, such as cats/cats-1.jpg, so each is a group by itself. Correct the pattern, or take `groupBy` out.',
    fix: 'Takes it out.',
  }),
  'pattern-too-slow': kind('error', {
    trigger: '`groupBy` takes more than two seconds on the names of the images.',
    example:
      'The pattern of `dataset.groupBy`, ^(a+)+$, takes more than 2 seconds on the names of the images. Write it without a repetition inside a repetition, such as `(a+)+`.',
    fix: '',
  }),
  'imbalance-weighted': kind('information', {
    trigger: 'The largest class has three times the images of the smallest or more.',
    example:
      'The classes are out of balance (`cats` has 90 images, `neither` 30): each image is weighted so that all classes count alike in training. More images of the rare ones are better still.',
    fix: '',
  }),
  'imbalance-not-weighted': kind('warning', {
    trigger:
      'The largest class has three times the images of the smallest or more, and `classWeights` is off.',
    example:
      'The classes are out of balance (`cats` has 90 images, `neither` 30) and not weighted, so the rare ones will be missed. Let them be weighted, or add images.',
    fix: 'Writes `classWeights: auto`.',
  }),
  'class-weight-of-no-class': kind('warning', {
    trigger: '`classWeights` names a class that there is not.',
    example: 'There is no class `cat` to weight. Is `cats` meant?',
    fix: '',
  }),
  'no-class-for-the-rest': kind('information', {
    trigger: 'No class is called neither, none, other or the like.',
    example:
      'A picture of anything else will still be put into one of these 2 classes: a softmax has no answer for "none of these". If that can happen, add a folder such as `neither` with such pictures.',
    fix: '',
  }),
  'loose-images': kind('warning', {
    trigger: 'Images lie directly in `dataset.path`.',
    example:
      '3 images lie directly in /home/me/images and are left out. Move them into the folder of a class.',
    fix: '',
  }),
  'odd-files': kind('warning', {
    trigger:
      "The class folders hold files that are no images, are empty, or of a kind that can't be decoded.",
    example:
      "2 files in /home/me/images can't be used: cats/notes.txt (not an image) and dogs/rex.tiff (unsupported format). Convert them to JPEG or PNG, or take them away.",
    fix: '',
  }),
  'validation-not-found': kind('error', {
    trigger: "The folder of `dataset.validation` does not exist, is none, or can't be read.",
    example:
      'The validation folder /home/me/held-out does not exist. Make it, or correct the path in `dataset.validation`.',
    fix: '',
  }),
  'validation-empty': kind('error', {
    trigger: 'The validation folder has no image of any class.',
    example:
      'The validation folder /home/me/held-out has no images of the classes. Put a folder for each class there: `cats`, `dogs` and `neither`.',
    fix: '',
  }),
  'validation-shares-training': kind('error', {
    trigger: 'The validation folder is, holds or lies in the training images.',
    example:
      'The validation folder /home/me/images and the training images share files, so its result would only show what was learned by heart. Move it beside `dataset.path`.',
    fix: '',
  }),
  'validation-lacks-classes': kind('warning', {
    trigger: 'The validation folder has no images of some class.',
    example:
      'The validation folder /home/me/held-out has no images of `neither`, so its result says nothing of that class. Put images there.',
    fix: '',
  }),
  'validation-has-other-classes': kind('information', {
    trigger: 'The validation folder has folders that are no class.',
    example:
      '1 folder of /home/me/held-out is no class of the training images and left out: `mice`. Rename what is meant as a class.',
    fix: '',
  }),
  'test-not-found': kind('error', {
    trigger: "The folder of `dataset.test` does not exist, is none, or can't be read.",
    example:
      'The test folder /home/me/images-test does not exist. Make it, or correct the path in `dataset.test`.',
    fix: '',
  }),
  'test-empty': kind('error', {
    trigger: 'The test folder has no image of any class.',
    example:
      'The test folder /home/me/images-test has no images of the classes. Put a folder for each class there: `cats`, `dogs` and `neither`.',
    fix: '',
  }),
  'test-shares-training': kind('error', {
    trigger: 'The test folder is, holds or lies in the training images.',
    example:
      'The test folder /home/me/images/cats and the training images share files, so its result would only show what was learned by heart. Move it beside `dataset.path`.',
    fix: '',
  }),
  'test-shares-validation': kind('warning', {
    trigger: 'The test folder is the validation folder, or lies in it.',
    example:
      'The test images are the validation images, so the result on them is chosen by them and too good. Use images that nothing is chosen by.',
    fix: '',
  }),
  'test-lacks-classes': kind('warning', {
    trigger: 'The test folder has no images of some class.',
    example:
      'The test folder /home/me/images-test has no images of `neither`, so its result says nothing of that class. Put images there.',
    fix: '',
  }),
  'test-has-other-classes': kind('information', {
    trigger: 'The test folder has folders that are no class.',
    example:
      '1 folder of /home/me/images-test is no class of the training images and left out: `mice`. Rename what is meant as a class.',
    fix: '',
  }),
  'size-disagrees-with-count': kind('warning', {
    trigger: '`size` is declared, and the count of images says otherwise.',
    example:
      '`size` says large, but 100 images count as small against the dividing line of 44,721. The file wins; write `size: auto` to follow the count.',
    fix: 'Writes `size: auto`.',
  }),
  'similarity-assumed': kind('warning', {
    trigger: '`similarity` is neither declared nor measured.',
    example:
      'Nothing says whether your images are like those the base was trained on; similar is assumed. Answer with `similarity: similar` or `similarity: different`, for it decides where the base is cut.',
    fix: 'Declares the images similar, or different.',
  }),
  'similarity-disagrees-with-measurement': kind('warning', {
    trigger: '`similarity` is declared, and was measured otherwise.',
    example:
      '`similarity` says similar, but the images were measured to be different: The probe peaks after conv2, at 0.75. The file wins; write `similarity: auto` to follow the measurement.',
    fix: 'Writes `similarity: auto`.',
  }),
  'case-disagrees-with-suggestion': kind('warning', {
    trigger: '`case` is another one than the images suggest.',
    example:
      '`case` says 3 (large and similar), but the images suggest case 1 (small and similar). The file wins; write `case: auto` to follow the images.',
    fix: 'Writes `case: auto`.',
  }),
  'base-takes-no-pictures': kind('error', {
    trigger: "The base's input is not height×width×3.",
    example:
      'The base `digits` takes 28×28×1, not pictures of height×width×3. Name a base for colour pictures.',
    fix: '',
  }),
  'base-input-unusable': kind('error', {
    trigger: "What the base says of its own input can't be meant, and the file does not say it.",
    example:
      "The base `mine` says how it wants its pixels scaled in a way that can't be meant: its std holds 0. Look it up where the base comes from, and write it as `base.input.scale`.",
    fix: '',
  }),
  'base-classes-unusable': kind('warning', {
    trigger: 'The classes that the base names do not fit its outputs, or are no names.',
    example:
      'The classes that the base `mine` says it was trained on are passed over: there are 3 of them for 5 outputs.',
    fix: '',
  }),
  'base-layers-left-out': kind('information', {
    trigger:
      'The base has layers that only do something while a network learns, such as RandomFlip or GaussianNoise.',
    example:
      'Of the base `mine` a layer was left out, because it does nothing when a network answers: `random_flip` (RandomFlip). To vary the pictures in training, use `train.augment`.',
    fix: '',
  }),
  'base-only-runs': kind('error', {
    trigger: 'Layers of the base train, and its format is one that can only be run.',
    example:
      'The base `mine` can only be run, not trained, and here layers of it train. Freeze all of it, as in cases 1 and 2.',
    fix: 'Writes `freeze: all`.',
  }),
  'input-size-not-the-bases': kind('error', {
    trigger: '`base.input.size` differs from the only size that the base takes.',
    example:
      'The base `demo` takes pictures of 64×64, not 224×224. Take the size out: pictures are resized to what the base takes.',
    fix: 'Takes the size out.',
  }),
  'input-size-unknown': kind('error', {
    trigger: 'The base takes any size, and none is said.',
    example:
      'The base `anysize` takes pictures of any size, so the sizes of its layers are not known. Say which size to use in `base.input.size`.',
    fix: 'Writes 224×224.',
  }),
  'scale-unknown': kind('warning', {
    trigger: 'Neither the file nor the base says how pixels are scaled.',
    example:
      'The base `demo` does not say how it wants its pixels scaled; `-1..1` is assumed. A wrong scale spoils every feature: look it up where the base comes from, and write it as `base.input.scale`.',
    fix: 'Writes one of the usual scales.',
  }),
  'scaled-twice': kind('warning', {
    trigger: 'The base rescales pixels itself, and the file scales them too.',
    example:
      'The base `demo` rescales pixels itself (Rescaling), so they would be scaled twice. Give it the pixels as they are, by `scale: "0..255"`.',
    fix: 'Writes `scale: 0..255`.',
  }),
  'cut-unknown': kind('error', {
    trigger: '`cut` names no layer of the base.',
    example: 'The base has no layer `pol3`. Is `pool3` meant?',
    fix: 'Writes the nearest layer, or `auto`.',
  }),
  'cut-not-legal': kind('error', {
    trigger: '`cut` names a layer in a branch, so that more than one tensor would be cut.',
    example:
      "The base can't be cut after `block2_bn1`: another path goes round it (it lies in a branch). The nearest cuts are `block1_out` and `block2_add`.",
    fix: 'Writes the nearest legal cut before it, or after it.',
  }),
  'cut-keeps-classifier': kind('warning', {
    trigger: "`cut` is at the base's own classifier or after it.",
    example:
      "The cut `dense3` keeps the base's own classifier, `dense3`, so the new head would only see its answers. Cut at `dense2_relu` or earlier.",
    fix: 'Writes the layer before the classifier.',
  }),
  'cut-disagrees-with-case': kind('warning', {
    trigger: "`cut` is written and differs from the written `case`'s.",
    example:
      '`cut` says `pool2`, where case 1 (small and similar) says `dense2_relu`. `cut` wins; write `cut: auto`, or change `case`.',
    fix: 'Writes `cut: auto`.',
  }),
  'freeze-disagrees-with-case': kind('warning', {
    trigger: "`freeze` is written and differs from the written `case`'s.",
    example:
      '`freeze` says 1 of 8 layers with weights frozen, where case 1 (small and similar) says all kept layers frozen. `freeze` wins; write `freeze: auto`, or change `case`.',
    fix: 'Writes `freeze: auto`.',
  }),
  'init-disagrees-with-case': kind('warning', {
    trigger: '`init: random` is written with `case` 1, 2 or 3.',
    example:
      '`init` says random, where case 1 (small and similar) says pretrained. `init` wins; write `init: auto`, or change `case`.',
    fix: 'Writes `init: auto`.',
  }),
  'differs-from-suggestion': kind('information', {
    trigger: '`cut`, `freeze` or `init` differs from what the suggested case would have.',
    example:
      '`cut` says `pool2`, where the suggested case 1 (small and similar) would have `dense2_relu`. `cut` wins; write `cut: auto` to follow the suggestion.',
    fix: 'Writes `auto`.',
  }),
  'more-layers-could-train': kind('information', {
    trigger: 'There are images enough to train the last blocks of the base too.',
    example:
      'With 10,000 images you can also train the last 3 blocks of the base, after the head: write `freeze: { through: pool2 }`.',
    fix: 'Writes `freeze: {through: LAYER}`.',
  }),
  'freeze-unknown': kind('error', {
    trigger: 'A name or pattern of `freeze` stands for no layer of the base.',
    example: 'No layer of the base is called `conv4`, so this freezes nothing. Is `conv1` meant?',
    fix: 'Writes the nearest layer.',
  }),
  'freeze-beyond-cut': kind('warning', {
    trigger: 'What `freeze` names lies after the cut.',
    example:
      '`pool3` lies after the cut `pool2` and is sliced off. Freeze through `pool2` at most, or cut later.',
    fix: 'Freezes through the cut.',
  }),
  'freeze-without-weights': kind('warning', {
    trigger: 'What `freeze` names has no weights.',
    example:
      "`pool1` can't be frozen, for there are no weights to keep: freezing it changes nothing. Name a layer with weights, such as a convolution.",
    fix: '',
  }),
  'pattern-matches': kind('information', {
    trigger: 'A pattern is used: the layers that it stands for.',
    example: '`conv*` freezes 3 layers: `conv1`, `conv2` and `conv3`.',
    fix: '',
  }),
  'random-and-frozen': kind('warning', {
    trigger:
      'The base starts from random weights, or does so where case 4 falls back on them, and layers of it are never trained.',
    example:
      'The base starts from random weights, and 2 of its 8 layers with weights stay at them for ever, for they are never trained. Start from the pretrained weights, or train everything.',
    fix: 'Starts from the pretrained weights, or freezes nothing.',
  }),
  'pool-without-effect': kind('information', {
    trigger: '`pool` is set, and the tensor at the cut has no height and width, so there is nothing to pool.',
    example:
      '`pool` says average, but `dense2_relu` gives plain values without height and width, so there is nothing to pool. Take it out, or cut earlier.',
    fix: 'Takes it out.',
  }),
  'flatten-replaced-by-average': kind('information', {
    trigger: 'The base would flatten the tensor at the cut, and it has more than 65,536 values.',
    example:
      'Flattened, `pool1` gives 131,072 values an image, more than 65,536; the head averages them over height and width instead. Cut later if their places matter.',
    fix: '',
  }),
  'flatten-very-large': kind('warning', {
    trigger: '`pool: flatten` is written, and the tensor at the cut has more than 65,536 values.',
    example:
      'Flattened, `pool1` gives 131,072 values an image, and each unit of the head has a weight for each of them. Average them, or cut later.',
    fix: 'Writes `pool: average`.',
  }),
  'head-repeats-classes': kind('warning', {
    trigger: 'The last hidden layer has as many units as there are classes.',
    example:
      'The last layer has as many units as there are classes (3), but the softmax with one unit per class is added by itself. Take this layer out.',
    fix: 'Takes the layer out.',
  }),
  'head-narrower-than-classes': kind('warning', {
    trigger: 'A hidden layer has fewer units than there are classes.',
    example: '2 units must tell 3 classes apart. Use more units, at least as many as there are classes.',
    fix: '',
  }),
  'dropout-very-strong': kind('warning', {
    trigger: 'A dropout leaves out more than 80 % of the values.',
    example: 'A dropout of 0.9 leaves 10 % of the values to learn from. Shares of 0.2 to 0.5 are usual.',
    fix: 'Writes 0.5.',
  }),
  'train-unknown': kind('error', {
    trigger: 'A phase names a layer that there is not.',
    example: 'No layer is called `haed`, so the phase trains nothing by that name. Is `head` meant?',
    fix: 'Writes the nearest name.',
  }),
  'train-beyond-cut': kind('warning', {
    trigger: 'A phase names a layer after the cut.',
    example:
      "`dense3` lies after the cut `dense2_relu` and is sliced off, so the phase can't train it. Cut later, or name layers up to `dense2_relu`.",
    fix: '',
  }),
  'train-without-weights': kind('warning', {
    trigger: 'A phase names a layer without weights.',
    example:
      '`pool3` has no weights, so there is nothing to train. Name a layer with weights, such as a convolution.',
    fix: '',
  }),
  'phase-trains-nothing': kind('error', {
    trigger: 'A phase trains no layer with weights.',
    example:
      'Phase 1 trains no layer with weights, so nothing would change. Name `head`, `everything` or layers up to the cut `dense2_relu`.',
    fix: 'Writes `train: head`.',
  }),
  'head-never-trained': kind('warning', {
    trigger: 'No phase trains the head.',
    example:
      'No phase trains the head, so it would answer by chance for ever. Begin with a phase that trains it.',
    fix: 'Trains the head in the first phase.',
  }),
  'head-and-base-together': kind('warning', {
    trigger: 'The first phase trains the new head together with pretrained layers.',
    example:
      'Phase 1 trains the new, random head together with pretrained layers; its first large errors would spoil them. Train the head alone first.',
    fix: 'Puts a phase for the head first.',
  }),
  'fine-tune-rate-high': kind('warning', {
    trigger: 'A phase trains pretrained layers no slower than the head.',
    example:
      "Phase 2 trains pretrained layers at 0.001, no slower than the head's 0.001; that undoes what they have learned. Use a hundredth to a tenth of it, such as 0.0001.",
    fix: "Writes a tenth of the head's rate.",
  }),
  'phases-disagree-with-freeze': kind('warning', {
    trigger: 'The phases train what `freeze` freezes, or nothing of what it leaves open.',
    example:
      'The phases train `dense2`, which `freeze` keeps frozen. The phases win; change them, or `freeze`.',
    fix: 'Takes the phases out.',
  }),
  'phases-disagree-with-case': kind('warning', {
    trigger: 'The phases train what the written `case` freezes, or nothing of what it leaves open.',
    example:
      'The phases train `dense2`, which case 1 (small and similar) would keep frozen. The phases win; change them, or `case`.',
    fix: 'Takes the phases out.',
  }),
  'nothing-frozen-on-small-data': kind('warning', {
    trigger: 'The data set is small, and the whole base trains.',
    example:
      'Nothing of the base is frozen. 556,899 parameters train on 80 images, 6,961 for each: they can learn the images by heart. Freeze it.',
    fix: 'Freezes all kept layers, takes the phases out, or takes the random start back.',
  }),
  'many-trainable-parameters': kind('warning', {
    trigger:
      'The data set is small, and part of the base or hidden layers make 1,000 trainable parameters an image or more.',
    example:
      '139,267 parameters train on 80 images, 1,741 for each: they can learn the images by heart. Use smaller layers in the head, or none.',
    fix: 'Takes the hidden layers out.',
  }),
  'batch-larger-than-training': kind('warning', {
    trigger: '`batchSize` is larger than the number of training images.',
    example:
      'A batch of 128 is more than the 80 training images, so an epoch would have one step. Use fewer, such as 16.',
    fix: 'Writes a fitting one.',
  }),
  'fallback-without-effect': kind('information', {
    trigger:
      '`fallback` is set, and the plan is not case 4 with a pretrained start that trains any of the base.',
    example:
      '`fallback` is for the pretrained start of case 4. This plan is case 1 with a pretrained start. Take it out.',
    fix: 'Takes it out.',
  }),
  'augment-changes-nothing': kind('warning', {
    trigger: '`augment` is on, and neither flips, shifts nor changes brightness.',
    example:
      'Augmentation is on, but neither flips, shifts nor changes brightness, so all views would be the same; it is left out. Add `flip: horizontal`, or take `augment` out.',
    fix: 'Writes `flip: horizontal`.',
  }),
  'one-view-only': kind('warning', {
    trigger: '`views` is 1, and features come from the cache.',
    example:
      'With one view only the original image is cached, so augmentation changes nothing where features come from the cache. Use more views.',
    fix: 'Writes `views: 4`.',
  }),
  'views-multiply-cache': kind('information', {
    trigger: 'Augmentation and the cache of features are on together.',
    example:
      'Each training image is cached in 8 views, so the frozen part runs 8 times as often before training and the cache takes 169 kB. Fewer views take less of both.',
    fix: '',
  }),
  'cache-very-large': kind('warning', {
    trigger: 'The caches take more than 20 GB.',
    example:
      "The cache takes 33 GB on disk. Cut where the base's tensors are smaller, use fewer views, or turn the cache off and wait longer.",
    fix: 'Writes `cache: off`.',
  }),
  'memory-too-small': kind('error', {
    trigger: 'The weights that train, or a batch in the layers, take more memory than the machine has.',
    example:
      'The run needs at least 189 GB of memory, 189 GB of it for weights, 4,299,489,283 of which train at once; this machine has 8 GB. Use smaller layers in the head, or none.',
    fix: 'Takes the hidden layers out, or writes a fitting `batchSize`.',
  }),
} as const;

export type PlanProblemCode = keyof typeof planProblems;

/** The table for docs/problems.md. */
export const planProblemKinds: readonly ProblemKind[] = Object.entries(planProblems).map(([code, about]) => ({
  code,
  ...about,
}));
