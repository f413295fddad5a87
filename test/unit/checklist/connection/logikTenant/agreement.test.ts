import { expect } from 'chai';
import fc from 'fast-check';
import { hostOf } from '../../../../../src/logik/environmentUrl.ts';
import type { TenantFacts, TenantRow } from '../../../../../src/checklist/connection/logikTenant/facts.ts';
import { checkTenant, planTenant } from '../../../../../src/checklist/connection/logikTenant/rules.ts';
import type { Situation } from '../../../../../src/checklist/item.ts';
import { writtenTo } from '../../../support/changes.ts';
import { answers, NOT_REFRESHED, situation } from '../../../support/situation.ts';
import {
  EMAIL,
  NEW_URL,
  ORG_DEFAULT,
  PRODUCTION_URL,
  profile,
  row,
  SANDBOX_URL,
  SKIP,
  tenant,
  THIRD_URL,
  user,
  written,
} from '../../../support/tenant.ts';

const url = fc.constantFrom(
  null,
  SANDBOX_URL,
  PRODUCTION_URL,
  THIRD_URL,
  NEW_URL,
  `${SANDBOX_URL}/`,
  'acme.us01.logik.io'
);
const values = fc.record({
  runtime: url,
  admin: url,
  token: fc.constantFrom(null, 'aa', 'bb'),
  others: fc.record({ [EMAIL]: fc.constantFrom(null, '', 'qa@acme.example'), [SKIP]: fc.boolean() }),
});
const OWNERS = [ORG_DEFAULT, profile('Partner'), profile('Sales'), user('ava@acme.example.uat')];

/** Any rows, none of them twice. */
const facts: fc.Arbitrary<TenantFacts> = fc
  .tuple(fc.subarray(OWNERS), fc.array(values, { minLength: OWNERS.length, maxLength: OWNERS.length }))
  .map(([owners, each]) => tenant(...owners.map((owner, index): TenantRow => row(owner, null, each[index]))));

const said = fc
  .record({
    dataStrategy: fc.constantFrom('repoint' as const, 'decommission' as const),
    newHost: fc.constantFrom(null, 'acme-uat2.test01.logik.io', 'acme.us01.logik.io'),
    runtimeUrl: fc.constantFrom(null, NEW_URL, PRODUCTION_URL),
    administrationUrl: fc.constantFrom(null, NEW_URL, THIRD_URL),
  })
  .map(({ dataStrategy, ...logik }) => answers({ refresh: { dataStrategy }, logik }));

const anything: fc.Arbitrary<Situation<TenantFacts>> = fc
  .record({
    before: fc.option(facts, { nil: undefined }),
    now: facts,
    production: fc.option(facts, { nil: undefined }),
    answers: said,
    isRefreshed: fc.boolean(),
  })
  .map(({ isRefreshed, ...own }) => situation({ ...own, ...(isRefreshed ? {} : { org: NOT_REFRESHED }) }));

const RUNS = { numRuns: 500 };

describe('Logik Tenant: check and plan agree', () => {
  it('Given any situation, when the plan is written, then a second plan is empty', () => {
    fc.assert(
      fc.property(anything, (seen) => {
        expect(planTenant({ ...seen, now: written(seen.now, planTenant(seen)) })).to.deep.equal([]);
      }),
      RUNS
    );
  });

  it('Given any situation, when the plan is written, then every target of it passes, but for a token that is to be set anew', () => {
    fc.assert(
      fc.property(anything, (seen) => {
        const changes = planTenant(seen);
        const values = changes.filter((change) => !writtenTo(change).secret);
        const planned = new Set(values.map(({ target }) => target));
        const findings = checkTenant({ ...seen, now: written(seen.now, changes) });
        const open = findings.filter(({ target, status }) => planned.has(target) && status !== 'pass');
        expect(open).to.deep.equal([]);
      }),
      RUNS
    );
  });

  it('Given any situation, when it is checked, then what is planned is exactly what fails and has a known, safe value', () => {
    fc.assert(
      fc.property(anything, (seen) => {
        const planned = planTenant(seen).map(({ target }) => target);
        const failing = checkTenant(seen).filter(({ status }) => status === 'fail');
        expect(failing.map(({ target }) => target)).to.include.members(planned);
        const left = failing.filter(({ target }) => !planned.includes(target));
        for (const { hint } of left) expect(hint).to.match(/never written|Nobody said/);
      }),
      RUNS
    );
  });

  it("Given any situation with production's hosts recorded, when it is planned, then none of them is written", () => {
    fc.assert(
      fc.property(anything, (seen) => {
        if (!seen.production) return;
        const hosts = seen.production.rows.flatMap((each) =>
          Object.values(each.values).map((value) => hostOf(String(value)))
        );
        for (const change of planTenant(seen)) {
          if (/Url__c$/.test(writtenTo(change).field)) expect(hosts).not.to.include(hostOf(String(change.after)));
        }
      }),
      RUNS
    );
  });

  it('Given any situation, when it is planned, then no field is written twice, and a secret is only ever taken out', () => {
    fc.assert(
      fc.property(anything, (seen) => {
        const changes = planTenant(seen);
        const fields = changes.map(writtenTo).map(({ id, field }) => `${id} ${field}`);
        expect(new Set(fields).size).to.equal(fields.length);
        const secrets = changes.filter((change) => writtenTo(change).field.includes('Token'));
        for (const change of secrets) expect([change.after, writtenTo(change).secret]).to.deep.equal([null, true]);
      }),
      RUNS
    );
  });

  it('Given any situation, when it is checked, then no target is named twice', () => {
    fc.assert(
      fc.property(anything, (seen) => {
        const targets = checkTenant(seen).map(({ target }) => target);
        expect(new Set(targets).size).to.equal(targets.length);
      }),
      RUNS
    );
  });
});
