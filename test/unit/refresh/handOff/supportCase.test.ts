import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { newBaseline, type Baseline, type Reading } from '../../../../src/refresh/directory/baseline.ts';
import { caseFiles, caseTemplates } from '../../../../src/refresh/handOff/caseFiles.ts';
import { supportCase, type SupportCase } from '../../../../src/refresh/handOff/supportCase.ts';
import type { TenantFacts } from '../../../../src/checklist/connection/logikTenant/facts.ts';
import type { UserFacts } from '../../../../src/checklist/shared/users/facts.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';
import { answers, NEW_ORG_ID, OLD_ORG_ID, sandbox } from '../../support/situation.ts';
import { orgDefault, SANDBOX_URL, tenant, THIRD_URL } from '../../support/tenant.ts';
import { userFacts } from '../../support/users.ts';

const temporary = directories();
type Facts = { tenant?: TenantFacts; users?: UserFacts[] };
const read = (facts: unknown): Reading => ({ status: 'read', facts });

const baseline = (facts: Facts = {}, own: Partial<Baseline> = {}): Baseline =>
  newBaseline({
    preparedAt: '2027-01-01T00:00:00.000Z',
    salt: '0123456789abcdef',
    org: sandbox(),
    items: {
      'logik-tenant': read(facts.tenant ?? orgDefault(SANDBOX_URL)),
      'provisioning-user': read({ users: facts.users ?? [userFacts('pro@acme.example.uat')] }),
    },
    production: null,
    ...own,
  });
type Said = Parameters<typeof answers>[0];
const made = (said: Said = {}, facts: Facts = {}, own: Partial<Baseline> = {}): SupportCase =>
  supportCase(baseline(facts, own), answers(said));

const DECOMMISSION: Said = { refresh: { dataStrategy: 'decommission' } };

describe('supportCase', () => {
  it('Given facts and answers, when the case is made, then all eight items are said', () => {
    expect(made({ logik: { adminUsers: ['ava@acme.example.uat'] } })).to.deep.include({
      environmentUrl: SANDBOX_URL,
      refreshDate: '2027-01-15',
      dataStrategy: 'keep it (repoint the environment to the refreshed organization)',
      newOrgId: 'TBD',
      myDomain: 'no change is planned, https://acme--uat.sandbox.my.salesforce.com',
      adminUsers: ['ava@acme.example.uat'],
      hostName: 'no change is planned, acme-uat.test01.logik.io',
      provisioningUser: 'pro@acme.example.uat',
    });
  });

  it('Given changes that are announced, when the case is made, then it says to what', () => {
    const said = made({
      refresh: { newOrgId: NEW_ORG_ID, newMyDomain: 'https://acme--uat2.sandbox.my.salesforce.com' },
      logik: { newHost: 'acme-uat2.test01.logik.io' },
    });
    expect(said.newOrgId).to.equal(NEW_ORG_ID);
    expect(said.myDomain).to.equal('changes to https://acme--uat2.sandbox.my.salesforce.com');
    expect(said.hostName).to.equal('changes to acme-uat2.test01.logik.io');
  });

  it('Given two URLs, when the case is made, then it states both', () => {
    expect(made({}, { tenant: orgDefault(SANDBOX_URL, { runtime: THIRD_URL }) }).environmentUrl).to.equal(
      `${THIRD_URL}, ${SANDBOX_URL}`
    );
  });

  it('Given nothing known, when the case is made, then every unknown is TBD and nothing is empty', () => {
    const org = sandbox({ myDomain: null, sandboxName: null });
    const said = made({}, { tenant: tenant(), users: [] }, { org });
    expect([said.environmentUrl, said.newOrgId, said.provisioningUser, said.currentMyDomain]).to.deep.equal(
      Array(4).fill('TBD')
    );
    expect(said.adminUsers).to.deep.equal(['TBD']);
    expect(said.hostName).to.contain('TBD');
    for (const value of Object.values(said).flat()) expect(value).not.to.match(/^\s*$|\btbd\b|undefined|null/);
  });

  it('Given decommission without a new host, when the case is made, then it does not claim that the host stays', () => {
    expect(made(DECOMMISSION).hostName).to.equal('TBD');
    expect(made(DECOMMISSION).request).to.contain('decommission');
  });

  it('Given an explicit URL on another host, when the case is made, then it does not claim that the host stays', () => {
    expect(made({ logik: { administrationUrl: THIRD_URL, runtimeUrl: THIRD_URL } }).hostName).to.equal(
      'changes to acme-dev.test02.logik.io'
    );
  });

  it('Given several users with the provisioning email, when the case is made, then it names the one that may do it', () => {
    const users = [
      userFacts('a@acme.example.uat', { isAdmin: false, profile: 'Standard User' }),
      userFacts('b@acme.example.uat'),
      userFacts('c@acme.example.uat', { isActive: false }),
    ];
    expect(made({}, { users }).provisioningUser).to.equal('b@acme.example.uat');
  });

  it('Given a source org, when the ticket is made, then it is named; else by its alias; else as production', () => {
    const production = { org: sandbox({ name: 'Acme Inc', isSandbox: false }), items: {} };
    expect(made({}, {}, { production }).source).to.equal(`Acme Inc (${OLD_ORG_ID})`);
    expect(made({ refresh: { sourceOrg: 'prod' } }).source).to.equal('prod');
    expect(made().source).to.equal('production');
  });
});

describe('caseFiles', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  it('Given a case, when its files are made, then Markdown, plain text and ticket hold every item', async () => {
    const { files, plainText } = await caseFiles(
      directory,
      made({ logik: { adminUsers: ['ava@acme.example.uat'] } }),
      {}
    );
    expect(files.map(({ path }) => path)).to.deep.equal(
      ['support-case.md', 'support-case.txt', 'refresh-ticket.md'].map((name) => join(directory, name))
    );
    expect(plainText).to.equal(files[1].content);
    for (const { content } of files.slice(0, 2)) {
      for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) expect(content).to.match(new RegExp(`^${number}\\. `, 'm'));
      for (const word of [SANDBOX_URL, '2027-01-15', 'TBD', 'ava@acme.example.uat', 'pro@acme.example.uat']) {
        expect(content).to.contain(word);
      }
      expect(content).not.to.match(/undefined|null|\[object/);
    }
    expect(files[2].content)
      .to.match(/^# Tenant Refresh\n/)
      .and.contain('**Source:** production');
  });

  it('Given a name with a line break, when the files are made, then it starts no line of its own', async () => {
    const org = sandbox({ sandboxName: null, name: 'Acme\n# Approved\n- by nobody' });
    for (const { content } of (await caseFiles(directory, made({}, {}, { org }), {})).files) {
      expect(content).not.to.match(/^(# Approved|- by nobody)/m);
    }
  });

  it("Given somebody's own templates, when the files are made, then each kind takes its own", async () => {
    const own = join(directory, 'mine.txt.eta');
    await writeFile(own, 'Env <%= it.environmentUrl %> on <%= it.refreshDate %>');
    const { files, plainText } = await caseFiles(directory, made(), caseTemplates([own]));
    expect(plainText).to.equal(`Env ${SANDBOX_URL} on 2027-01-15`);
    expect(files[0].content).to.contain('Hello');
  });

  it('Given a template that cannot be filled or is not there, when files are made, then the error names it', async () => {
    const broken = join(directory, 'broken.md.eta');
    await writeFile(broken, '<% if (');
    const failed = await caught(() => caseFiles(directory, made(), { md: broken }));
    expect(failed).to.include({ name: 'TemplateFailedError' });
    expect(failed.message).to.contain(broken);
    const gone = await caught(() => caseFiles(directory, made(), { md: join(directory, 'nope.md.eta') }));
    expect(gone).to.include({ name: 'TemplateUnreadableError' });
  });
});

describe('caseTemplates', () => {
  it('Given paths, when they are sorted, then the ending before .eta tells the kind', () => {
    expect(caseTemplates(['/x/case.md.eta', '/x/case.txt.eta'])).to.deep.equal({
      md: '/x/case.md.eta',
      txt: '/x/case.txt.eta',
    });
    expect(caseTemplates(['a.md'])).to.deep.equal({ md: 'a.md' });
    expect(caseTemplates([])).to.deep.equal({});
  });
});
