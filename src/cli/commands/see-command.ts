import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { count, counted, figure } from '../../design/words/number-text';
import { makeFolder } from '../../disk/files/project-files';
import { writeFileWhole } from '../../disk/files/whole-file';
import { readRunRecord } from '../../disk/runs/run-folder';
import type { Project } from '../../launch/project/project';
import type { RunLaunch } from '../../launch/runs/run-process';
import { type SeeOptions, seeChannel, seeLayer, seenPictures } from '../../launch/runs/see';
import type { PanelChannelPictures } from '../../shared/panel-seen';
import type { LayerMaps, SeenBox } from '../../shared/seen';
import { type AddCommand, endOfHelp, type FileCall, fileArgument, jsonFlag, setOption } from '../command';
import { type ExitStatus, exitStatus } from '../exit-status';
import { openWithoutErrors, tellFailure } from '../opened-project';
import { progressBar } from '../progress-bar';
import { shownPath } from '../shown-path';
import { harmless } from '../style';
import type { Terminal } from '../terminal';
import { tableLines } from '../text-table';
import { launchWith } from './train-command';

interface SeeCall extends FileCall {
  /** The cut where undefined. */
  readonly layer: string | undefined;
  /** The base where undefined. */
  readonly run: string | undefined;
  readonly image: string | undefined;
  readonly channel: number | undefined;
  readonly out: string | undefined;
}

export const addSee: AddCommand = (program, start) => {
  program
    .command('see')
    .summary('look at what a layer of the base or of a run answers to')
    .description(
      'Shows what a layer makes of a picture: its channels, those that answer most first, and their feature maps as a PNG; ' +
        `or which of ${seenPictures} training images excite a channel most, and where. It is a layer of the base as it was ` +
        'before any training, or of the network that a run has saved.',
    )
    .argument(...fileArgument)
    .addOption(new Option('--layer <NAME>', 'the layer, by default the cut'))
    .addOption(new Option('--run <RUN>', "a run's folder: its network is looked into, not the base"))
    .addOption(new Option('--image <IMAGE>', 'the picture that the layer is given'))
    .addOption(
      new Option('--channel <N>', 'the training images that excite this channel most').argParser(
        channelNumber,
      ),
    )
    .addOption(
      new Option('--out <FOLDER>', 'writes the feature maps there, as one PNG named after the layer'),
    )
    .addOption(
      jsonFlag(
        'one JSON object: { layer, maps } with the channels of the picture, { layer, pictures } with the images that excite the channel; with run where one is named',
      ),
    )
    .addOption(setOption())
    .addHelpText(
      'after',
      endOfHelp('Exit status: 0 done, 1 nothing could be seen, 2 the file or the call is wrong.'),
    )
    .action((file: string, { json, layer, run, image, channel, out, set: settings }) =>
      start(see, { file, json, layer, run, image, channel, out, settings }),
    );
};

function channelNumber(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It is a whole number, counted from 0.');
}

async function see(terminal: Terminal, call: SeeCall): Promise<ExitStatus> {
  if (call.image === undefined && call.channel === undefined) {
    terminal.fail('Name a picture by --image, or a channel by --channel.');
    return exitStatus.wrongInput;
  }
  const nothing = { code: 'see-impossible', nothing: 'Nothing can be looked at' } as const;
  const project = await openWithoutErrors(terminal, call, nothing);
  if (!project) return exitStatus.wrongInput;
  try {
    const layer = call.layer ?? (await cutOf(project, call.run));
    const launch = await launchWith(terminal, { json: call.json, gpu: false });
    if (call.image !== undefined) await showMaps(terminal, call, project, layer, call.image, launch);
    if (call.channel !== undefined) await showPictures(terminal, call, project, layer, call.channel, launch);
    return exitStatus.done;
  } catch (error) {
    terminal.screen.live('');
    tellFailure(terminal, error, call.json);
    return exitStatus.runFailed;
  }
}

async function cutOf({ result }: Project, run: string | undefined): Promise<string> {
  const plan = run === undefined ? result.plan : (await readRunRecord(run)).plan;
  return plan?.cut ?? '';
}

async function showMaps(
  terminal: Terminal,
  { json, run, out }: SeeCall,
  project: Project,
  layer: string,
  image: string,
  launch: RunLaunch,
): Promise<void> {
  const { screen, signal } = terminal;
  const maps = await seeLayer(project, layer, path.resolve(image), launch, {
    ...intoRun(run),
    ...(signal ? { signal } : {}),
  });
  const file = out === undefined ? undefined : path.join(out, `${plainName(layer)}.png`);
  if (out !== undefined && file !== undefined) {
    await makeFolder(path.resolve(out));
    // The library for pictures is loaded only here.
    const { mapGrid } = await import('../../disk/images/map-grid');
    await writeFileWhole(path.resolve(file), await mapGrid(maps));
  }
  if (json) {
    const { channels, places } = maps;
    const told = maps.maps.map(({ values, ...one }) => one);
    terminal.json({
      layer,
      ...runField(run),
      channels,
      places,
      maps: told,
      ...(file === undefined ? {} : { file }),
    });
    return;
  }
  screen.lines(mapLines(shownLayer(layer, run), image, maps));
  if (file !== undefined) screen.line(`\nThe maps in this order, behind the picture: ${shownPath(file)}`);
}

function intoRun(run: string | undefined): Pick<SeeOptions, 'runFolder'> {
  return run === undefined ? {} : { runFolder: run };
}

function runField(run: string | undefined): { readonly run?: string } {
  return run === undefined ? {} : { run };
}

/** Which network it is in is said where that is not the base. */
function shownLayer(layer: string, run: string | undefined): string {
  return run === undefined ? layer : `${layer} of ${shownPath(run)}`;
}

/** In its name is what a file may be called everywhere; layers of ONNX files are called by paths. */
function plainName(layer: string): string {
  return layer.replace(/[^\w.-]+/g, '_').slice(0, 100) || 'layer';
}

/** Rows that people are told. */
const toldRows = 16;

/** The channels of a layer, those that answer most first. */
export function mapLines(
  layer: string,
  image: string,
  { channels, places, maps }: LayerMaps,
): readonly string[] {
  const grid = places === null ? 'a number each' : `maps of ${places[0]} × ${places[1]}`;
  const head = `${harmless(layer)} on ${harmless(shownPath(image))}: ${counted(channels, 'channel')}, ${grid}`;
  const rows = maps
    .slice(0, toldRows)
    .map(({ channel, strength, least, peak }) => [
      String(channel),
      figure(strength),
      figure(least),
      peak === null ? '' : `row ${peak[0] + 1}, column ${peak[1] + 1}`,
    ]);
  const rest = channels - rows.length;
  return [
    head,
    '',
    ...tableLines(
      [['channel', 'greatest', 'least', 'greatest at'], ...rows],
      ['right', 'right', 'right', 'left'],
    ),
    ...(rest > 0 ? [`and ${count(rest)} that answer less`] : []),
  ];
}

async function showPictures(
  terminal: Terminal,
  { json, run }: SeeCall,
  project: Project,
  layer: string,
  channel: number,
  launch: RunLaunch,
): Promise<void> {
  const { screen, signal } = terminal;
  const found = await seeChannel(project, layer, channel, launch, {
    ...intoRun(run),
    ...(signal ? { signal } : {}),
    onProgress: (done, total) => {
      if (!json)
        screen.live(
          progressBar({ title: 'pictures looked at', done, total, secondsLeft: null }, screen.columns),
        );
    },
  });
  screen.live('');
  if (json) {
    const { looked, unreadable } = found;
    const pictures = found.pictures.map(({ file, className, strength, box }) => ({
      file,
      className,
      strength,
      box,
    }));
    terminal.json({ layer, ...runField(run), channel, looked, unreadable, pictures });
  } else screen.lines(pictureLines(shownLayer(layer, run), found));
}

/** The pictures that excite a channel most, and where. */
export function pictureLines(
  layer: string,
  { channel, looked, pictures }: PanelChannelPictures,
): readonly string[] {
  const rows = pictures.map(({ file, strength, box }) => [harmless(file), figure(strength), boxWords(box)]);
  return [
    `Channel ${channel} of ${harmless(layer)}: of ${counted(looked, 'picture')} these excite it most`,
    '',
    ...tableLines(
      [['picture', 'greatest', 'where, in pixels of what the network gets'], ...rows],
      ['left', 'right', 'left'],
    ),
  ];
}

function boxWords(box: SeenBox | null): string {
  if (box === null) return 'it has no places';
  const [top, left, bottom, right] = [box.top, box.left, box.top + box.height, box.left + box.width].map(
    Math.round,
  );
  return `rows ${top} to ${bottom}, columns ${left} to ${right}${box.is === 'cell' ? ' (the cell of the map)' : ''}`;
}
