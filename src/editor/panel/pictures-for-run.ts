import * as vscode from 'vscode';
import type { FromPanel } from '../../shared/panel-messages';
import type { GivenPicture } from '../../shared/tried-pictures';

/** What a panel asks of the command that shows pictures to a model. The user picks some where none are given. */
export interface PicturesForRun {
  readonly document: vscode.Uri;
  readonly runFolder: string;
  readonly pictures?: readonly GivenPicture[];
  readonly files?: readonly vscode.Uri[];
}

type Asking = Extract<FromPanel, { readonly kind: 'showPictures' | 'showFiles' | 'pickPictures' }>;

export function picturesOf(document: vscode.Uri, intent: Asking): PicturesForRun {
  const asked = { document, runFolder: intent.folder };
  if (intent.kind === 'showPictures') return { ...asked, pictures: intent.pictures };
  return intent.kind === 'showFiles' ? { ...asked, files: intent.addresses.flatMap(fileAt) } : asked;
}

/** A file of this machine, or of the one that the editor works on. */
export function fileAt(address: string): readonly vscode.Uri[] {
  const uri = vscode.Uri.parse(address);
  return uri.scheme === 'file' || uri.scheme === 'vscode-remote' ? [uri] : [];
}

/** Whether it is what a panel gives: a command may be called with anything. */
export function isPicturesForRun(given: unknown): given is PicturesForRun {
  return typeof given === 'object' && given !== null && 'runFolder' in given && 'document' in given;
}
