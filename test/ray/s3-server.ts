import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { pythonWith } from './python-for-ray';
import type { BucketAccess } from './ray-cluster';

/** Moto (Apache-2.0), which answers as Amazon does, and what it takes to answer for S3. */
const packages = 'moto==5.2.5\nflask==3.1.3\nflask-cors==6.0.5\npy-partiql-parser==0.6.3\nPyYAML==6.0.4\n';

const bucket = 'results';
/** It takes whatever it is told; that they are two shows that no machine has those of another. */
const credentials = (whose: string) => ({
  ...{ AWS_ACCESS_KEY_ID: whose, AWS_SECRET_ACCESS_KEY: `secret of ${whose}`, AWS_REGION: 'us-east-1' },
  ...{
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  },
});

/** A server of S3 on this machine, of somebody else's making, with one empty bucket. */
export class S3Server {
  private constructor(
    private readonly server: ChildProcess,
    private readonly endpoint: string,
  ) {}

  /** @throws Error where it does not come up */
  static async start(): Promise<S3Server> {
    const python = await pythonWith('bucket', packages);
    const program = 'from moto.server import main; main(["-H", "127.0.0.1", "-p", "0"])';
    const server = spawn(python, ['-c', program], { stdio: ['ignore', 'pipe', 'pipe'] });
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = '';
      for (const stream of [server.stdout, server.stderr])
        stream.on('data', (piece: Buffer) => {
          said += piece.toString();
          const [, address] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
          if (address) resolve(address);
        });
      server.once('close', () => reject(new Error(`The server of S3 ended: ${said.slice(-2_000)}`)));
      server.once('error', reject);
    });
    await new Promise<void>((resolve, reject) => {
      const made = request(`${endpoint}/${bucket}`, { method: 'PUT' }, (answer) => {
        answer.resume().once('end', resolve);
      });
      made.once('error', reject).end();
    });
    return new S3Server(server, endpoint);
  }

  /** For the machines of a cluster. */
  get theirEnvironment(): Readonly<Record<string, string>> {
    return { AWS_ENDPOINT_URL: this.endpoint, ...credentials('the cluster') };
  }

  get access(): BucketAccess {
    return {
      address: `s3://${bucket}`,
      environment: { AWS_ENDPOINT_URL: this.endpoint, ...credentials('this machine') },
    };
  }

  close(): void {
    this.server.kill();
  }
}
