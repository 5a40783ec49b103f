import * as vscode from 'vscode';
import { KeptMeasurements } from '../../launch/project/kept-measurement';
import { KeptOddImages } from '../../launch/project/kept-odd-images';
import type { FactSources } from '../../launch/project/known-facts';
import { lookAtImages } from '../../launch/project/look-at-images';
import { findScales } from '../../launch/project/measure-scales';
import { findBase } from '../../launch/project/project';
import { imageListReader } from '../../launch/project/read-image-list';
import type { Processes } from '../processes';
import { restriction } from '../trust';
import { withScanProgress } from './scan-progress';

/** A workspace that is not trusted may name any folder of this disk: only what lies in it is looked at. */
function looksWithin(): { within?: readonly string[] } {
  if (restriction() === null) return {};
  return { within: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath) };
}

/** Base and images as they lie on the disk. Nothing is downloaded for them: only training does that. */
export function factSources(processes: Processes): (folder: string) => FactSources {
  return (folder) => ({
    base: async (file, signal) => {
      const node = await processes.node();
      return findBase(file, folder, {
        installation: processes.installation,
        node,
        allowDownload: false,
        keepGraph: restriction() === null,
        signal,
        ...looksWithin(),
      });
    },
    images: (file, signal) =>
      withScanProgress((onProgress) =>
        lookAtImages(file.config.dataset, folder, {
          readList: imageListReader(processes.installation),
          ...{ signal, onProgress },
          ...looksWithin(),
        }),
      ),
    // Of what lies in a folder that is not trusted nothing is run.
    scales: async (lookup, signal) =>
      restriction() === null
        ? findScales(lookup, folder, {
            installation: processes.installation,
            node: await processes.node(),
            signal,
          })
        : undefined,
    measurement: async (lookup) => {
      if (restriction() !== null) return {};
      return (await KeptMeasurements.of(folder, processes.installation)).find(lookup);
    },
    odd: async (lookup) => {
      if (restriction() !== null) return undefined;
      return (await KeptOddImages.of(folder, processes.installation)).read(lookup);
    },
  });
}
