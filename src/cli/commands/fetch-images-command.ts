import path from 'node:path';
import { parseTransferFile } from '../../design/format/parse';
import { isTransferError, TransferError } from '../../design/transfer-error';
import { fetchImages } from '../../launch/project/fetch-images';
import { fetchedWords } from '../../launch/project/fetched-words';
import { readTransferFile, transferFileOf } from '../../launch/project/transfer-file';
import { type AddCommand, endOfHelp, fileArgument, jsonFlag } from '../command';
import { type ExitStatus, exitStatus, statusAfter } from '../exit-status';
import { endableWork } from '../interrupt';
import { imagesBar } from '../progress-bar';
import { harmless } from '../style';
import type { Terminal } from '../terminal';

interface FetchImagesCall {
  readonly file: string;
  readonly json: boolean;
}

export const addFetchImages: AddCommand = (program, start) => {
  program
    .command('fetch-images')
    .summary('fetch the images that lie in a bucket')
    .description(
      `Fetches the images that transfer.yaml names in a bucket (s3://…), or by a list of images there, to .transfer/bucket beside the file: what is new or has changed, and removes what is gone from there. Training does the same first. What was fetched before a break is kept.

Credentials and region are those of Amazon's own programs: AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the files in ~/.aws, a sign-in by \`aws sso login\`, or the machine's role; public buckets need none. AWS_ENDPOINT_URL names another store that speaks as S3 does.`,
    )
    .argument(...fileArgument)
    .addOption(jsonFlag('one JSON object: { fetched }'))
    .addHelpText(
      'after',
      endOfHelp(
        'Exit status: 0 all is there, 1 it could not be fetched, 2 the file or the call is wrong, 130 stopped by you, 143 by TERM, 129 by HUP.',
      ),
    )
    .action((file: string, { json }) => start(fetchNow, { file, json }));
};

async function fetchNow(terminal: Terminal, { file: given, json }: FetchImagesCall): Promise<ExitStatus> {
  const { screen, installation, node } = terminal;
  const work = endableWork();
  let file: string;
  let text: string;
  try {
    file = await transferFileOf(given);
    text = await readTransferFile(file);
  } catch (error) {
    work.release();
    if (!(error instanceof TransferError)) throw error;
    terminal.fail(error.message);
    return exitStatus.wrongInput;
  }
  try {
    const fetched = await fetchImages(parseTransferFile(text).config.dataset, path.dirname(file), {
      ...{ installation, node, signal: work.signal },
      onImages: (step) => {
        if (!json) screen.live(imagesBar(step, screen.columns));
      },
    });
    screen.live('');
    if (json) terminal.json({ fetched });
    else if (fetched.length === 0)
      screen.line('The file names no images in a bucket; there is nothing to fetch.');
    else for (const copy of fetched) screen.line(harmless(fetchedWords(copy)));
    return exitStatus.done;
  } catch (error) {
    screen.live('');
    if (error instanceof TransferError) {
      terminal.fail(error.message);
      return isTransferError(error, 'bucket-address', 'image-list')
        ? exitStatus.wrongInput
        : exitStatus.runFailed;
    }
    if (!work.signal.aborted) throw error;
    screen.error('Stopped; what has come is kept.');
    return statusAfter(work.ending());
  } finally {
    work.release();
  }
}
