import path from 'node:path';
import * as vscode from 'vscode';
import type { FolderFacts } from '../../design/dataset-facts';
import { hubReference } from '../../design/hub-reference';
import { isFetched } from '../../disk/bases/published-base';
import { type BaseChoice, baseChoices, doubtOfLikeness, mainBases } from '../../language/base-choices';
import type { NewBase } from '../../language/new-project-text';

/** A base before it is said whether the images are like its own. */
type NamedBase = Omit<NewBase, 'similarity'>;

/**
 * Asks which base a new project begins with, and whether its images are like those that this was trained on.
 * @param folder of the file that will name it, absolute
 * @returns undefined where the user has changed their mind
 */
export async function chooseBase(facts: FolderFacts, folder: string): Promise<NewBase | undefined> {
  for (;;) {
    const base = await pickedBase(folder);
    if (!base) return undefined;
    const similarity = await pickedSimilarity(base, facts);
    if (similarity !== 'other base') return similarity && { ...base, similarity };
  }
}

/** What is asked stays when it loses the focus: to pictures that are looked at, an address that is copied, the walkthrough. */
const stays = { ignoreFocusOut: true };

interface BaseItem extends vscode.QuickPickItem {
  readonly base?: () => Promise<NamedBase | undefined>;
}

async function pickedBase(folder: string): Promise<NamedBase | undefined> {
  const fetched: string[] = [];
  for (const base of mainBases) if (await isFetched(base)) fetched.push(base.name);
  const choices = baseChoices(new Set(fetched));
  const items: readonly BaseItem[] = [
    ...choices.flatMap((choice, index) => [
      ...(choice.heading === choices[index - 1]?.heading ? [] : [separator(choice.heading)]),
      itemOf(choice),
    ]),
    separator('your own'),
    {
      label: 'A file…',
      detail: 'A model of Keras or TensorFlow.js, an ONNX file, or weights of PyTorch',
      base: () => pickedFile(folder),
    },
    {
      label: 'An address…',
      detail: 'Of a model on the web, or of a repository of the Hugging Face hub',
      base: typedAddress,
    },
  ];
  const item = await vscode.window.showQuickPick<BaseItem>(items, {
    title: 'New Project (1 of 2): which base?',
    placeHolder: 'It fits best where it knows pictures like yours.',
    ...stays,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return item?.base?.();
}

function separator(label: string): BaseItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function itemOf({ name, about, trainedOn }: BaseChoice): BaseItem {
  const detail = `Trained on ${trainedOn}`;
  return { label: name, description: about, detail, base: async () => ({ model: name, trainedOn }) };
}

async function pickedFile(folder: string): Promise<NamedBase | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: 'The first file of the base',
      openLabel: 'Use This File',
      defaultUri: vscode.Uri.file(folder),
      filters: { Models: ['keras', 'h5', 'json', 'onnx', 'safetensors', 'pth', 'pt'], 'All files': ['*'] },
    })) ?? [];
  if (!picked) return undefined;
  const relative = path.relative(folder, picked.fsPath);
  // On another drive of Windows nothing leads there but the whole path.
  if (path.isAbsolute(relative)) return { model: relative };
  const steps = relative.split(path.sep);
  // A name alone could be one of the catalog.
  return { model: steps.length === 1 ? `./${relative}` : steps.join('/') };
}

async function typedAddress(): Promise<NamedBase | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'The address of the base',
    ...stays,
    placeHolder: 'hf:owner/name, or https://… of the first file of a model',
    validateInput: (text) =>
      /^https:\/\/[^\s/]+\/\S+$/i.test(text.trim()) || hubReference(text.trim())
        ? undefined
        : 'An address is https:// with the path of a file, or hf:owner/name.',
  });
  return typed === undefined ? undefined : { model: typed.trim() };
}

interface SimilarityItem extends vscode.QuickPickItem {
  readonly answer: NewBase['similarity'] | 'other base';
}

/** Nobody measures that; whoever knows the images is told what the base knows, and asked. */
async function pickedSimilarity(
  { model, trainedOn }: NamedBase,
  facts: FolderFacts,
): Promise<SimilarityItem['answer'] | undefined> {
  const doubt = doubtOfLikeness(model, facts);
  const like: SimilarityItem = {
    label: 'Like those',
    detail: 'All that the base has learned is of use: all its layers are kept.',
    answer: 'similar',
  };
  const unlike: SimilarityItem = {
    label: 'Different',
    detail: 'Of few images only the first layers are kept, which see edges and simple shapes.',
    answer: 'different',
  };
  const later: SimilarityItem = {
    label: 'Decide later',
    detail: 'The file asks, and so does the Designer. Until then they are taken to be alike.',
    answer: 'auto',
  };
  const other: SimilarityItem = { label: 'Take another base', detail: doubt ?? '', answer: 'other base' };
  const items = doubt ? [other, unlike, like, later] : [like, unlike, later];
  const item = await vscode.window.showQuickPick(items, {
    title: 'New Project (2 of 2): are your images like the base’s own?',
    placeHolder: trainedOn
      ? `${model} was trained on ${trainedOn}.`
      : 'What it was trained on, its name does not tell. Look where it comes from.',
    ...stays,
  });
  return item?.answer;
}
