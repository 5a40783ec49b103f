import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { thresholdText } from '../../src/design/words/weak-answers';
import { readRunRecord } from '../../src/disk/runs/run-folder';
import { runLockHolder } from '../../src/disk/runs/run-lock';
import { proxyTo } from '../unit/disk/support/loopback';
import { nativeEngineFolder } from './run-workshop';
import { eventsIn, TerminalWorkshop } from './terminal-workshop';

let workshop: TerminalWorkshop;

beforeAll(async () => {
  workshop = await TerminalWorkshop.open(await nativeEngineFolder());
});

afterAll(() => workshop?.close());

beforeEach(() => workshop.write(workshop.file(6)));

const inWorkshop = (...parts: string[]) => path.join(workshop.folder, ...parts);

describe('check', () => {
  it('finds nothing wrong with a file that is right', async () => {
    const { status, stdout } = await workshop.call(['check']);
    expect(stdout).toContain('36 images in 3 classes: blue 12, green 12, red 12');
    expect(stdout).toContain('Suggested: case 1');
    expect(stdout).not.toContain(': error:');
    expect(status).toBe(0);
  });

  it('says where in the file what is wrong, for people and for machines', async () => {
    await workshop.write(workshop.file(6).replace('similarity:', 'similarty:'));
    const people = await workshop.call(['check', 'transfer.yaml']);
    expect(people.status).toBe(2);
    expect(people.stdout).toMatch(/^transfer\.yaml:8:3: error: .*similarty/m);
    expect(people.stdout).toContain('  8 |   similarty: similar\n    |   ^^^^^^^^^');
    const machines = await workshop.call(['check', '.', '--json']);
    expect(machines.status).toBe(2);
    const { problems } = JSON.parse(machines.stdout);
    const unknown = problems.find(({ line }: { line: number }) => line === 8);
    expect(unknown).toMatchObject({ severity: 'error', column: 3, endLine: 8, endColumn: 12 });
    expect(unknown.path).toEqual(['dataset', 'similarty']);
  });

  it.each(['', '\u0000', 'base: [', 'dataset: {path: no-such-folder}\nbase: ./none\n', '- 1', '&a [*a]'])(
    'has an answer to %j',
    async (text) => {
      await workshop.write(text);
      const { status, stdout, stderr } = await workshop.call(['check', '--json']);
      expect(stderr).toBe('');
      expect(status).toBe(2);
      const { problems } = JSON.parse(stdout);
      expect(problems.some(({ severity }: { severity: string }) => severity === 'error')).toBe(true);
    },
  );

  it('decodes the images where asked: the unreadable and those on both sides are named', async () => {
    const copies = ['copy.png', 'broken.png'].map((name) => inWorkshop('images-test', 'red', name));
    const [copy = '', broken = ''] = copies;
    copyFileSync(inWorkshop('images', 'red', 'red-3.png'), copy);
    writeFileSync(broken, 'no picture');
    const people = await workshop.call(['check', '--images']);
    const machines = await workshop.call(['check', '--images', '--json']);
    for (const file of copies) rmSync(file);
    expect(people.stdout).toContain(
      '53 images decoded, 1 unreadable, 0 in more than one class, 1 on both sides of the split',
    );
    expect(people.stdout).toContain(path.join('images-test', 'red', 'broken.png'));
    expect(people.stdout).toMatch(
      /the same image: .*red-3\.png \((train|validation)\) and .*copy\.png \(test\)/,
    );
    const { images } = JSON.parse(machines.stdout);
    expect(images).toMatchObject({ checked: 53, unreadable: [{ file: broken }] });
    expect([people.status, machines.status]).toEqual([0, 0]);
  });
});

describe('plan', () => {
  it('shows what is kept, frozen and trained', async () => {
    const { status, stdout } = await workshop.call(['plan']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/conv1 +Conv2D +16 × 16 × 4 +108 +frozen/);
    expect(stdout).toMatch(/Dense +6 +\d+ +trained/);
    expect(stdout).toContain('── cut: the base ends after');
  });

  it('has the agreed shape for machines', async () => {
    const { status, stdout } = await workshop.call(['plan', '--json']);
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer.dataset).toMatchObject({ images: 36, size: 'small', similarity: 'similar' });
    expect(answer.dataset.classes[0]).toEqual({ name: 'blue', images: 12 });
    expect(answer.suggestion).toMatchObject({
      case: 1,
      name: expect.any(String),
      reasons: expect.any(Array),
    });
    const { plan } = answer;
    expect(plan).toMatchObject({ case: 1, init: 'pretrained', cut: expect.any(String) });
    const shape = { name: 'conv1', type: 'Conv2D', params: 108, origin: 'base', frozen: true };
    expect(plan.layers).toContainEqual(expect.objectContaining({ ...shape, outputShape: [16, 16, 4] }));
    expect(plan.layers.at(-1)).toMatchObject({ origin: 'head' });
    expect(plan.trainableParams + plan.frozenParams).toBeGreaterThan(0);
    expect(plan.phases).toEqual([
      expect.objectContaining({ epochs: 6, learningRate: 0.01, trainable: expect.any(Array) }),
    ]);
    expect(plan.phases[0].cache).toMatchObject({ cut: expect.any(String), bytes: expect.any(Number) });
  });

  it('says what it takes on a cluster that is not there, for people and for machines', async () => {
    const supposed = ['plan', '--on', '--images', '1,000,000', '--workers', '16'];
    const people = await workshop.call(supposed);
    expect(people.stdout).toContain('── cut: the base ends after');
    expect(people.stdout).toMatch(/^On Ray: 16 workers of 1 processor each\n {2}images +1,000,000, /m);
    expect(people.stdout).toMatch(/^ {2}in all +about .* with all of these epochs/m);
    const machines = await workshop.call([...supposed, '--json', '--set', 'train.cache=off']);
    const { plan, cluster } = JSON.parse(machines.stdout);
    expect(plan).toMatchObject({ case: 1 });
    const { train, validation, test } = cluster.images;
    expect(train + validation + test).toBe(1_000_000);
    expect(cluster).toMatchObject({
      ...{ address: null, cluster: { workers: 16, cpus: 1, gpus: 0 }, runs: [] },
      handedOver: { bytes: expect.any(Number), seconds: expect.any(Number) },
      phases: [{ epochs: 6, secondsAnEpoch: expect.any(Number), boundBy: expect.any(String) }],
      refusals: [expect.stringContaining('train.cache: off')],
    });
    // What Ray would not train is an answer of its own.
    expect([people.status, machines.status]).toEqual([0, 2]);
    const wrong = await workshop.call(['plan', '--on', 'http://10.0.0.7:8265']);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('plain http to another machine');
  });

  it('is one object also where there is none', async () => {
    await workshop.write(workshop.file(6).replace('./base', './no-base'));
    const { status, stdout } = await workshop.call(['plan', '--json']);
    expect(status).toBe(2);
    const answer = JSON.parse(stdout);
    expect(answer.plan).toBeUndefined();
    expect(answer.problems.length).toBeGreaterThan(0);
  });
});

describe('train', () => {
  it('downloads a base by the proxy that the environment names', async () => {
    const address = 'https://models.example/model.json';
    await workshop.write(
      workshop.file(6).replace('base: ./base', `base: { model: "${address}", sha256: "${'0'.repeat(64)}" }`),
    );
    const refused = await proxyTo(0, 403);
    const { status, stderr } = await workshop.call(['train'], undefined, {
      https_proxy: refused.address,
      no_proxy: '',
    });
    expect(stderr).toContain(`${address} could not be reached: its proxy answered 403.`);
    expect(status).toBe(2);
    expect(refused.asked.map(({ target }) => target)).toEqual(['models.example:443']);
  });

  it('trains, and ends with figures, proof, cache and report; the second time from the cache', async () => {
    await workshop.call(['train']);
    const { status, stdout, stderr } = await workshop.call(['train', 'transfer.yaml']);
    expect(stderr).not.toContain('error');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Running .* with tfjs-node 4\.22\.0, frozen layers and answers with onnxruntime-node 1\.30\.0$/m,
    );
    expect(stdout).toMatch(
      /^Right on \d+ of 15 test images, by which nothing was chosen \(\d+ %, 95 % interval /m,
    );
    expect(stdout).toMatch(
      /^Right on \d+ of 9 validation images, by which the best of 6 epochs was chosen \(/m,
    );
    expect(stdout).toMatch(/^Proof: all 12 frozen tensors .* bit for bit; /m);
    expect(stdout).toMatch(/^Cache: (\d+) of \1 outputs from the cache, no image decoded$/m);
    expect(stdout).toMatch(
      /^Images a second: training [\d,.]+; the whole run [\d,.]+ of at most [\d,.]+, had /m,
    );
    const report = /^Report: (.*)$/m.exec(stdout)?.[1] ?? 'none';
    expect(existsSync(inWorkshop(report))).toBe(true);
  });

  it('is one event a line for machines', async () => {
    const { status, stdout } = await workshop.call(['train', '--json']);
    expect(status).toBe(0);
    const events = eventsIn(stdout);
    expect(events.filter(({ event }) => event === 'started')).toHaveLength(1);
    expect(events.filter(({ event }) => event === 'epoch')).toHaveLength(6);
    expect(events.at(-1)?.event).toBe('finished');
  });

  it('trains nothing where there are errors', async () => {
    const before = workshop.newestRun();
    await workshop.write(workshop.file(6).replace('dense: 6', 'dense: -6'));
    const people = await workshop.call(['train']);
    expect(people.stderr).toMatch(/^transfer\.yaml:9:\d+: error:/m);
    const machines = await workshop.call(['train', '--json']);
    expect(eventsIn(machines.stdout).at(-1)).toMatchObject({ event: 'failed' });
    expect([people.status, machines.status]).toEqual([2, 2]);
    expect(workshop.newestRun()).toBe(before);
  });

  it.skipIf(process.platform === 'win32')('stops at Ctrl+C and is resumed from there', async () => {
    await workshop.write(workshop.file(150));
    let pressed = false;
    const stopped = await workshop.call(['train'], (soFar, child) => {
      if (pressed || !soFar.includes('epoch 3 of 150')) return;
      pressed = true;
      child.kill('SIGINT');
    });
    expect(stopped.status).toBe(130);
    const run = workshop.newestRun();
    expect(stopped.stderr).toContain(`transfer-designer resume ${run}`);
    await workshop.write(workshop.file(160));
    const resumed = await workshop.call(['resume', run]);
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toContain('epochs is 150 in this run, and 160 in the file now');
    expect(resumed.stdout).toMatch(/^Going on with /m);
    expect(resumed.stdout).not.toContain('epoch 1 of');
    expect(resumed.stdout).toContain('Proof:');
    const again = await workshop.call(['resume', run]);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('has finished') });
  });

  it.skipIf(process.platform === 'win32')('is left running at the second Ctrl+C', async () => {
    await workshop.write(workshop.file(60));
    let presses = 0;
    const left = await workshop.call(['train'], (soFar, child) => {
      if (presses > 0 || !soFar.includes('Running')) return;
      presses = 1;
      // While the engine starts, the run can't have stopped yet.
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 450);
    });
    expect(left.status).toBe(130);
    // A quick machine has stopped it before the second press.
    expect(left.stderr).toMatch(/goes on in the background|Stopped before the first epoch/);
    const folder = inWorkshop(workshop.newestRun());
    for (let tries = 0; tries < 100 && (await runLockHolder(folder))?.alive; tries += 1) await wait(200);
    expect((await readRunRecord(folder)).state).toBe('stopped');
  });

  it.skipIf(process.platform === 'win32').each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('stops at %s as at Ctrl+C, with status %i', async (signal, expected) => {
    await workshop.write(workshop.file(150));
    let sent = false;
    const stopped = await workshop.call(['train'], (soFar, child) => {
      if (sent || !soFar.includes('epoch 2 of 150')) return;
      sent = true;
      child.kill(signal);
    });
    expect(stopped.status).toBe(expected);
    const run = workshop.newestRun();
    expect(stopped.stderr).toContain(`transfer-designer resume ${run}`);
    expect((await readRunRecord(inWorkshop(run))).state).toBe('stopped');
    expect(await runLockHolder(inWorkshop(run))).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('stops at TERM to the process of the run, too', async () => {
    await workshop.write(workshop.file(2000));
    let sent = false;
    const stopped = await workshop.call(['train', '--json'], (soFar) => {
      if (sent || !soFar.includes('"epoch":3,')) return;
      sent = true;
      const [started] = eventsIn(soFar.slice(0, soFar.lastIndexOf('\n'))).filter(
        ({ event }) => event === 'started',
      );
      if (started?.event === 'started') process.kill(started.processId, 'SIGTERM');
    });
    expect(stopped.status).toBe(130);
    expect(eventsIn(stopped.stdout).at(-1)?.event).toBe('stopped');
  });

  it.skipIf(process.platform === 'win32')(
    'whose terminal is killed goes on, is told by the next command, and stops when asked',
    async () => {
      await workshop.write(workshop.file(2000));
      let sent = false;
      const killed = await workshop.call(['train'], (soFar, child) => {
        if (sent || !soFar.includes('epoch 2 of 2000')) return;
        sent = true;
        child.kill('SIGKILL');
      });
      expect(killed.status).toBeNull();
      const run = workshop.newestRun();
      const command = `transfer-designer stop ${run}`;
      const checked = await workshop.call(['check']);
      expect(checked.stderr).toContain(`: ${run}. \`${command}\` stops it.`);
      const machines = await workshop.call(['train', '--json', '--set', 'case=9']);
      expect(eventsIn(machines.stdout)).toContainEqual(
        expect.objectContaining({ event: 'warning', code: 'run-going-on' }),
      );
      const stopped = await workshop.call(['stop', run]);
      expect(stopped).toMatchObject({ status: 0, stderr: '' });
      expect(stopped.stdout).toMatch(/^runs\S+ stopped after epoch \d+\. `transfer-designer resume runs/);
      expect((await readRunRecord(inWorkshop(run))).state).toBe('stopped');
      const again = await workshop.call(['stop', run, '--json']);
      expect(again.status).toBe(0);
      expect(JSON.parse(again.stdout)).toMatchObject({
        run: inWorkshop(run),
        state: 'stopped',
        wasGoing: false,
      });
      expect((await workshop.call(['check'])).stderr).not.toContain('still going on');
    },
  );

  it('tells only what is wrong and the result where that is wanted', async () => {
    const { status, stdout, stderr } = await workshop.call(['train', '--quiet']);
    expect(status).toBe(0);
    expect(stdout).toContain('Proof:');
    expect(stdout).not.toMatch(/^epoch|^Running|images in 3 classes/m);
    expect(stderr).not.toContain('error');
  });

  it('reads the file as if it said what the call sets, and keeps that', async () => {
    const call = ['--set', 'train.phases[0].epochs=2', '--set', 'train.batchSize=5'];
    const planned = JSON.parse((await workshop.call(['plan', '--json', ...call])).stdout);
    expect(planned.plan).toMatchObject({ training: { batchSize: 5 }, phases: [{ epochs: 2 }] });
    expect((await workshop.call(['train', '--quiet', ...call])).status).toBe(0);
    const record = await readRunRecord(inWorkshop(workshop.newestRun()));
    expect(record.plan).toMatchObject({ training: { batchSize: 5 }, phases: [{ epochs: 2 }] });
    expect(record.settings).toEqual(['train.phases[0].epochs=2', 'train.batchSize=5']);
    expect(record.text).toContain('batchSize: 5\n');
    const wrong = await workshop.call(['check', '--set', 'train.batchSize=none']);
    expect(wrong.status).toBe(2);
    expect(wrong.stdout).toMatch(/^--set train\.batchSize=none: error: /m);
    const machines = await workshop.call(['check', '--json', '--set', 'train.batchSize=none']);
    expect(JSON.parse(machines.stdout).problems).toContainEqual(
      expect.objectContaining({ severity: 'error', setting: 'train.batchSize=none' }),
    );
    const nowhere = await workshop.call(['check', '--json', '--set', 'train.phases[7].epochs=1']);
    expect(nowhere.status).toBe(2);
    expect(JSON.parse(nowhere.stdout).problems).toMatchObject([
      { code: 'setting-refused', severity: 'error' },
    ]);
  });

  it.skipIf(process.platform === 'win32')('is followed to its end where no one reads on', async () => {
    const { status } = await workshop.call(['train'], (_, child) => child.stdout?.destroy());
    expect(status).toBe(0);
    expect((await readRunRecord(inWorkshop(workshop.newestRun()))).state).toBe('finished');
  });

  it('says so when the run is killed, and the run is resumed', async () => {
    await workshop.write(workshop.file(150));
    let killed = false;
    const dead = await workshop.call(['train', '--json'], (soFar) => {
      if (killed || !soFar.includes('"epoch":5,')) return;
      const events = eventsIn(soFar.slice(0, soFar.lastIndexOf('\n')));
      const started = events.find(({ event }) => event === 'started');
      if (started?.event !== 'started') return;
      killed = true;
      process.kill(started.processId, 'SIGKILL');
    });
    expect(dead.status).toBe(1);
    expect(eventsIn(dead.stdout).at(-1)).toMatchObject({ event: 'failed', code: 'run-died' });
    const resumed = await workshop.call(['resume', '--json', workshop.newestRun()]);
    expect(resumed.status).toBe(0);
    const events = eventsIn(resumed.stdout);
    expect(events[0]).toMatchObject({ event: 'started', resumed: true });
    expect(events.find(({ event }) => event === 'epoch')).not.toMatchObject({ epoch: 1 });
    expect(events.at(-1)?.event).toBe('finished');
  });
});

describe('predict', () => {
  it('tells the class of each image, and names what it can not read', async () => {
    // So many validation images choose what counts as none of the classes.
    await workshop.write(workshop.file(30).replace('validation: 0.25', 'validation: 0.6'));
    expect((await workshop.call(['train'])).status).toBe(0);
    const run = workshop.newestRun();
    const { result } = JSON.parse(readFileSync(inWorkshop(run, 'run.json'), 'utf8'));
    expect(result.weakBelow).toBeGreaterThan(0.3);
    expect(readFileSync(inWorkshop(run, 'report.html'), 'utf8')).toContain(
      `has less than ${thresholdText(result.weakBelow)}`,
    );
    const images = ['blue', 'green', 'red'].map((name) => path.join('images-test', name, `${name}-0.png`));
    const people = await workshop.call(['predict', run, ...images]);
    expect(people.status).toBe(0);
    expect(people.stdout.trim().split('\n')).toHaveLength(3);
    const machines = await workshop.call(['predict', '--json', run, ...images, 'none.png']);
    expect(machines.status).toBe(2);
    const answers = machines.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ file }) => file)).toEqual([...images, 'none.png']);
    for (const answer of answers.slice(0, 3)) {
      const sum = Object.values<number>(answer.probabilities).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(1, 5);
      expect(answer.probability).toBe(answer.probabilities[answer.label]);
      expect(answer.weakBelow).toBe(result.weakBelow);
      expect(answer.weak).toBe(answer.probability < result.weakBelow);
    }
    // Of no colour.
    const grey = { width: 20, height: 20, channels: 3 as const, background: '#888' };
    await sharp({ create: grey }).toFile(inWorkshop('grey.png'));
    const odd = await workshop.call(['predict', run, 'grey.png']);
    const isWeak = JSON.parse((await workshop.call(['predict', '--json', run, 'grey.png'])).stdout).weak;
    expect([odd.stdout, odd.stderr, isWeak]).toEqual([
      expect.stringMatching(/^grey\.png: None of these {2}\(\w+ \d+\s%, \w+ \d+\s%, \w+ \d+\s%\)\n$/),
      expect.stringContaining('None of these: the likeliest class has less than'),
      true,
    ]);
    expect(answers[3].error).toBe('It is not there. Check its name and folder.');
    writeFileSync(inWorkshop('notes.png'), 'no picture');
    const [first = '', ...others] = images;
    const mixed = await workshop.call(['predict', run, 'notes.png', first, 'none.png', ...others]);
    expect(mixed.status).toBe(2);
    expect(mixed.stdout.trim().split('\n')).toHaveLength(3);
    const told = mixed.stderr.trim().split('\n');
    expect(told.slice(0, 2)).toEqual([
      'notes.png: error: Its content is not a picture of a known kind.',
      'none.png: error: It is not there. Check its name and folder.',
    ]);
    expect(told[2]).toBe('2 of 5 images could not be read.');
  });

  it('takes all images of a folder, sorted, and makes a table of them', async () => {
    await workshop.write(workshop.file(6));
    expect((await workshop.call(['train', '--quiet'])).status).toBe(0);
    const run = workshop.newestRun();
    const folder = inWorkshop('to tell');
    mkdirSync(path.join(folder, 'a, "b"'), { recursive: true });
    copyFileSync(inWorkshop('images-test', 'red', 'red-0.png'), path.join(folder, 'z.png'));
    copyFileSync(inWorkshop('images-test', 'red', 'red-1.png'), path.join(folder, 'a, "b"', 'red.PNG'));
    copyFileSync(inWorkshop('images-test', 'blue', 'blue-0.png'), path.join(folder, 'b.png'));
    writeFileSync(path.join(folder, 'notes.txt'), 'no picture');
    const table = await workshop.call(['predict', run, 'to tell', '--csv', '--top', '2']);
    expect(table.stderr).toBe('');
    expect(table.status).toBe(0);
    const [titles, first, second, third, rest] = table.stdout.split('\r\n');
    expect(titles).toBe('file,label,probability,label2,probability2');
    expect(first).toMatch(/^"to tell\/a, ""b""\/red\.PNG",\w+,[\d.e-]+,\w+,[\d.e-]+$/);
    expect(second).toMatch(/^to tell\/b\.png,/);
    expect(third).toMatch(/^to tell\/z\.png,/);
    expect(rest).toBe('');
    const [, label, probability, other, less] = first?.match(/,(\w+),([\d.e-]+),(\w+),([\d.e-]+)$/) ?? [];
    expect(label).not.toBe(other);
    expect(Number(probability)).toBeGreaterThanOrEqual(Number(less));
    // What can't be read is no row, and is told.
    writeFileSync(path.join(folder, 'c.png'), '');
    writeFileSync(path.join(folder, 'd.heic'), 'x');
    mkdirSync(inWorkshop('nothing here'), { recursive: true });
    const mixed = await workshop.call(['predict', '--csv', run, 'to tell', 'nothing here']);
    expect(mixed.status).toBe(2);
    expect(mixed.stdout.trim().split('\r\n')).toHaveLength(4);
    expect(mixed.stderr).toContain(`${path.join('to tell', 'c.png')}: error: `);
    expect(mixed.stderr).toContain(`${path.join('to tell', 'd.heic')}: error: `);
    expect(mixed.stderr).toContain('nothing here: error: There is no image in this folder.');
    const machines = await workshop.call(['predict', '--json', '--top', '1', run, 'to tell/z.png']);
    const { label: best, probabilities } = JSON.parse(machines.stdout);
    expect(Object.keys(probabilities)).toEqual([best]);
    // Nine validation images choose nothing.
    expect(JSON.parse(machines.stdout)).not.toHaveProperty('weak');
  });

  it('refuses what is no run', async () => {
    const { status, stderr } = await workshop.call(['predict', 'images', 'a.png']);
    expect(status).toBe(2);
    expect(stderr).toContain('run.json');
  });
});

describe('the call', () => {
  it.each([[['chekc']], [['train', '--fast']], [['resume']]])('is wrong: %j', async (words) => {
    const { status, stdout, stderr } = await workshop.call(words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/The commands are|transfer-designer .* --help/);
  });

  it('asks for help or the version', async () => {
    expect(await workshop.call(['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage:'),
    });
    expect((await workshop.call(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('bears a reader that stops reading', async () => {
    const { status } = await workshop.call(['plan'], (_, child) => child.stdout?.destroy());
    expect(status).toBe(0);
  });
});
