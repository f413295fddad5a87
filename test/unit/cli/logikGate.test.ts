import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keyStore } from '../../../src/cli/keyStore.ts';
import { logikGate, type GateOptions } from '../../../src/cli/logikGate.ts';
import type { Gate } from '../../../src/logik/binding.ts';

const CREDENTIALS = { adminKey: 'lgk_admin_very-secret', runtimeToken: 'short' };
const [OWN, OTHER] = ['https://acme-uat.test01.logik.io', 'https://acme-new.test01.logik.io'];

describe('the gate of the credentials', () => {
  const before = process.env.HOME;
  let home: string;
  let file: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'logik-keys-'));
    process.env.HOME = home;
    file = join(home, '.sf', 'logik-keys.json');
  });
  afterEach(async () => {
    process.env.HOME = before;
    await rm(home, { recursive: true, force: true });
  });

  const gate = (own: Partial<GateOptions> = {}): Gate =>
    logikGate({ credentials: CREDENTIALS, store: keyStore(), typed: [], ask: undefined, env: {}, ...own });
  const word = (...names: string[]): Parameters<Gate['about']>[0] => ({
    org: 'acme--uat.sandbox.my.salesforce.com',
    names: () => Promise.resolve(names),
  });

  it('Given nobody who vouches, When asked, Then both credentials stay, and the words name the variable to set', async () => {
    expect(await gate().withheld('admin', OWN))
      .to.contain('LOGIK_ADMIN_HOST')
      .and.contain('acme-uat.test01.logik.io');
    expect(await gate().withheld('runtime', OWN)).to.contain('LOGIK_RUNTIME_HOST');
  });

  it('Given an environment that accepted the key, When a later run asks, Then it goes there, and nowhere else', async () => {
    await gate().accepted('admin', OWN);
    const later = gate();
    later.about(word('acme-new.test01.logik.io'));
    expect(await later.withheld('admin', OWN)).to.equal(null);
    expect(await later.withheld('admin', OTHER)).to.contain('another environment accepted it before');
    // The other credential is not bound by that, and neither is another key.
    expect(await later.withheld('runtime', OWN)).to.contain('nobody but the refresh directory');
    const another = gate({ credentials: { ...CREDENTIALS, adminKey: 'another' } });
    expect(await another.withheld('admin', OWN)).to.contain('nobody but the refresh directory');
  });

  it('Given what is kept, When the file is read, Then no credential is in it, nor a hash without its salt', async () => {
    await gate().accepted('admin', OWN);
    await gate().accepted('runtime', OWN);
    const content = await readFile(file, 'utf8');
    for (const secret of Object.values(CREDENTIALS)) expect(content).not.to.contain(secret);
    const kept = JSON.parse(content) as Record<string, unknown>;
    expect(Object.keys(kept).map((key) => key.replace(/:.*/, ''))).to.have.members([
      'version',
      'salt',
      'admin',
      'runtime',
    ]);
  });

  it('Given an org that names the host, When nobody can be asked, Then a credential that is not bound goes; what was typed for the org counts later', async () => {
    const first = gate();
    first.about(word('acme-uat.test01.logik.io'));
    expect(await first.withheld('admin', OWN)).to.equal(null);
    const typed = gate({ typed: [OTHER] });
    typed.about(word());
    expect(await typed.withheld('admin', OTHER)).to.equal(null);
    await typed.remember(['acme-uat.test01.logik.io']);
    const later = gate();
    later.about(word());
    expect(await later.withheld('admin', OTHER)).to.equal(null);
    expect(await later.withheld('runtime', OWN)).to.equal(null);
    const otherOrg = gate();
    otherOrg.about({ ...word(), org: 'other.my.salesforce.com' });
    expect(await otherOrg.withheld('admin', OTHER)).to.be.a('string');
  });

  it('Given the variable beside the credential, When it names another host, Then nothing else opens the way', async () => {
    await gate().accepted('admin', OWN);
    const env = { LOGIK_ADMIN_HOST: 'acme-new.test01.logik.io' };
    const named = gate({ env, typed: [OWN], ask: () => Promise.resolve(true) });
    expect(await named.withheld('admin', OWN)).to.contain('LOGIK_ADMIN_HOST names another host');
    expect(await named.withheld('admin', OTHER)).to.equal(null);
  });

  it('Given a person, When several lines ask at once, Then one question for each host, one at a time, and the answer counts', async () => {
    const [asked, answers] = [[] as string[], [true, false]];
    let open = 0;
    const ask = async (question: string): Promise<boolean> => {
      open += 1;
      expect(open).to.equal(1);
      asked.push(question);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open -= 1;
      return answers[asked.length - 1];
    };
    await gate().accepted('admin', 'https://old.test01.logik.io');
    const person = gate({ ask });
    const said = await Promise.all([
      person.withheld('admin', OWN),
      person.withheld('admin', OWN),
      person.withheld('admin', OTHER),
    ]);
    expect(said.slice(0, 2)).to.deep.equal([null, null]);
    expect(said[2]).to.contain('you said no');
    expect(asked).to.have.length(2);
    expect(asked[0]).to.contain('acme-uat.test01.logik.io').and.contain('old.test01.logik.io');
  });

  for (const [what, content] of [
    ['no JSON', '{"version": 1, "sal'],
    ['an empty file', ''],
    ['another shape', '{"version":1,"salt":"x"}'],
    ['a list', '[]'],
    ['null', 'null'],
  ] as const) {
    it(`Given a file that is ${what}, When asked, Then the credential stays, the file is named and left as it is`, async () => {
      await mkdir(join(home, '.sf'));
      await writeFile(file, content);
      const damaged = gate();
      damaged.about(word('acme-uat.test01.logik.io'));
      expect(await damaged.withheld('admin', OWN)).to.contain(file);
      await damaged.accepted('admin', OWN);
      await damaged.remember(['acme-uat.test01.logik.io']);
      expect(await readFile(file, 'utf8')).to.equal(content);
      expect(await gate({ env: { LOGIK_ADMIN_HOST: 'acme-uat.test01.logik.io' } }).withheld('admin', OWN)).to.equal(
        null
      );
    });
  }
});
