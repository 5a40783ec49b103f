import type { CommandName } from './arguments';

const overall = `Transfer Designer adapts a pretrained network to your own images, as one file, transfer.yaml, says.

Usage: transfer-designer COMMAND ...

  check FILE              find what is wrong with the file, the base and the images
  plan FILE               show what is kept, frozen and trained, and how
  train FILE              train, and show progress and the result
  resume RUN              go on with a run that was stopped or killed
  stop RUN...             stop runs that go on, also those whose terminal is gone
  predict RUN IMAGE...    tell the class of images
  runtime                 install the native engine, tfjs-node

FILE is a transfer.yaml or its folder; by default that of the current folder. RUN is a run's folder, in runs/
beside the file. \`transfer-designer COMMAND --help\` tells more.

  -h, --help       this text
  -v, --version    the version

Exit status: 0 done, 1 the run failed, 2 the file or the call is wrong, 130 stopped by you, 143 by TERM, 129
by HUP. Colours are left out where NO_COLOR is set.
`;

const setOption = `  --set KEY=VALUE    read the file as if it said so; may be given several times. KEY is as problems name it
                     (train.batchSize, train.phases[0].epochs), VALUE is YAML; it is checked like the file`;
const quietOption = `  -q, --quiet        tell only what is wrong and the result`;

const texts: Readonly<Record<CommandName, string>> = {
  check: `Usage: transfer-designer check [--images] [--json] [--set KEY=VALUE]... [FILE]

Finds what is wrong with transfer.yaml, the base and the images, from names and sizes. Downloads nothing.

  --images           also decode every image: names those that can't be read, and byte-identical ones that
                     stand on both sides of the split
  --json             one JSON object: { problems, dataset, suggestion }; with --images also { images }
${setOption}

Exit status: 0 nothing wrong (warnings allowed), 2 there are errors, or with --images too few images that can
be read for a run.
`,
  plan: `Usage: transfer-designer plan [--json] [--set KEY=VALUE]... [FILE]

Shows the plan: the layers that are kept, frozen and trained, where the base is cut, the training's phases and
what is cached. Downloads nothing.

  --json             one JSON object: { problems, dataset, suggestion, plan }
${setOption}

Exit status: 0 there is a plan, 2 there are errors.
`,
  train: `Usage: transfer-designer train [--quiet] [--json] [--set KEY=VALUE]... [FILE]

Trains as the plan says, in a process of its own, and shows progress and the result. Everything goes into a
new folder in runs/ beside the file: the model, the checkpoint and report.html. A base with an address is
downloaded.

Ctrl+C stops the run after the batch at hand; \`transfer-designer resume\` goes on from there. So do TERM, as
\`kill\` and services send it, and HUP, when the terminal is closed: these wait ten seconds at most. A second
Ctrl+C does not wait. Where this program is killed, the run goes on: \`transfer-designer stop\` stops it.

  --json             one event a line
${quietOption}
${setOption}

Exit status: 0 done, 1 the run failed, 2 the file or the call is wrong, 130 stopped by you (Ctrl+C or
\`transfer-designer stop\`), 143 by TERM, 129 by HUP.
`,
  resume: `Usage: transfer-designer resume [--quiet] [--json] RUN

Goes on with a run that was stopped or killed, from its last whole epoch and with its own plan, also where
transfer.yaml has changed since: then it says so. Use \`train\` for the changed file. A project that was moved
or copied goes on with what lies in its new place.

  --json             one event a line
${quietOption}

Exit status: 0 done, 1 the run failed, 2 the call is wrong, 130 stopped by you (Ctrl+C or
\`transfer-designer stop\`), 143 by TERM, 129 by HUP.
`,
  stop: `Usage: transfer-designer stop [--json] RUN...

Stops runs after the batch at hand, wherever they were started, and waits until they have stopped.
\`transfer-designer resume\` goes on with them. Ctrl+C does not wait; the runs stop all the same.

  --json    one object a run and line: { run, state, wasGoing, epoch } or { run, error }

Exit status: 0 none of them goes on any more, 1 one has failed or can't be asked to stop, 2 the call is wrong,
130 you did not wait.
`,
  predict: `Usage: transfer-designer predict [--json | --csv] [--top K] RUN IMAGE...

Tells the class of each image by the run's model, with its probability. IMAGE may be a folder: then it is all
images in it and in the folders below, sorted by their paths.

  --json     one object an image and line: { file, label, probability, probabilities } or { file, error }
  --csv      a table of commas (RFC 4180), one row an image: file,label,probability; errors stand on standard
             error alone
  --top K    the K likeliest classes: in the table as label2,probability2 and so on

Exit status: 0 done, 1 the model can't be used, 2 the call is wrong or an image can't be read.
`,
  runtime: `Usage: transfer-designer runtime [--if-missing | --check]

Installs the native engine, tfjs-node, into one folder for all your projects, unless there is one that works:
by its own download where that works, else built from what the package registries carry. That takes some
minutes and about 650 MB. Without it WebAssembly is used, which trains new heads but not base layers.

  --if-missing    the same, but where it can't be had go on with WebAssembly: the exit status is 0 then too
  --check         install nothing, tell only what is there

TRANSFER_DESIGNER_RUNTIME names another folder, TRANSFER_DESIGNER_TFJS_NODE a tfjs-node package to use.

Exit status: 0 there is an engine, 1 there is none.
`,
};

/** What \`--help\` prints: for one command or, without one, overall. */
export function helpText(about: CommandName | undefined): string {
  return about === undefined ? overall : texts[about];
}
