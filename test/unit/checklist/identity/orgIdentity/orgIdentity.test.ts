import { expect } from 'chai';
import { orgIdentity } from '../../../../../src/checklist/identity/orgIdentity/index.ts';
import { orgIdentitySchema, readOrgIdentity, sandboxNameOf } from '../../../../../src/checklist/identity/orgIdentity/facts.ts';
import { sameOrgId } from '../../../../../src/checklist/identity/orgIdentity/ids.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import type { Answers } from '../../../../../src/checklist/answers/index.ts';
import { caught } from '../../../support/caught.ts';
import { orgStub } from '../../../support/reader.ts';
import {
  answers,
  NEW_ORG_ID,
  NOT_REFRESHED,
  OLD_ORG_ID,
  refreshed,
  sandbox,
  situation,
} from '../../../support/situation.ts';

describe('sandboxNameOf', () => {
  for (const [url, name] of [
    ['https://acme--uat.sandbox.my.salesforce.com', 'uat'],
    ['https://acme--uat.my.salesforce.com', 'uat'],
    ['https://ACME--UAT.sandbox.my.salesforce.com', 'uat'],
    ['https://acme-eu--uat2.sandbox.my.salesforce.com', 'uat2'],
    ['https://acme.my.salesforce.com', null],
    ['https://acme-dev-ed.develop.my.salesforce.com', null],
    ['https://energy-speed-1234.scratch.my.salesforce.com', null],
    [null, null],
  ] as const) {
    it(`Given ${url}, when the sandbox name is asked, then it is ${name}`, () => {
      expect(sandboxNameOf(url)).to.equal(name);
    });
  }
});

describe('sameOrgId', () => {
  it('Given the same ID in 15 and in 18 characters, when compared, then it is one org', () => {
    expect(sameOrgId(OLD_ORG_ID, OLD_ORG_ID.slice(0, 15))).to.equal(true);
  });

  it('Given IDs that differ in case only, when compared, then they are two orgs', () => {
    expect(sameOrgId('00D5e000005AHE7', '00D5e000005AHe7')).to.equal(false);
  });
});

describe('readOrgIdentity', () => {
  const read = (instanceUrl: string, IsSandbox = true, customDomain?: string): ReturnType<typeof readOrgIdentity> =>
    readOrgIdentity(
      orgStub({
        instanceUrl,
        userInfo: customDomain === undefined ? {} : { urls: { custom_domain: customDomain } },
        queries: [
          [
            /FROM Organization/,
            [{ Id: OLD_ORG_ID, Name: 'Acme', OrganizationType: null, InstanceName: 'USA254S', IsSandbox }],
          ],
        ],
      })
    );

  it('Given an org that does not tell who it is, when it is asked, then that is an error of the org', async () => {
    for (const rows of [[], [{}]]) {
      const error = await caught(() => readOrgIdentity(orgStub({ queries: [[/FROM Organization/, rows]] })));
      expect(error).to.include({ errorCode: 'UNREADABLE_BODY' });
    }
  });

  it('Given a custom domain that is no URL, when the org is asked, then there is none', async () => {
    for (const told of ['acme', 'https://', '../../x'])
      expect(await read('https://login.example.com', true, told)).to.include({ myDomain: null });
  });

  it('Given an org that says in another type that it is a sandbox, when it is asked, then it is taken for none', async () => {
    const row = { Id: OLD_ORG_ID, Name: 'Acme', OrganizationType: null, InstanceName: 'USA254S' };
    for (const IsSandbox of ['false', 'true', 1, null, {}, undefined]) {
      const org = orgStub({ queries: [[/FROM Organization/, [{ ...row, IsSandbox }]]] });
      expect(await caught(() => readOrgIdentity(org)), String(IsSandbox)).to.include({ errorCode: 'UNREADABLE_BODY' });
    }
  });

  it('Given a login at My Domain, when the org is asked, then that is its My Domain, in the form of its schema', async () => {
    const identity = await read('https://acme--uat.sandbox.my.salesforce.com/');
    expect(identity).to.include({ myDomain: 'https://acme--uat.sandbox.my.salesforce.com', sandboxName: 'uat' });
    expect(orgIdentitySchema.safeParse(identity).success).to.equal(true);
  });

  it('Given a login at an instance, when the org is asked, then the user info tells its My Domain', async () => {
    const identity = await read('https://usa254s.salesforce.com', true, 'https://acme--uat.sandbox.my.salesforce.com');
    expect(identity).to.include({ myDomain: 'https://acme--uat.sandbox.my.salesforce.com', sandboxName: 'uat' });
  });

  it('Given neither, when the org is asked, then its My Domain is unknown', async () => {
    expect(await read('https://usa254s.salesforce.com')).to.include({ myDomain: null, sandboxName: null });
  });

  it('Given production with two dashes in its domain, when asked, then it has no sandbox name', async () => {
    expect(await read('https://acme--eu.my.salesforce.com', false)).to.include({ isSandbox: false, sandboxName: null });
  });

  it('Given a look-alike of My Domain, when asked, then it is not taken for one', async () => {
    expect(await read('https://acme.my.salesforce.com.evil.example')).to.include({ myDomain: null });
  });
});

describe('org identity after the refresh', () => {
  type Org = Parameters<typeof situation>[0]['org'];
  const check = (refresh: Partial<Answers['refresh']> = {}, org?: Org): Finding[] => {
    const orgs = org ?? { before: sandbox(), now: refreshed(), refreshed: true };
    return orgIdentity.check(situation({ now: orgs.now, answers: answers({ refresh }), org: orgs }));
  };

  it('Given a new org ID and the same My Domain, when checked, then both pass', () => {
    expect(check().map(({ status }) => status)).to.deep.equal(['pass', 'pass']);
    expect(check()[0]).to.include({ expected: `another than ${OLD_ORG_ID}`, actual: NEW_ORG_ID });
  });

  it('Given the old org ID, when checked, then it fails: the gate is not open before the refresh', () => {
    expect(check({}, NOT_REFRESHED)[0]).to.include({ status: 'fail', actual: OLD_ORG_ID });
  });

  it('Given the announced org ID in 15 characters, when it comes, then it passes', () => {
    expect(check({ newOrgId: NEW_ORG_ID.slice(0, 15) })[0].status).to.equal('pass');
  });

  it('Given another org ID than announced, when checked, then it fails with the announced one', () => {
    expect(check({ newOrgId: '00DOTHER0000000' })[0]).to.include({ status: 'fail', expected: '00DOTHER0000000' });
  });

  it('Given another My Domain than before, when checked, then it fails; announced, it passes', () => {
    const now = refreshed({ myDomain: 'https://acme--uat2.sandbox.my.salesforce.com', sandboxName: 'uat2' });
    const org = { before: sandbox(), now, refreshed: true };
    expect(check({}, org)[1].status).to.equal('fail');
    expect(check({ newMyDomain: 'https://acme--uat2.sandbox.my.salesforce.com' }, org)[1].status).to.equal('pass');
  });

  for (const spelled of [
    'https://acme--uat.sandbox.my.salesforce.com/',
    'https://ACME--UAT.sandbox.my.salesforce.com',
  ]) {
    it(`Given the announced My Domain spelled ${spelled}, when it comes, then it passes`, () => {
      expect(check({ newMyDomain: spelled })[1].status).to.equal('pass');
    });
  }

  it('Given a My Domain that the org does not tell, when checked, then the line is skipped, with the reason', () => {
    const org = { before: sandbox(), now: refreshed({ myDomain: null }), refreshed: true };
    expect(check({}, org)[1]).to.include({ status: 'skip' });
    expect(check({}, org)[1].hint).to.contain('does not tell');
  });
});

describe('org identity before the refresh', () => {
  const survey = (own: Parameters<typeof sandbox>[0] = {}): Finding[] =>
    orgIdentity.survey({ now: sandbox(own), production: undefined, answers: answers(), org: sandbox(own) });

  it('Given an org that tells everything, when surveyed, then both pass', () => {
    expect(survey().map(({ actual }) => actual)).to.deep.equal([
      OLD_ORG_ID,
      'https://acme--uat.sandbox.my.salesforce.com',
    ]);
  });

  it('Given no My Domain, when surveyed, then it is a warning', () => {
    expect(survey({ myDomain: null })[1].status).to.equal('warn');
  });
});
