import { expect } from 'chai';
import {
  readProductTexts,
  type ProductFacts,
  type ProductText,
} from '../../../../../src/checklist/sandbox/productionLeaks/products.ts';
import { checkLeaks, surveyLeaks, type LeakFacts } from '../../../../../src/checklist/sandbox/productionLeaks/rules.ts';
import { ownershipOf } from '../../../../../src/checklist/shared/production.ts';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import type { FieldDescription } from '../../../../../src/salesforce/types.ts';
import { statuses } from '../../../support/brief.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { fieldOf, objectOf, orgStub, refusal } from '../../../support/reader.ts';
import { answers, sandbox, situation } from '../../../support/situation.ts';
import { orgDefault, PRODUCTION_URL, SANDBOX_URL } from '../../../support/tenant.ts';

const PRODUCTION = 'acme.us01.logik.io';
const FIELD = 'LGK__ViewConfigurationSetup__c';

const text = (name: string, own: Partial<FieldDescription> = {}): FieldDescription => ({
  ...fieldOf(name, name),
  type: 'string',
  calculated: false,
  filterable: true,
  ...own,
});

/** A refreshed org whose production told its environment. */
const reading = (
  fields: FieldDescription[],
  { tenant = 'LGK__ConfigurationTenant__c', own = {} }: { tenant?: string; own?: Partial<ReadContext> } = {}
): { asked: string[]; facts: Promise<ProductFacts> } => {
  const asked: string[] = [];
  const org = {
    ...orgStub({ objects: [objectOf('Product2', fields), objectOf(tenant, [])] }),
    count: (object: string, where = '') => {
      asked.push(`${object}: ${where}`);
      return Promise.resolve(7);
    },
  };
  const context = {
    ...ELSEWHERE,
    org,
    answers: answers(),
    recorded: () => orgDefault(SANDBOX_URL),
    recordedOfProduction: () => orgDefault(PRODUCTION_URL),
    ...own,
  };
  return { asked, facts: readProductTexts(context as unknown as ReadContext) };
};

describe("texts of products that may name production's environment, read", () => {
  it('Given fields of all kinds, when read, then only stored texts of the package count, by a query of constant size', async () => {
    const { asked, facts } = reading([
      text(FIELD),
      text('LGK__Formula__c', { calculated: true }),
      text('LGK__IsConfigurable__c', { type: 'boolean' }),
      text('LGK_Generated__c', { type: 'url' }),
      text('Other__c'),
      text('LGKX__Other__c'),
    ]);
    expect((await facts).products?.map(({ field }) => field)).to.deep.equal([FIELD, 'LGK_Generated__c']);
    expect(asked).to.have.length(2);
    expect(asked[0]).to.equal(
      `Product2: (${FIELD} LIKE '${PRODUCTION}%' OR ${FIELD} LIKE '%//${PRODUCTION}%' OR ${FIELD} LIKE '%\\%2F${PRODUCTION}%')`
    );
  });

  it('Given another namespace, when read, then its fields count', async () => {
    const { facts } = reading([text('ACME__Link__c'), text(FIELD)], { tenant: 'ACME__ConfigurationTenant__c' });
    expect((await facts).products?.map(({ field }) => field)).to.deep.equal(['ACME__Link__c']);
    const plain = reading([text('ViewConfigurationSetup__c'), text('Mine__c')], { tenant: 'ConfigurationTenant__c' });
    expect((await plain.facts).products?.map(({ field }) => field)).to.deep.equal(['ViewConfigurationSetup__c']);
  });

  it('Given a field that the org does not filter by, or refuses to count, when read, then that is told, not zero', async () => {
    const long = reading([text(FIELD, { type: 'textarea', filterable: false })]);
    expect((await long.facts).products).to.deep.equal([{ field: FIELD, label: FIELD, named: null, unreadable: null }]);
    expect(long.asked).to.deep.equal([]);
    const org = {
      ...orgStub({ objects: [objectOf('Product2', [text(FIELD)])] }),
      count: () => Promise.reject(refusal('QUERY_TIMEOUT')),
    };
    const [refused] = (await reading([], { own: { org } }).facts).products ?? [];
    expect(refused).to.include({ named: null });
    expect(refused.unreadable).to.contain('QUERY_TIMEOUT');
  });

  it('Given products that this login may not see, when read, then why is told, and it is not taken for none', async () => {
    const org = orgStub({ objects: [objectOf('LGK__ConfigurationTenant__c', [])] });
    const { products, productsUnreadable } = await reading([], { own: { org } }).facts;
    expect(products).to.equal(undefined);
    expect(productsUnreadable).to.be.a('string').and.not.equal('');
  });

  it('Given the source org itself, or prepare without one, when read, then nothing is asked', async () => {
    expect(await reading([text(FIELD)], { own: { recorded: undefined } }).facts).to.deep.equal({});
  });
});

describe("texts of products that may name production's environment, judged", () => {
  const facts = (products: ProductText[]): LeakFacts => ({
    environments: { administrationUrl: SANDBOX_URL, runtimeUrl: SANDBOX_URL, hosts: [] },
    holdings: [],
    products,
  });
  const counted = (host: string, products: number): ProductText => ({
    field: FIELD,
    label: 'View Setup',
    named: [{ host, products }],
    unreadable: null,
  });
  const ownership = ownershipOf({
    told: [PRODUCTION],
    toldAll: true,
    recorded: [],
    answers: answers(),
    past: { replaced: [], written: [] },
    came: [],
    copiesProduction: true,
  });
  const check = (...products: ProductText[]): string[] =>
    statuses(checkLeaks(situation({ now: facts(products), ownership })));

  it("Given products that name production's host, when checked, then they fail; none, or another host, passes", () => {
    expect(check(counted(PRODUCTION, 3))).to.include(`fail Product2 › ${FIELD}`);
    expect(check(counted(PRODUCTION, 3))).to.not.include('pass Addresses of other systems');
    for (const fine of [counted(PRODUCTION, 0), counted('acme-uat.test01.logik.io', 9)])
      expect(check(fine)).to.include('pass Addresses of other systems');
  });

  it('Given what could not be counted, when checked, then it is a warning that says why', () => {
    expect(check({ field: FIELD, label: 'View Setup', named: null, unreadable: null })).to.include(
      `warn Product2 › ${FIELD}`
    );
  });

  it('Given products that could not be read, or counted, when judged, then that is a warning, and no address passes in their name', () => {
    const whole = facts([]);
    const unread: LeakFacts = { ...whole, products: undefined, productsUnreadable: 'uat refused it.' };
    const uncounted = facts([{ field: FIELD, label: 'View Setup', named: null, unreadable: 'uat timed out.' }]);
    for (const [now, target] of [
      [unread, 'Texts of products'],
      [uncounted, `Product2 › ${FIELD}`],
    ] as const) {
      expect(statuses(checkLeaks(situation({ now, production: whole, ownership })))).to.deep.equal([`warn ${target}`]);
      const survey = { now, production: whole, answers: answers(), ownership, org: sandbox() };
      expect(statuses(surveyLeaks(survey))).to.deep.equal([`warn ${target}`]);
    }
  });

  it('Given they name it before the refresh, when surveyed, then it is a warning', () => {
    const found = surveyLeaks({
      now: facts([counted(PRODUCTION, 3)]),
      production: undefined,
      answers: answers(),
      ownership,
      org: sandbox(),
    });
    expect(statuses(found)).to.include(`warn Product2 › ${FIELD}`);
  });
});
