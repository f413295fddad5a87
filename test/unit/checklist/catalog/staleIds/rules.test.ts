import { expect } from 'chai';
import type { Place, StaleIdsFacts } from '../../../../../src/checklist/catalog/staleIds/facts.ts';
import { staleIdsSchema } from '../../../../../src/checklist/catalog/staleIds/facts.ts';
import { checkStaleIds, surveyStaleIds } from '../../../../../src/checklist/catalog/staleIds/rules.ts';
import type { ScanSituation } from '../../../../../src/checklist/catalog/staleIds/verdict.ts';
import { statuses } from '../../../support/brief.ts';
import { environments } from '../../../support/doors.ts';
import {
  answers,
  NEW_ORG_ID,
  NOT_REFRESHED,
  OLD_ORG_ID,
  refreshed,
  sandbox,
  situation,
} from '../../../support/situation.ts';
import { PRODUCTION_URL, SANDBOX_URL } from '../../../support/tenant.ts';

const OLD_PRODUCT = '01tOv000000A001IAC';
const NEW_PRODUCT = '01t5e000000A001AAC';
const GONE_PRODUCT = '01tOv000000A00JIAS';
const PRODUCTION = { orgId: '00DPRD00000000AAAA', myDomain: 'https://acme.my.salesforce.com' };

const place = (own: Partial<Place> = {}): Place => ({
  kind: 'settings',
  object: 'My_Setting__c',
  row: { kind: 'name', name: 'Default' },
  field: 'Text__c',
  ids: [],
  hosts: [],
  ...own,
});

const facts = (places: Place[] | null, own: Partial<StaleIdsFacts> = {}): StaleIdsFacts => ({
  environments: environments(SANDBOX_URL),
  scanned: [
    { kind: 'settings', objects: 2, rows: 3 },
    { kind: 'metadata', objects: 1, rows: 4 },
    { kind: 'labels', objects: 1, rows: 5 },
    { kind: 'named', objects: 0, rows: 0 },
    { kind: 'exports', objects: 0, rows: 0 },
  ],
  unreadable: [],
  places,
  more: { stale: 0, others: [] },
  former: {
    [OLD_PRODUCT.slice(0, 15)]: { object: 'Product2', key: 'BOLT-100', newId: NEW_PRODUCT },
    [GONE_PRODUCT.slice(0, 15)]: { object: 'Product2', key: 'HX-300', newId: null },
  },
  ...own,
});

const after = (places: Place[], own: Partial<ScanSituation> = {}, more: Partial<StaleIdsFacts> = {}): ScanSituation =>
  situation<StaleIdsFacts>({ now: facts(places, more), before: facts(null), ...own });

/** A sandbox whose name, and with it My Domain, changed. */
const renamed = {
  before: sandbox(),
  now: refreshed({
    instanceName: 'USA300S',
    instanceUrl: 'https://acme--uat2.sandbox.my.salesforce.com',
    myDomain: 'https://acme--uat2.sandbox.my.salesforce.com',
    sandboxName: 'uat2',
  }),
  refreshed: true,
};

/** What a host is said to be now; undefined where nothing is wrong with it. */
const verdictOn = (host: string, own: Partial<ScanSituation>): [severity: string, expected: unknown] | undefined => {
  const [found] = checkStaleIds(after([place({ hosts: [host] })], own)).filter(({ status }) => status === 'fail');
  return found && [found.severity, found.expected];
};

describe('stale IDs, before the refresh', () => {
  it('Given what prepare read, when surveyed, then it says how much there is, and facts fit their schema', () => {
    const now = facts(null, { former: {} });
    expect(staleIdsSchema.parse(now)).to.deep.equal(now);
    const [finding, ...more] = surveyStaleIds({ now, production: undefined, answers: answers(), org: sandbox() });
    expect(more).to.deep.equal([]);
    expect(finding.status).to.equal('pass');
    expect(finding.actual).to.match(
      /^2 custom settings \(3 rows\), 1 custom metadata types \(4 rows\), 5 custom labels/
    );
  });

  it('Given objects that cannot be read, when surveyed, then one warning names all of them', () => {
    const unreadable = ['One__c', 'Two__mdt'].map((name) => ({ name, reason: `${name} is closed.` }));
    const now = facts(null, { unreadable });
    const [warning, ...more] = surveyStaleIds({ now, production: undefined, answers: answers(), org: sandbox() });
    // Nothing passes beside it: "looked through" is what is not known.
    expect(more).to.deep.equal([]);
    expect(statuses(checkStaleIds(after([], {}, { unreadable })))).to.deep.equal([
      'warn Places that could not be read',
    ]);
    expect(warning).to.include({ status: 'warn', actual: 'One__c, Two__mdt' });
    expect(warning.hint).to.contain('One__c is closed.');
  });

  it('Given the sandbox was not refreshed, when checked, then the line is skipped, with the reason', () => {
    const [finding, ...more] = checkStaleIds(after([place({ ids: [OLD_PRODUCT] })], { org: NOT_REFRESHED }));
    expect(more).to.deep.equal([]);
    expect(finding).to.include({ status: 'skip' });
    expect(finding.hint).to.contain('not refreshed yet');
  });
});

describe('stale IDs, after the refresh', () => {
  it('Given no place, when checked, then it passes and says what was looked through', () => {
    const [finding, ...more] = checkStaleIds(after([]));
    expect(more).to.deep.equal([]);
    expect(finding).to.include({ status: 'pass' });
    expect(finding.actual).to.contain('5 custom labels');
  });

  it('Given places of every kind, when checked, then each is named so that it can be found', () => {
    const ids = [OLD_PRODUCT];
    const found = checkStaleIds(
      after([
        place({ ids }),
        place({ ids, row: { kind: 'organization', name: '' } }),
        place({ ids, row: { kind: 'profile', name: 'Sales' } }),
        place({ ids, row: { kind: 'user', name: 'ava@acme.example.uat' } }),
        place({ ids, kind: 'metadata', object: 'Rule__mdt', row: { kind: 'name', name: 'Bolt' } }),
        place({ ids, kind: 'labels', object: 'ExternalString', row: { kind: 'name', name: 'Hint' }, field: 'Value' }),
        place({
          ids,
          kind: 'exports',
          object: 'preserved/logik/t.csv',
          row: { kind: 'number', name: '7' },
          field: 'id',
        }),
      ])
    );
    expect(statuses(found)).to.deep.equal([
      'fail My_Setting__c › Default › Text__c',
      'fail My_Setting__c › org default › Text__c',
      'fail My_Setting__c › profile Sales › Text__c',
      'fail My_Setting__c › user ava@acme.example.uat › Text__c',
      'fail Rule__mdt › Bolt › Text__c',
      'fail Custom Labels › Hint › Value',
      'fail preserved/logik/t.csv › row 7 › id',
    ]);
  });

  it('Given several IDs in one place, when checked, then one finding tells the old ones and the new ones in order', () => {
    const [finding, ...more] = checkStaleIds(after([place({ ids: [GONE_PRODUCT, OLD_PRODUCT.slice(0, 15)] })]));
    expect(more).to.deep.equal([]);
    expect(finding).to.include({
      actual: `${GONE_PRODUCT}, ${OLD_PRODUCT.slice(0, 15)}`,
      expected: `no counterpart, ${NEW_PRODUCT}`,
      severity: 'normal',
    });
    expect(finding.hint).to.contain('BOLT-100').and.contain('HX-300').and.contain('id-map/Product2.csv');
  });

  it('Given only an ID that is no more, when checked, then nothing is expected and the hint says where to look', () => {
    const [finding] = checkStaleIds(after([place({ ids: [GONE_PRODUCT] })]));
    expect(finding).to.include({ status: 'fail', expected: null });
    expect(finding.hint).to.contain('id-map/Product2.csv').and.not.contain('Replace');
  });

  it('Given organization IDs, when checked, then the old one is stale, production’s is critical, others are nobody’s', () => {
    const foreign = { hosts: new Set<string>(), told: true, org: PRODUCTION };
    const check = (id: string, own: Partial<ScanSituation> = {}): unknown[] =>
      checkStaleIds(after([place({ ids: [id] })], own)).map(({ status, severity, expected }) => [
        status,
        severity,
        expected,
      ]);
    expect(check(OLD_ORG_ID)).to.deep.equal([['fail', 'normal', NEW_ORG_ID]]);
    expect(check(OLD_ORG_ID.slice(0, 15))).to.deep.equal([['fail', 'normal', NEW_ORG_ID]]);
    expect(check(PRODUCTION.orgId, { foreign })).to.deep.equal([['fail', 'critical', NEW_ORG_ID]]);
    for (const [id, own] of [
      [PRODUCTION.orgId, {}],
      [NEW_ORG_ID, { foreign }],
      ['00DXXX00000000AAAA', { foreign }],
    ] as const) {
      expect(check(id, own), id).to.deep.equal([['pass', 'normal', null]]);
    }
  });

  it('Given hosts of an org that moved, when checked, then each old one is told with the new one', () => {
    const moved: Array<[old: string, now: string]> = [
      ['acme--uat.sandbox.my.salesforce.com', 'acme--uat2.sandbox.my.salesforce.com'],
      ['acme--uat.sandbox.lightning.force.com', 'acme--uat2.sandbox.lightning.force.com'],
      ['acme--uat--sbqq.sandbox.vf.force.com', 'acme--uat2--sbqq.sandbox.vf.force.com'],
      ['acme--uat.sandbox.my.site.com', 'acme--uat2.sandbox.my.site.com'],
      ['usa254s.salesforce.com', 'acme--uat2.sandbox.my.salesforce.com'],
    ];
    for (const [old, now] of moved) expect(verdictOn(old, { org: renamed }), old).to.deep.equal(['normal', now]);
    const others = [
      'acme--uat2.sandbox.my.salesforce.com',
      'acme--uat2.sandbox.lightning.force.com',
      'acme--uat-two.sandbox.lightning.force.com',
      'acme.my.salesforce.com',
      'login.salesforce.com',
      'xacme--uat.sandbox.my.salesforce.com',
    ];
    for (const host of others) expect(verdictOn(host, { org: renamed }), host).to.equal(undefined);
  });

  it('Given an org that kept its name, when checked, then its hosts are as they must be', () => {
    for (const host of [
      'acme--uat.sandbox.my.salesforce.com',
      'acme--uat.sandbox.lightning.force.com',
      'usa254s.salesforce.com',
    ])
      expect(verdictOn(host, {}), host).to.equal(undefined);
  });

  it('Given the Logik environment moved, when checked, then its old host is stale, and not while it stays', () => {
    const old = new URL(SANDBOX_URL).host;
    const own = { environment: 'https://acme-uat2.test01.logik.io', runtimeUrl: 'https://acme-uat2.test01.logik.io' };
    expect(verdictOn(old, own)).to.deep.equal(['normal', 'acme-uat2.test01.logik.io']);
    expect(verdictOn(old, {})).to.equal(undefined);
    expect(verdictOn(old, { environment: null, runtimeUrl: null })).to.deep.equal(['normal', null]);
  });

  it('Given hosts of production, when checked, then they are critical and come first', () => {
    const host = new URL(PRODUCTION_URL).host;
    const foreign = { hosts: new Set([host]), told: true, org: PRODUCTION };
    expect(verdictOn(host, { foreign })).to.deep.equal(['critical', new URL(SANDBOX_URL).host]);
    expect(verdictOn('acme.my.salesforce.com', { foreign })).to.deep.equal([
      'critical',
      'acme--uat.sandbox.my.salesforce.com',
    ]);
    expect(verdictOn('acme--c.vf.force.com', { foreign })).to.deep.equal([
      'critical',
      'acme--uat--c.sandbox.vf.force.com',
    ]);
    expect(verdictOn('acme--uat.sandbox.my.salesforce.com', { foreign })).to.equal(undefined);
    const found = checkStaleIds(
      after([place({ ids: [OLD_PRODUCT] }), place({ field: 'Url__c', hosts: [host] })], { foreign })
    );
    expect(found.map(({ target }) => target)).to.deep.equal([
      'My_Setting__c › Default › Url__c',
      'My_Setting__c › Default › Text__c',
    ]);
    expect(found[0].hint).to.contain('production');
  });

  it('Given very many places, when checked, then fifty are listed and the others counted', () => {
    const many = Array.from({ length: 60 }, (_, index) => place({ ids: [OLD_PRODUCT], field: `F${index}__c` }));
    const others = [
      { marks: [OLD_ORG_ID, 'tax.example'], places: 5 },
      { marks: ['tax.example'], places: 900 },
    ];
    const found = checkStaleIds(after(many, {}, { more: { stale: 100, others } }));
    expect(found).to.have.length(51);
    expect(found.at(-1)).to.include({ status: 'fail', target: 'Further places', actual: '115 places' });
  });

  it('Given very many IDs in one place, when checked, then ten are listed and the others counted', () => {
    const ids = Array.from({ length: 25 }, () => OLD_PRODUCT);
    const [{ actual, expected }] = checkStaleIds(after([place({ ids })]));
    expect([actual, expected]).to.satisfy((texts: string[]) => texts.every((text) => text.endsWith('and 15 more')));
  });
});
