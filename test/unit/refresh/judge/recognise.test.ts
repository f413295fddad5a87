import { expect } from 'chai';
import { recognise, recogniseOrRefuse, recognitionText, refuseProduction } from '../../../../src/refresh/judge/recognise.ts';
import type { OrgIdentity } from '../../../../src/checklist/identity/orgIdentity/facts.ts';
import { caught } from '../../support/caught.ts';
import { answers, NEW_ORG_ID, OLD_ORG_ID, refreshed, sandbox } from '../../support/situation.ts';

type Refresh = NonNullable<Parameters<typeof answers>[0]>['refresh'];
const by = (now: OrgIdentity, refresh: Refresh = {}, before = sandbox()): string | undefined =>
  recognise(before, now, answers({ refresh }))?.by;

const UAT2 = 'https://acme--uat2.sandbox.my.salesforce.com';
const other = refreshed({ myDomain: 'https://acme--dev.sandbox.my.salesforce.com', sandboxName: 'dev' });

describe('recognise', () => {
  it('Given the same org ID, in 15 or 18 characters, when looked at, then it is not refreshed yet', () => {
    expect(by(sandbox())).to.equal('org-id');
    expect(by(sandbox({ orgId: OLD_ORG_ID.slice(0, 15) }))).to.equal('org-id');
    expect(recognise(sandbox(), sandbox(), answers())?.refreshed).to.equal(false);
  });

  it('Given another org ID with the same name and My Domain, when looked at, then it is the refreshed one', () => {
    expect(by(refreshed())).to.equal('my-domain');
    expect(by(refreshed({ myDomain: 'https://ACME--UAT.sandbox.my.salesforce.com' }))).to.equal('my-domain');
  });

  it('Given another sandbox, when looked at, then it is foreign', () => {
    expect(by(other)).to.equal(undefined);
  });

  it('Given production, when looked at, then it is foreign', () => {
    const production = refreshed({ isSandbox: false, myDomain: 'https://acme.my.salesforce.com', sandboxName: null });
    expect(by(production)).to.equal(undefined);
  });

  it('Given two orgs that do not tell their My Domain, when looked at, then nothing is recognised', () => {
    expect(
      by(refreshed({ myDomain: null, sandboxName: null }), {}, sandbox({ myDomain: null, sandboxName: null }))
    ).to.equal(undefined);
  });

  it('Given the announced org ID, when it comes under any My Domain, then it is recognised by it', () => {
    expect(by(other, { newOrgId: NEW_ORG_ID.slice(0, 15) })).to.equal('announced-org-id');
  });

  it('Given the announced My Domain, when it comes, then it is recognised, whatever the name', () => {
    expect(by(refreshed({ myDomain: UAT2, sandboxName: 'uat2' }), { newMyDomain: `${UAT2}/` })).to.equal('my-domain');
  });

  it('Given an announced My Domain, when a third org comes, then it is foreign', () => {
    expect(by(other, { newMyDomain: UAT2 })).to.equal(undefined);
  });

  it('Given every way to be recognised, when it is told, then the sentence names old and new', () => {
    for (const [way, isRefreshed] of [
      ['org-id', false],
      ['my-domain', true],
      ['announced-org-id', true],
    ] as const) {
      const told = recognitionText({ refreshed: isRefreshed, by: way }, sandbox(), refreshed());
      expect(told).to.contain(OLD_ORG_ID).and.contain('uat');
      if (isRefreshed) expect(told).to.contain(NEW_ORG_ID);
    }
  });
});

describe('recogniseOrRefuse', () => {
  it('Given a foreign org, when it is to be worked on, then the error tells both orgs and how to go on', async () => {
    const error = await caught(() =>
      recogniseOrRefuse({ recorded: sandbox(), directory: 'logik-refresh/uat' }, other, answers(), 'dev')
    );
    expect(error).to.include({ name: 'ForeignOrgError', exitCode: 1 });
    for (const word of ['logik-refresh/uat', OLD_ORG_ID, NEW_ORG_ID, 'uat', 'dev'])
      expect(error.message).to.contain(word);
    expect(error.actions?.join()).to.contain(`refresh.newOrgId: ${NEW_ORG_ID}`);
  });
});

describe('refuseProduction', () => {
  it('Given production, when anything is to be done, then it is refused; a sandbox passes', async () => {
    expect(await caught(() => refuseProduction(sandbox({ isSandbox: false }), 'prod'))).to.include({
      name: 'ProductionOrgError',
    });
    expect(() => refuseProduction(sandbox(), 'uat')).not.to.throw();
  });
});
