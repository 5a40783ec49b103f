import { describe, expect, it } from 'vitest';
import { RayJobs } from '../../../../src/disk/cluster/ray-jobs';
import { fakeRay, type RayAnswer } from './fake-ray';

async function jobsOf(answer: RayAnswer, token?: string) {
  const { address, asked } = await fakeRay(answer);
  return { jobs: new RayJobs({ address, token }), asked };
}

const answering =
  (status: number, body: unknown): RayAnswer =>
  (_, response) =>
    void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));

describe('the version of a cluster', () => {
  it('is told where it is the one that the job is made for, up to its last number', async () => {
    const { jobs } = await jobsOf(answering(200, { version: '4', ray_version: '2.60.7' }));
    expect(await jobs.requireVersion('2.60.0')).toBe('2.60.7');
  });

  it.each([
    ['2.51.1', 'runs Ray 2.51.1; 2.52 or newer is needed'],
    ['1.99.0', 'runs Ray 1.99.0'],
    ['2.59.3', 'runs Ray 2.59.3, and the job is made for 2.60.0'],
    ['3.60.0', 'runs Ray 3.60.0, and the job is made for 2.60.0'],
    [undefined, 'is no Ray that this program knows'],
    ['<html>', 'is no Ray that this program knows'],
  ])('%s is refused', async (ray_version, message) => {
    const { jobs } = await jobsOf(answering(200, { ray_version }));
    await expect(jobs.requireVersion('2.60.0')).rejects.toMatchObject({
      code: 'cluster-version',
      message: expect.stringContaining(message),
    });
  });

  it('is not told by what answers with a page', async () => {
    const { jobs } = await jobsOf(answering(200, '<html>hello</html>'));
    await expect(jobs.requireVersion('2.60.0')).rejects.toMatchObject({ code: 'cluster-version' });
  });
});

describe('the token', () => {
  it('goes along with each request, and is told to nobody in a message', async () => {
    const { jobs, asked } = await jobsOf(answering(403, 'no'), 'secret-word');
    await expect(jobs.requireVersion('2.60.0')).rejects.toMatchObject({
      code: 'cluster-token',
      message: expect.stringContaining('refuses the token'),
    });
    await expect(jobs.requireVersion('2.60.0')).rejects.not.toMatchObject({
      message: expect.stringContaining('secret-word'),
    });
    expect(asked[0]?.headers.authorization).toBe('Bearer secret-word');
  });

  it('is asked for with the three places where it may stand', async () => {
    const { jobs, asked } = await jobsOf(answering(401, ''));
    await expect(jobs.requireVersion('2.60.0')).rejects.toMatchObject({
      code: 'cluster-token',
      message: expect.stringMatching(/RAY_AUTH_TOKEN,.*RAY_AUTH_TOKEN_PATH.*~\/\.ray\/auth_token/),
    });
    expect(asked[0]?.headers.authorization).toBeUndefined();
  });
});

describe('what a cluster answers', () => {
  it('never holds the token, whatever it says', async () => {
    const { jobs } = await jobsOf(({ headers }, response) => {
      const told = String(headers.authorization);
      response.writeHead(500).end(`Traceback\nError: ${told} is not welcome`);
    }, 'secret-word');
    const refused = await jobs.requireVersion('2.60.0').catch((error: unknown) => error as Error);
    expect(String((refused as Error).message)).toMatch(/Error: Bearer \(the token\) is not welcome$/);
    expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain('secret-word');
    const lines = await jobsOf(
      ({ headers }, response) => void response.writeHead(200).end(`one ${headers.authorization}\n`),
      'secret-word',
    );
    for await (const line of lines.jobs.log('run-1', 'ab')) expect(line).toBe('one Bearer (the token)');
  });

  it('is not followed to another address', async () => {
    const other = await fakeRay(answering(200, { ray_version: '2.60.0' }));
    const { jobs } = await jobsOf(
      (_, response) => void response.writeHead(302, { location: other.address.href }).end(),
      'secret-word',
    );
    await expect(jobs.requireVersion('2.60.0')).rejects.toMatchObject({
      code: 'cluster-refused',
      message: expect.stringContaining('sends on to another address (302)'),
    });
    expect(other.asked).toEqual([]);
  });

  it('is refused where it does not end', async () => {
    const { jobs } = await jobsOf((_, response) => {
      const piece = Buffer.alloc(1024 * 1024, 'x');
      response.writeHead(200);
      const pour = (): void => void response.write(piece, (error) => error || pour());
      pour();
    });
    await expect(jobs.job('run-1')).rejects.toMatchObject({
      code: 'cluster-refused',
      message: expect.stringContaining('answers more than can be'),
    });
  });

  it('is cut where a line has no end', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    const { jobs } = await jobsOf(async (_, response) => {
      for (let count = 0; count < 18; count += 1)
        await new Promise<void>((resolve) => response.write(megabyte, () => resolve()));
      response.end('\nlast\n');
    });
    const lengths: number[] = [];
    for await (const line of jobs.log('run-1', 'ab')) lengths.push(line.length);
    expect(lengths).toEqual([16 * 1024 * 1024, 4]);
  });
});

describe('a package', () => {
  it('is sent once: what is there by its content is used', async () => {
    const kept = new Map<string, Buffer>();
    const { jobs, asked } = await jobsOf(({ method, path, body }, response) => {
      if (method === 'PUT') kept.set(path, body);
      response.writeHead(method === 'PUT' || kept.has(path) ? 200 : 404).end();
    });
    const name = await jobs.keepPackage(Buffer.from('zip'));
    expect(name).toBe('gcs://_ray_pkg_f13e27693c85aed522df8c3fcb0bb0110ca54e14.zip');
    expect(await jobs.keepPackage(Buffer.from('zip'))).toBe(name);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
    expect([...kept.values()].map(String)).toEqual(['zip']);
  });

  it('is refused before it is sent where Ray would not take it', async () => {
    const { jobs, asked } = await jobsOf(answering(200, ''));
    await expect(jobs.keepPackage(Buffer.alloc(100 * 1024 * 1024 + 1))).rejects.toMatchObject({
      code: 'cluster-refused',
    });
    expect(asked).toEqual([]);
  });
});

const submitted = { id: 'run-1', package: 'gcs://a.zip', command: 'python job.py', environment: { A: 'b' } };

describe('a job', () => {
  it('is submitted once: one of that name is taken as it is', async () => {
    let isThere = false;
    const { jobs, asked } = await jobsOf(({ method }, response) => {
      if (method === 'POST') isThere = true;
      response.writeHead(isThere ? 200 : 404).end(JSON.stringify({ status: 'PENDING' }));
    });
    await jobs.submit(submitted);
    await jobs.submit(submitted);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/jobs/run-1',
      'POST /api/jobs/',
      'GET /api/jobs/run-1',
    ]);
    expect(JSON.parse(String(asked[1]?.body))).toEqual({
      entrypoint: 'python job.py',
      submission_id: 'run-1',
      runtime_env: { working_dir: 'gcs://a.zip', env_vars: { A: 'b' } },
    });
  });

  it('is submitted again to a cluster that has just been started and is not ready for it', async () => {
    let tries = 0;
    const { jobs, asked } = await jobsOf(({ method }, response) => {
      if (method === 'POST') tries += 1;
      const status = method === 'GET' ? 404 : tries === 1 ? 500 : 200;
      response.writeHead(status).end('No available agent to submit job, please try again later.');
    });
    await jobs.submit(submitted);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST']);
  });

  it('is started whatever asks to stop once it is sent off', async () => {
    const stop = new AbortController();
    const { jobs, asked } = await jobsOf(({ method }, response) => {
      if (method === 'GET') return void response.writeHead(404).end();
      stop.abort();
      response.writeHead(200).end('{}');
    });
    await jobs.submit(submitted, stop.signal);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('is not waited for any more once it is to stop, by the reason of that', async () => {
    const stop = AbortSignal.timeout(200);
    const { jobs } = await jobsOf(({ method }, response) =>
      response.writeHead(method === 'GET' ? 404 : 500).end('No available agent, please try again later.'),
    );
    const reason = await jobs.submit(submitted, stop).catch((error: unknown) => error);
    expect(reason).toBe(stop.reason);
  });

  it.each<[string, RayAnswer]>([
    ['was lost', (_, response) => void response.destroy()],
    ['says that it is there', (_, response) => void response.writeHead(500).end('Job run-1 already exists.')],
  ])('is looked for where the answer to it %s', async (_, toStart) => {
    let isThere = false;
    const { jobs, asked } = await jobsOf((one, response) => {
      if (one.method === 'GET')
        return void response.writeHead(isThere ? 200 : 404).end('{"status":"PENDING"}');
      isThere = true;
      toStart(one, response);
    });
    await jobs.submit(submitted);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
  });

  it('tells how it stands, and nothing where the cluster does not know it', async () => {
    const told = {
      ...{ status: 'FAILED', message: 'it was killed', error_type: 'JOB_ENTRYPOINT_COMMAND_ERROR' },
      ...{ driver_exit_code: 137, driver_node_id: 'ab12' },
    };
    const { jobs } = await jobsOf(({ path }, response) =>
      response.writeHead(path.endsWith('gone') ? 404 : 200).end(JSON.stringify(told)),
    );
    expect(await jobs.job('here')).toEqual({
      ...{ status: 'FAILED', message: 'it was killed' },
      ...{ driverExitCode: 137, driverNode: 'ab12' },
    });
    expect(await jobs.job('gone')).toBeUndefined();
  });

  it('that Ray refuses says why: the last line of its traceback', async () => {
    const { jobs } = await jobsOf(({ method }, response) =>
      method === 'GET'
        ? response.writeHead(404).end()
        : response.writeHead(500).end('Traceback\n  File x\nValueError: no such package\n'),
    );
    await expect(jobs.submit(submitted)).rejects.toMatchObject({
      code: 'cluster-refused',
      message: expect.stringMatching(/answers 500 to POST api\/jobs\/: ValueError: no such package$/),
    });
  });

  it.each(['{}', '{"status":"BETTER"}', 'nothing', 'null'])(
    'of which %s is told is refused',
    async (text) => {
      const { jobs } = await jobsOf(answering(200, text));
      await expect(jobs.job('one')).rejects.toMatchObject({ code: 'cluster-refused' });
    },
  );

  it('has a name that leads nowhere else', async () => {
    const { jobs, asked } = await jobsOf(answering(200, {}));
    await expect(jobs.job('../other')).rejects.toThrow(TypeError);
    await expect(jobs.stop('a/b')).rejects.toThrow(TypeError);
    expect(asked).toEqual([]);
  });

  it('is stopped', async () => {
    const { jobs, asked } = await jobsOf(answering(200, { stopped: true }));
    await jobs.stop('run-1');
    expect(asked).toMatchObject([{ method: 'POST', path: '/api/jobs/run-1/stop' }]);
  });
});

describe('the log of a job', () => {
  it('comes line by line as it is printed, whatever the pieces', async () => {
    const { jobs, asked } = await jobsOf(async (_, response) => {
      response.writeHead(200);
      for (const piece of ['one\ntw', 'o\nthr', 'ee\nlast'])
        await new Promise<void>((resolve) => response.write(piece, () => resolve()));
      response.end();
    });
    const lines: string[] = [];
    for await (const line of jobs.followLog('run-1', 'ab', new AbortController().signal)) lines.push(line);
    expect(lines).toEqual(['one', 'two', 'three', 'last']);
    expect(asked[0]?.path).toBe('/api/v0/logs/stream?node_id=ab&filename=job-driver-run-1.log&lines=-1');
  });

  it('ends when nobody wants more of it', async () => {
    const { jobs } = await jobsOf((_, response) => void response.writeHead(200).write('one\n'));
    const ended = new AbortController();
    const lines = jobs.followLog('run-1', 'ab', ended.signal);
    expect(await lines.next()).toEqual({ done: false, value: 'one' });
    ended.abort(new Error('enough'));
    await expect(lines.next()).rejects.toThrow('enough');
  });

  it('that breaks off says so', async () => {
    const { jobs } = await jobsOf((_, response) => {
      response.writeHead(200);
      response.write('one\n', () => response.destroy());
    });
    const lines = jobs.followLog('run-1', 'ab', new AbortController().signal);
    await lines.next();
    await expect(lines.next()).rejects.toMatchObject({ code: 'cluster-unreachable' });
  });
});

it('a cluster that does not answer is said to', async () => {
  const { address } = await fakeRay(answering(200, {}));
  address.port = '1';
  await expect(new RayJobs({ address, token: undefined }).requireVersion('2.60.0')).rejects.toMatchObject({
    code: 'cluster-unreachable',
    message: expect.stringMatching(/^The cluster at 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\./),
  });
});
