import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

type Started = { child: ChildProcessByStdio<null, Readable, Readable>; output: { stdout: string; stderr: string } };

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { child, output };
}

describe('Given the simulator as a program', function () {
  this.timeout(20_000);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`When it is ready, Then it prints one line of JSON, serves, and ends promptly with 0 on ${signal}`, async () => {
      const { child, output } = start('--port', '0');
      await once(child.stdout, 'data');
      const facts = JSON.parse(output.stdout) as Record<string, string>;
      expect(Object.keys(facts)).to.deep.equal([
        'instanceUrl',
        'accessToken',
        'username',
        'orgId',
        'logikUrl',
        'logikAdminApiKey',
        'logikRuntimeToken',
        'logikNewUrl',
        'logikNewAdminApiKey',
        'logikNewRuntimeToken',
      ]);
      const headers = { Authorization: `Bearer ${facts['accessToken']}`, Connection: 'keep-alive' };
      expect((await fetch(`${facts['instanceUrl']}/services/data/v65.0/limits`, { headers })).status).to.equal(200);
      const asked = performance.now();
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code).to.equal(0);
      expect(performance.now() - asked).to.be.lessThan(2_000);
      expect(output.stdout.trimEnd().split('\n')).to.have.length(1);
      expect(output.stderr).to.equal('');
    });
  }

  for (const args of [
    ['--port', 'many'],
    ['--bogus'],
    ['--scenario', 'no-such-one'],
    ['--products', '-1'],
    ['--sites', '10'],
  ]) {
    it(`When it is started with ${args.join(' ')}, Then one line on stderr says why and it exits with 2`, async () => {
      const { child, output } = start(...args);
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).to.equal(2);
      expect(output.stdout).to.equal('');
      expect(output.stderr.trimEnd().split('\n')).to.have.length(1);
    });
  }
});
