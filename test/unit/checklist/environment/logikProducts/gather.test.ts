import { expect } from 'chai';
import type { FormerId } from '../../../../../src/catalog/worker/lookUp.ts';
import type { LogikProductsFacts } from '../../../../../src/checklist/environment/logikProducts/facts.ts';
import { gatherLogikProducts } from '../../../../../src/checklist/environment/logikProducts/gather.ts';
import { logikProductsSchema } from '../../../../../src/checklist/environment/logikProducts/facts.ts';
import { idSuffix } from '../../../../../src/salesforce/spelling.ts';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import { noLogik } from '../../../../../src/logik/none.ts';
import { encoded } from '../../../../../src/salesforce/bytes.ts';
import { caught } from '../../../support/caught.ts';
import { catalogView, comparison } from '../../../support/catalogView.ts';
import { heldProduct, productsAccess, refusalOf } from '../../../support/logikAccess.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { fieldOf, objectOf, orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { orgDefault, SANDBOX_URL } from '../../../support/tenant.ts';

const idOf = (number: number, org = 'Nw'): string => {
  const short = `01t${org}${String(number).padStart(10, '0')}`;
  return short + idSuffix(short);
};

const FLAG = 'LGK__IsConfigurable__c';
const PRODUCT = objectOf('Product2', [fieldOf('Id'), fieldOf('Name'), fieldOf(FLAG)]);
const TENANT = orgDefault(SANDBOX_URL);

const product = (id: string, own: object = {}): object => ({
  Id: id,
  Name: 'Pump',
  ProductCode: 'HX',
  IsActive: true,
  [FLAG]: true,
  ...own,
});

type Given = {
  held?: Parameters<typeof productsAccess>[0];
  org?: OrgStub;
  former?: Array<[string, string | null]>;
  context?: Partial<ReadContext>;
  prepare?: boolean;
};

type Gathered = { facts: LogikProductsFacts; asked: string[]; environments: string[]; lookedUp: string[][] };

const gather = async ({ held = [], org = {}, former, context = {}, prepare = false }: Given): Promise<Gathered> => {
  const reader = orgStub({ objects: [PRODUCT], queries: [[/FROM Product2/, []]], ...org });
  const access = productsAccess(held);
  const lookedUp: string[][] = [];
  const known = new Map(
    (former ?? []).map(([id, newId]): [string, FormerId] => [
      id.slice(0, 15),
      { object: 'Product2', key: 'ProductCode HX', newId, isCurrent: false },
    ])
  );
  const lookUp = (ids: Iterable<string>): Promise<Map<string, FormerId>> => {
    lookedUp.push([...ids]);
    return Promise.resolve(known);
  };
  const found = await gatherLogikProducts({
    org: reader,
    answers: answers(),
    names: { before: 'uat', now: 'uat' },
    ...ELSEWHERE,
    logik: access,
    fingerprint: String,
    catalog: () => Promise.resolve(catalogView({ comparison: prepare ? null : comparison({ lookUp }) })),
    ...(prepare ? {} : { recorded: (id) => (id === 'logik-tenant' ? TENANT : undefined) }),
    ...context,
  });
  return { facts: logikProductsSchema.parse(found), asked: reader.asked, environments: access.asked, lookedUp };
};

describe('reading the products of Logik', () => {
  it('Given no admin key, When read, Then nobody is asked anything', async () => {
    const { facts: found, asked, environments } = await gather({ context: { logik: noLogik } });
    expect(found.state).to.equal('no-key');
    expect([...asked, ...environments]).to.deep.equal([]);
  });

  it('Given an environment that nobody knows, or that is production’s, When read, Then nobody is asked anything', async () => {
    const unknown = await gather({ context: { recorded: () => undefined } });
    expect(unknown.facts.state).to.equal('no-environment');
    const production = await gather({
      context: { recordedOfProduction: (id) => (id === 'logik-tenant' ? TENANT : undefined) },
    });
    expect(production.facts.state).to.equal('production');
    for (const { asked, environments } of [unknown, production]) expect([...asked, ...environments]).to.deep.equal([]);
  });

  it('Given a key that is too weak, When read, Then what was said is told and the org is not asked', async () => {
    const { facts: found, asked } = await gather({ held: refusalOf('LogikUnauthorized') });
    expect(found).to.include({ state: 'refused', environment: SANDBOX_URL, total: 0 });
    expect(found.reason).to.contain('LOGIK_ADMIN_API_KEY');
    expect(asked).to.deep.equal([]);
  });

  it('Given an error of the program or an org that refuses, When read, Then it is not taken for an answer', async () => {
    expect(await caught(() => gather({ held: new RangeError('ours') }))).to.be.instanceOf(RangeError);
    const denied = { objects: [PRODUCT], queries: [[/FROM Product2/, refusal('INVALID_TYPE')]] } satisfies OrgStub;
    expect(await caught(() => gather({ held: [heldProduct(idOf(1))], org: denied }))).to.include({
      errorCode: 'INVALID_TYPE',
    });
  });

  it('Given malformed IDs beside good ones, When read, Then the org is asked for the good ones only, and each once', async () => {
    const held = [idOf(1), idOf(1).slice(0, 15), "01t' OR Name != '", 'HX-1', null, ''].map((id) => heldProduct(id));
    const { asked } = await gather({ held });
    const [statement] = asked.filter((each) => each.includes('WHERE Id IN'));
    expect(statement).to.match(/WHERE Id IN \('01tNw\w+'\)$/);
  });

  it('Given thousands of products, When read, Then no query is longer than a URL may be, and the catalog is not needed', async () => {
    const held = Array.from({ length: 5000 }, (_, at) => heldProduct(idOf(at)));
    const rows = held.map(({ partnerProductId }) => product(partnerProductId ?? ''));
    const {
      asked,
      facts: found,
      lookedUp,
    } = await gather({ held, org: { objects: [PRODUCT], queries: [[/FROM Product2/, rows]] } });
    const queries = asked.filter((each) => each.includes('WHERE Id IN'));
    expect(queries).to.have.length(13);
    for (const query of queries) expect(encodeURIComponent(query).length).to.be.below(16_000);
    expect(found).to.include({ total: 5000, sound: 5000 });
    expect(found.products).to.have.length(5000);
    expect(lookedUp).to.deep.equal([]);
  });

  it('Given IDs that the org has not, When read after the refresh, Then they are looked up and the new products read too', async () => {
    const old = idOf(1, 'Ov');
    const now = idOf(1);
    const { facts: found, lookedUp } = await gather({
      held: [heldProduct(old)],
      former: [[old, now]],
      org: {
        objects: [PRODUCT],
        queries: [
          [new RegExp(`'${now}'`), [product(now, { IsActive: false })]],
          [/FROM Product2/, []],
        ],
      },
    });
    expect(lookedUp).to.deep.equal([[old]]);
    expect(found.products[0]).to.include({ verdict: 'drifted', oldId: old, newId: now, fault: 'inactive' });
    expect(found.sound).to.equal(0);
  });

  it('Given prepare, When read, Then only what is not sound is recorded, and nothing is looked up', async () => {
    const tenant = objectOf('LGK__ConfigurationTenant__c', [
      fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
      fieldOf('LGK__AdminUrl__c', 'Administration URL'),
    ]);
    const own = { Id: 'a00', SetupOwnerId: '00D000000000001', LGK__AdminUrl__c: SANDBOX_URL, LGK__RuntimeUrl__c: null };
    const {
      facts: found,
      environments,
      lookedUp,
    } = await gather({
      prepare: true,
      held: [heldProduct(idOf(1)), heldProduct(idOf(2)), heldProduct(null)],
      org: {
        objects: [PRODUCT, tenant],
        queries: [
          [/FROM LGK__ConfigurationTenant__c/, [own]],
          [/FROM Product2/, [product(idOf(1))]],
        ],
      },
    });
    expect(environments).to.deep.equal([SANDBOX_URL]);
    expect(found).to.include({ state: 'asked', total: 3, sound: 1 });
    expect(found.products.map(({ verdict }) => verdict)).to.deep.equal(['unknown', 'none']);
    expect(lookedUp).to.deep.equal([]);
  });

  it('Given more enabled products than Logik has, When read, Then the others are counted and named, the new ones of drifted IDs are not', async () => {
    const old = idOf(2, 'Ov');
    const csv = ['"Id","Name","ProductCode"', ...[1, 2, 3].map((at) => `"${idOf(at)}","Pump ${at}",""`), ''].join('\n');
    const { facts: found } = await gather({
      held: [heldProduct(idOf(1)), heldProduct(old)],
      former: [[old, idOf(2)]],
      org: {
        objects: [PRODUCT],
        queries: [
          [new RegExp(`'${idOf(2)}'`), [product(idOf(2))]],
          [/FROM Product2/, [product(idOf(1))]],
        ],
        counts: { Product2: 3 },
        csv: { Product2: [{ bytes: encoded(csv), rows: 3 }] },
      },
    });
    expect(found.lacking).to.deep.equal({ rows: 1, some: [{ id: idOf(3), name: 'Pump 3', code: null }] });
  });

  it('Given an org without the field, When read, Then nothing is said of it, and it is not asked for', async () => {
    const plain = objectOf('Product2', [fieldOf('Id')]);
    const { facts: found, asked } = await gather({
      held: [heldProduct(idOf(1))],
      org: { objects: [plain], queries: [[/FROM Product2/, [product(idOf(1), { [FLAG]: undefined })]]] },
    });
    expect(found).to.deep.include({ configurableField: null, sound: 1, lacking: { rows: 0, some: [] } });
    expect(asked.join()).not.to.contain(FLAG).and.not.to.contain('count');
  });
});
