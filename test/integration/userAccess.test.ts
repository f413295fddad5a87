import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { expectRefusal, filesBelow } from './hostile.ts';

const FILE = 'hand-off/logik-user-access.csv';
const DANA = 'dana.ortiz@acme.example.uat';
const KIM = 'kim.larsen@acme.example.uat';
const ONLY = ['--only', 'logik-admin-users'];

describe('access of the admin users to Logik Admin', function () {
  this.timeout(60_000);
  let bench: Workbench;
  afterEach(() => bench.close());

  const start = async (scenario: string): Promise<void> => {
    bench = await Workbench.start({ scenario });
    const prepared = await bench.prepare(...ONLY);
    expect(prepared.error).to.equal(undefined);
    expect(Object.keys(await filesBelow(bench.directory))).not.to.include(FILE);
  };
  const say = async (path: string[], value: unknown): Promise<void> => {
    const file = join(bench.directory, 'refresh.yaml');
    const yaml = parseDocument(await readFile(file, 'utf8'));
    yaml.setIn(path, yaml.createNode(value));
    await writeFile(file, yaml.toString());
  };
  const run = (command: 'verify' | 'repoint'): Promise<Ran<{ findings: Finding[]; files: string[] }>> =>
    bench.run(command, '--target-org', 'uat', ...ONLY, ...(command === 'repoint' ? ['--no-prompt'] : []));
  const lines = async (): Promise<string[]> =>
    (await readFile(join(bench.directory, FILE), 'utf8')).trimEnd().split('\n');

  for (const command of ['verify', 'repoint'] as const) {
    it(`Given usernames that a refresh keeps, When ${command} runs, Then the file has both, with the least access`, async () => {
      await start('standard');
      await bench.refresh();
      const ran = await run(command);
      expect(ran.error).to.equal(undefined);
      const [head, ...rows] = await lines();
      expect(head).to.equal('name,userName,area,access,action');
      expect(rows.map((row) => row.split(',').slice(1).join())).to.deep.equal([
        `${DANA},CONFIG,READ,UPSERT`,
        `${KIM},CONFIG,READ,UPSERT`,
      ]);
      expect(ran.result?.findings.find(({ target }) => target === DANA)?.hint).to.contain(FILE);
    });
  }

  it('Given a username that was taken, When verified, Then the new one gets the access, and the old one loses it on request', async () => {
    await start('username-taken');
    await say(['logik', 'userAccess', 'default'], { CONFIG: 'EDIT', 'TABLE:prices': 'READ' });
    await say(['logik', 'userAccess', 'users'], { [DANA]: { UTILITIES: 'ADMIN' } });
    await bench.refresh();
    await run('verify');
    const plain = await lines();
    expect(plain.join('\n')).not.to.contain('DELETE');
    await say(['logik', 'removeOldUserAccess'], true);
    const { result } = await run('verify');
    const now = result?.findings.find(({ target }) => target === DANA)?.actual;
    expect(now).to.match(/.+dana\.ortiz@acme\.example\.uat$/);
    const rows = await lines();
    expect(rows.slice(0, -1)).to.deep.equal(plain);
    expect(rows.map((row) => row.split(',').slice(1).join())).to.deep.equal([
      'userName,area,access,variableName,action',
      `${String(now).toLowerCase()},UTILITIES,ADMIN,,UPSERT`,
      `${KIM},CONFIG,EDIT,,UPSERT`,
      `${KIM},TABLE,READ,prices,UPSERT`,
      `${DANA},UTILITIES,ADMIN,,DELETE`,
    ]);
  });

  it('Given access that Logik does not know, When a command runs, Then it is refused by line and key, before anything is written', async () => {
    await start('standard');
    await bench.refresh();
    await say(['logik', 'userAccess', 'default'], { DEPLOY: 'EDIT' });
    expectRefusal(await run('verify'), {
      exitCode: 1,
      name: 'DamagedYamlError',
      says: ['logik.userAccess.default.DEPLOY', 'NONE, ADMIN'],
    });
    expect(Object.keys(await filesBelow(bench.directory))).not.to.include(FILE);
  });
});
