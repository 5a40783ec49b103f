import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The licences of the packages that some files of a bundle come from, one after the other. */
export async function licenceTexts(root, files) {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const packages = await Promise.all(
    [...folders].sort().map((folder) => readPackage(path.join(root, folder))),
  );
  return packages
    .map(({ name, version, licence, text }) => `${name} ${version}, ${licence}\n\n${text.trim()}\n`)
    .join(`\n${'-'.repeat(100)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c/index.js` is of `node_modules/a/node_modules/@b/c`. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

async function readPackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder} names no licence in its package.json.`);
  const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text =
    file === undefined
      ? `It carries no text of its licence; https://spdx.org/licenses has that of ${license}.`
      : await readFile(path.join(folder, file), 'utf8');
  return { name, version, licence: license, text };
}
