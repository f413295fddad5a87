import { expect } from 'chai';
import { newBaseline, type Baseline } from '../../../../src/refresh/directory/baseline.ts';
import { caseFiles } from '../../../../src/refresh/handOff/caseFiles.ts';
import { newEnvironment } from '../../../../src/refresh/handOff/newEnvironment.ts';
import { supportCase } from '../../../../src/refresh/handOff/supportCase.ts';
import { answers, sandbox } from '../../support/situation.ts';
import { orgDefault, SANDBOX_URL, THIRD_URL } from '../../support/tenant.ts';

const read = (facts: unknown): { status: 'read'; facts: unknown } => ({ status: 'read', facts });

const baseline = (items: Record<string, unknown> = {}): Baseline =>
  newBaseline({
    preparedAt: '2027-01-01T00:00:00.000Z',
    salt: '0123456789abcdef',
    org: sandbox(),
    items: {
      'logik-tenant': read(orgDefault(SANDBOX_URL)),
      ...Object.fromEntries(Object.entries(items).map(([id, facts]) => [id, read(facts)])),
    },
    production: null,
  });

const backup = (own: object = {}): object => ({
  backup: {
    environment: SANDBOX_URL,
    at: '2027-01-02T10:00:00.000Z',
    complete: true,
    parts: [
      { kind: 'blueprints', name: 'blueprints', rows: 12 },
      { kind: 'table', name: 'prices', rows: 300 },
      { kind: 'table', name: 'sizes', rows: 40 },
    ],
    failed: [],
    ...own,
  },
});

describe('newEnvironment', () => {
  it('Given a backup of the environment, When the new one is asked for, Then the case says what it holds', () => {
    const said = newEnvironment(
      baseline({ 'logik-backup': backup(), 'logik-products': { state: 'asked', total: 7 } }),
      SANDBOX_URL
    );
    expect(said.sector).to.equal('test01');
    expect(said.products).to.contain('7 products');
    expect(said.backup).to.contain('2027-01-02 (12 blueprints, 2 managed tables with 340 rows)');
  });

  it('Given a backup in part, When the new one is asked for, Then the vendor is asked for what is missing', () => {
    const partial = backup({ complete: false, failed: [{ kind: 'table', name: 'discounts', reason: 'x' }] });
    expect(newEnvironment(baseline({ 'logik-backup': partial }), SANDBOX_URL).backup).to.contain('missing: discounts');
  });

  it('Given no backup, or one of another environment, When the new one is asked for, Then it is TBD and none is claimed', () => {
    expect(newEnvironment(baseline(), SANDBOX_URL).backup).to.match(/^TBD/);
    const other = baseline({ 'logik-backup': backup({ environment: THIRD_URL }) });
    expect(newEnvironment(other, SANDBOX_URL).backup).to.match(/^TBD/);
  });

  it('Given a host that tells no sector, When the new one is asked for, Then the sector is TBD', () => {
    for (const url of ['https://cpq.acme.example', 'http://127.0.0.1:8080', null]) {
      expect(newEnvironment(baseline(), url).sector).to.equal('TBD');
    }
  });
});

describe('the support case of a new environment', () => {
  const made = async (dataStrategy: 'repoint' | 'decommission'): Promise<string[]> => {
    const facts = supportCase(
      baseline({ 'logik-backup': backup() }),
      answers({ refresh: { dataStrategy }, logik: { adminUsers: ['ava@acme.example.uat'] } })
    );
    return (await caseFiles('/x', facts, {})).files.slice(0, 2).map(({ content }) => content);
  };

  it('Given decommission, When its files are made, Then both ask for a new environment and keep all eight items', async () => {
    for (const content of await made('decommission')) {
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) expect(content).to.match(new RegExp(`^${number}\\. `, 'm'));
      const asked = content.slice(content.indexOf('The new environment'));
      for (const word of ['Sector', 'test01', 'My Domain', 'Provisioning', 'ava@acme.example.uat', '12 blueprints'])
        expect(asked).to.contain(word);
      expect(content).not.to.match(/undefined|null|\[object|API key/);
      expect(content).not.to.match(/\n\n\n/);
    }
  });

  it('Given repoint, When its files are made, Then they ask for no new environment', async () => {
    for (const content of await made('repoint')) expect(content).not.to.match(/new environment|\n\n\n/);
  });
});
