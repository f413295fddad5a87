import { expect } from 'chai';
import { instanceHostOf, isMyDomain, pageDomainOf, siblingsOf } from '../../../src/salesforce/domains.ts';
import { marksIn } from '../../../src/checklist/catalog/staleIds/marks.ts';

/** My Domain and Lightning of each cloud, as `SfdcUrl.toLightningDomain` of @salesforce/core has them. */
const CLOUDS = [
  ['my.salesforce.com', 'lightning.force.com'],
  ['my.salesforce.mil', 'lightning.crmforce.mil'],
  ['my.sfcrmproducts.cn', 'lightning.sfcrmapps.cn'],
  ['my-salesforce.com', 'my-lightning.com'],
] as const;

describe("Salesforce's domains", () => {
  for (const [domain, lightning] of CLOUDS) {
    it(`Given an org below ${domain}, when its hosts are looked at, then they are known as its own, renamed with it, and found in texts`, () => {
      expect(isMyDomain(`https://acme--uat.sandbox.${domain}`)).to.equal(true);
      const renamed = siblingsOf(`acme--uat.sandbox.${domain}`, `acme--uat2.sandbox.${domain}`);
      expect(renamed(`acme--uat.sandbox.${lightning}`)).to.equal(`acme--uat2.sandbox.${lightning}`);
      expect(renamed(`acme--uat-two.sandbox.${lightning}`)).to.equal(undefined);
      const bare = `acme--uat.sandbox.${domain}`;
      expect(marksIn(`see ${bare}, and acme--uat.sandbox.${lightning}`).hosts).to.have.members([
        bare,
        `acme--uat.sandbox.${lightning}`,
      ]);
    });
  }

  for (const page of [
    'my.salesforce-sites.com',
    'builder.salesforce-experience.com',
    'preview.salesforce-experience.com',
    'live-preview.salesforce-experience.com',
    'cdn.salesforce-experience.com',
    'my.salesforce-scrt.com',
    'my.sfdcopens.com',
  ]) {
    it(`Given a page below ${page}, when its org is renamed, then it is the org's, is renamed too, and is found in texts`, () => {
      const host = `acme--uat.sandbox.${page}`;
      const renamed = siblingsOf('acme--uat.sandbox.my.salesforce.com', 'acme--uat2.sandbox.my.salesforce.com');
      expect(renamed(host)).to.equal(`acme--uat2.sandbox.${page}`);
      expect(renamed(`other--uat.sandbox.${page}`)).to.equal(undefined);
      expect(siblingsOf('acme.my.salesforce.com', 'acme--uat.sandbox.my.salesforce.com')(`acme.${page}`)).to.equal(
        `acme--uat.sandbox.${page}`
      );
      expect(marksIn(`see ${host}`).hosts).to.deep.equal([host]);
    });
  }

  it("Given a package's container and user content, when their org is renamed, then the one goes with it, of the other nobody knows its ID", () => {
    const renamed = siblingsOf('acme--uat.sandbox.my.salesforce.com', 'acme--uat2.sandbox.my.salesforce.com');
    expect(renamed('acme--uat--lgk.sandbox.container.force.com')).to.equal(
      'acme--uat2--lgk.sandbox.container.force.com'
    );
    expect(renamed('acme--uat--0123.sandbox.my.force-user-content.com')).to.equal(null);
    expect(renamed('acme--uat--lgk.sandbox.my.site.com')).to.equal(undefined);
  });

  it('Given an org that moves to another cloud, when its pages are looked up, then they go with it, or nobody knows', () => {
    const moved = siblingsOf('acme--uat.sandbox.my.salesforce.com', 'acme--uat.sandbox.my.salesforce.mil');
    expect(moved('acme--uat--sbqq.sandbox.vf.force.com')).to.equal('acme--uat--sbqq.sandbox.vf.crmforce.mil');
    const nowhere = siblingsOf('acme--uat.sandbox.my.salesforce.com', 'acme--uat.my-salesforce.com');
    expect(nowhere('acme--uat.sandbox.file.force.com')).to.equal(null);
  });

  it('Given hosts of others, when they are looked at, then they are nobody we know', () => {
    for (const url of [
      'https://my.salesforce.com.example.org',
      'https://acme.mysalesforce.mil',
      'https://acme.force.com',
    ])
      expect(isMyDomain(url), url).to.equal(false);
    expect(marksIn('acme.notsalesforce.mil acme.salesforce.military').hosts).to.deep.equal([]);
  });

  it('Given the cloud of an org, when instances and pages are named, then they are in it', () => {
    expect(instanceHostOf('USA254S', 'https://acme.my.salesforce.mil')).to.equal('usa254s.salesforce.mil');
    expect(instanceHostOf('USA254S', null)).to.equal('usa254s.salesforce.com');
    expect(pageDomainOf('https://acme.my.salesforce.mil')).to.equal('crmforce.mil');
    expect(pageDomainOf('https://acme.my.salesforce.com')).to.equal('force.com');
  });
});
