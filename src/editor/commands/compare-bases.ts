import * as vscode from 'vscode';
import { isTransferError } from '../../design/transfer-error';
import { shownAddress } from '../../design/words/shown-address';
import { bytesText, percentText } from '../../design/words/wording';
import { isFetched } from '../../disk/bases/published-base';
import { baseChoices, mainBases } from '../../language/base-choices';
import { measureStages } from '../../launch/runs/measure-project';
import { type BaseRanking, type RankedBase, rankBases } from '../../launch/runs/rank-bases';
import { unlinked } from '../../views/unlinked';
import type { TransferDocument } from '../documents/transfer-document';
import type { TransferDocuments } from '../documents/transfer-documents';
import { notices } from '../notices';
import type { Processes } from '../processes';
import { chooseDocument } from './choose-document';
import type { CommandWork } from './command-registry';

/** Measures bases that are there on the same images; the one that is chosen from the ranking is written into the file. */
export function compareBasesCommand(documents: TransferDocuments, processes: Processes): CommandWork {
  return async (...given) => {
    const document = await chooseDocument(documents, given);
    if (!document) return;
    const own = (await document.settled()).parsed.config.base?.model;
    const names = await pickedBases(own);
    if (names === undefined || names.length === 0) return;
    const ranking = await measured(document, names, processes);
    if (ranking === undefined) return;
    document.refreshMeasurement();
    const chosen = await pickedFrom(ranking);
    if (chosen === undefined || chosen.isOwn) return;
    const { parsed } = document.project;
    // A layer of the base before is none of the new one.
    const cut = parsed.has(['cut']) ? [{ path: ['cut'], value: 'auto' }] : [];
    await document.apply(parsed.editAll([{ path: ['base'], value: chosen.name }, ...cut]));
  };
}

/** Those that can be measured at once, without the file's own, which is measured in any case. */
async function pickedBases(own: string | undefined): Promise<readonly string[] | undefined> {
  const fetched: string[] = [];
  for (const base of mainBases) if (await isFetched(base)) fetched.push(base.name);
  const there = baseChoices(new Set(fetched))
    .filter(({ name }) => name !== own && (fetched.includes(name) || !isPublished(name)))
    .map(({ name, about }) => ({ label: name, description: about }));
  if (there.length === 0) {
    void notices.information(
      'No other published base is on this disk yet. Training with one fetches it, once for all projects.',
    );
    return [];
  }
  const picked = await vscode.window.showQuickPick(there, {
    title: 'Compare Bases on My Images',
    placeHolder: own === undefined ? 'Which bases?' : `Which bases beside ${shownAddress(own)}?`,
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map(({ label }) => label);
}

function isPublished(name: string): boolean {
  return mainBases.some((base) => base.name === name);
}

/** @returns undefined where the user has cancelled it, or nothing could be measured, which is told */
async function measured(
  document: TransferDocument,
  names: readonly string[],
  processes: Processes,
): Promise<BaseRanking | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Measuring bases on your images',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    const stop = new AbortController();
    cancelled.onCancellationRequested(() => stop.abort());
    try {
      return await rankBases(await document.settled(), names, await processes.launch(stop.signal), {
        signal: stop.signal,
        onProgress: (name, stage, done, total) =>
          progress.report({
            message: `${shownAddress(name)}: ${measureStages[stage]}: ${done} of ${total}`,
          }),
      });
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      if (!isTransferError(error, 'measure-impossible')) throw error;
      void notices.warning(unlinked(error.message));
      return undefined;
    }
  });
}

interface RankedItem extends vscode.QuickPickItem {
  readonly base?: RankedBase;
}

async function pickedFrom({ bases, left }: BaseRanking): Promise<RankedBase | undefined> {
  const items: readonly RankedItem[] = [
    ...bases.map((base, at) => ({
      label: shownAddress(base.name),
      description: `${percentText(base.accuracy)} ± ${percentText(base.error)}${base.isOwn ? ', the file’s own' : ''}`,
      detail: [
        `cut after ${base.layer}`,
        at === 0 ? 'the best' : behindText(base),
        ...(base.secondsPerImage === undefined
          ? []
          : [`${Math.round(base.secondsPerImage * 1_000)} ms an image`]),
        bytesText(base.weightBytes),
      ].join(' · '),
      base,
    })),
    ...left.map(({ name, why }) => ({
      label: shownAddress(name),
      description: 'was not measured',
      detail: why,
    })),
  ];
  const item = await vscode.window.showQuickPick<RankedItem>(items, {
    title: 'Compare Bases on My Images: which one is the file to name?',
    placeHolder: 'A linear head at the cut that is advised for each. Escape changes nothing.',
    ignoreFocusOut: true,
  });
  return item?.base;
}

function behindText({ behindBest, behindBestError, isMeasurablyBehind }: RankedBase): string {
  return isMeasurablyBehind
    ? `behind the best by ${percentText(behindBest)} ± ${percentText(behindBestError)}`
    : 'no measurable difference from the best';
}
