import { SfError } from '@salesforce/core';
import { expect } from 'chai';
import { spread } from '../../../../../src/checklist/environment/runtimeSmoke/choose.ts';
import { runtimeSmokeSchema, type RuntimeSmokeFacts } from '../../../../../src/checklist/environment/runtimeSmoke/facts.ts';
import { gatherRuntimeSmoke } from '../../../../../src/checklist/environment/runtimeSmoke/gather.ts';
import type { Answers } from '../../../../../src/checklist/answers/index.ts';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import type { RuntimeAnswer } from '../../../../../src/logik/types.ts';
import { noLogik } from '../../../../../src/logik/none.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { fieldOf, objectOf, orgStub } from '../../../support/reader.ts';
import { answers, refreshed, sandbox } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const ENVIRONMENT = 'https://acme-uat.test01.logik.io';
const OK: RuntimeAnswer = { opened: true, status: 200, errorCode: null, message: null, session: 'ended' };
const NO: RuntimeAnswer = { ...OK, opened: false, session: 'none' };
const row = (ProductCode: string | null, Family: string | null = null): object => ({
  Id: `01t${ProductCode}`,
  Name: `Name of ${ProductCode}`,
  ProductCode,
  Family,
  LastModifiedDate: '2027-01-15T10:00:00.000+0000',
});
const PRODUCT = objectOf('Product2', [fieldOf('Family'), fieldOf('LGK__IsConfigurable__c')], { customSetting: false });
const CLIENT = { name: 'storefront', origins: ['https://a.example'] };

type Scene = {
  logik?: Partial<Answers['logik']>;
  rows?: object[];
  say?: (productId: string, origin: string) => RuntimeAnswer | Error;
  context?: Partial<ReadContext>;
  /** Whether configurations open without any token. */
  open?: boolean;
};
type Played = {
  facts: RuntimeSmokeFacts;
  asked: string[];
  started: string[];
  queries: string[];
  environments: string[];
  most: number;
};

const play = async ({
  logik,
  rows = [row('HX-1')],
  say = () => OK,
  context,
  open = false,
}: Scene = {}): Promise<Played> => {
  const [started, environments, asked]: string[][] = [[], [], []];
  let [running, most] = [0, 0];
  const org = orgStub({ queries: [[/FROM Product2/, rows]], objects: [PRODUCT] });
  const facts = await gatherRuntimeSmoke({
    org,
    answers: answers({ logik: { runtimeUrl: ENVIRONMENT, runtimeClients: [CLIENT], ...logik } }),
    names: NAMES,
    ...ELSEWHERE,
    fingerprint: String,
    recorded: (id) => (id === 'org-identity' ? sandbox() : undefined),
    facts: (id) => Promise.resolve(id === 'org-identity' ? refreshed() : undefined),
    logik: {
      ...noLogik,
      hasRuntimeToken: true,
      runtime: (environment) => {
        environments.push(environment);
        return {
          environment,
          start: async (productId, origin) => {
            started.push(`${origin} ${productId}`);
            running += 1;
            most = Math.max(most, running);
            await new Promise((resolve) => setTimeout(resolve, 2));
            running -= 1;
            const said = say(productId, origin);
            if (said instanceof Error) throw said;
            return said;
          },
          opensToAll: (productId, origin) => {
            asked.push(`${origin} ${productId}`);
            return Promise.resolve(open);
          },
        };
      },
    },
    ...context,
  });
  return { facts, asked, started, queries: org.asked, environments, most };
};

describe('runtime-smoke: an org that nobody knows', () => {
  it('Given org-identity that could not be read, when read, then the line says so, and not that the org is as it was', async () => {
    const started = play({ context: { facts: () => Promise.resolve(undefined) } });
    const error = await started.then(
      () => undefined,
      (problem: unknown) => problem as SfError
    );
    expect(error?.name).to.equal('OrgUnknownError');
    expect(error?.message).to.include('org-identity could not be read');
  });
});

describe('runtime-smoke: which products', () => {
  const of = (family: string | null, ...codes: string[]): Array<{ code: string; family: string | null }> =>
    codes.map((code) => ({ code, family }));
  const chosen = (
    count: number,
    products = [...of('B', '1', '2', '3'), ...of(null, '4'), ...of('A', '5', '6')]
  ): string[] => spread(products, count).map(({ code }) => code);

  it('Given several families, when products are chosen, then every family has its turn before one has a second', () => {
    expect(chosen(3)).to.deep.equal(['4', '5', '1']);
    expect(chosen(5)).to.deep.equal(['4', '5', '1', '6', '2']);
    expect(chosen(20)).to.have.length(6);
    expect(chosen(3, [])).to.deep.equal([]);
  });

  it('Given the org, when read, then active configurable products are asked for, in an order that is always the same', async () => {
    const { facts, queries } = await play({ rows: [row('B', 'x'), row('A', 'y'), row(null, 'y')] });
    expect(queries).to.deep.equal([
      'SELECT Id, Name, ProductCode, Family, LastModifiedDate FROM Product2 WHERE IsActive = true AND LGK__IsConfigurable__c = true ORDER BY ProductCode, Id LIMIT 2000',
    ]);
    expect(facts.products.map(({ code }) => code)).to.deep.equal(['B', 'A', 'Name of null']);
    expect(facts.products[0].lastModified).to.equal('2027-01-15T10:00:00.000Z');
    expect(runtimeSmokeSchema.safeParse(facts).success).to.equal(true);
  });

  it('Given named products, when read, then these in their order, once each, and those that are not there are told', async () => {
    const smoke = { products: ['HX-2', "O'Brien", 'HX-1', 'HX-2'], count: 1 };
    const { facts, queries } = await play({ logik: { smoke }, rows: [row('HX-1'), row('HX-2'), row('HX-2')] });
    expect(facts.products.map(({ code }) => code)).to.deep.equal(['HX-2', 'HX-1']);
    expect(facts.unknown).to.deep.equal(["O'Brien"]);
    expect(queries[0]).to.include("ProductCode IN ('HX-2', 'O\\'Brien', 'HX-1')");
  });

  it('Given an org without the field, when read, then there is no product, and nobody is asked', async () => {
    const org = orgStub({ objects: [objectOf('Product2')] });
    const { facts, started } = await play({ context: { org } });
    expect([facts.products, started]).to.deep.equal([[], []]);
  });
});

describe('runtime-smoke: asking', () => {
  it('Given clients and origins, when asked, then each opens each product once, a few at a time, lonely slashes never', async () => {
    const runtimeClients = [
      { name: 'storefront', origins: ['https://a.example', 'https://a.example/'] },
      { name: 'portal', origins: ['https://b.example/'] },
    ];
    const rows = Array.from({ length: 9 }, (_, at) => row(`HX-${at}`));
    const { facts, started, most } = await play({ logik: { runtimeClients, smoke: { products: [], count: 9 } }, rows });
    expect(started).to.have.length(18);
    expect(new Set(started).size).to.equal(18);
    expect(started.some((said) => said.startsWith('https://b.example'))).to.equal(false);
    expect(most).to.be.within(2, 4);
    expect(facts.attempts.map(({ origin, product }) => `${origin} ${product}`)).to.deep.equal([
      ...rows.map((_, at) => `https://a.example HX-${at}`),
      ...rows.map((_, at) => `https://a.example/ HX-${at}`),
    ]);
  });

  for (const [answer, outcome] of [
    [{ opened: true, status: 200 }, 'opened'],
    [{ status: 200, message: 'Product 01t is not available in cache' }, 'not-cached'],
    [{ status: 200, message: 'an answer without the uuid of a session' }, 'error'],
    [{ status: 200, errorCode: 'LGK-9' }, 'error'],
    [{ status: 401, errorCode: 'X' }, 'token'],
    [{ status: 403 }, 'origin'],
    [{ status: 404, errorCode: 'LGK-1', message: 'Product 01t is not available in cache' }, 'not-cached'],
    [{ status: 400, message: 'Cannot get it. Product 01t is NOT AVAILABLE in cache.' }, 'not-cached'],
    [{ status: 404, errorCode: 'LGK-2', message: 'not a Configurable Product' }, 'error'],
    [{ status: 400, errorCode: 'LGK-3' }, 'error'],
    [{ status: 404 }, 'unreachable'],
    [{ status: 500, errorCode: 'LGK-4', message: 'is not available in cache' }, 'unreachable'],
    [{ status: 429, message: 'slow down' }, 'unreachable'],
    [{ status: 302 }, 'unreachable'],
  ] as const) {
    it(`Given ${JSON.stringify(answer)}, when it is read, then that is ${outcome}`, async () => {
      const { facts } = await play({ say: () => ({ ...NO, ...answer }) });
      expect(facts.attempts[0].outcome).to.equal(outcome);
    });
  }

  it('Given words that would act on a terminal, when they are kept, then they are one plain line of bounded length', async () => {
    const message = `no\u001B[31m\r\n\u202Eyes\u0007 ${'x'.repeat(5000)}`;
    const { facts } = await play({ say: () => ({ ...NO, status: 418, errorCode: 'A\u0000B', message }) });
    const { detail } = facts.attempts[0];
    expect(detail).to.match(/^HTTP 418 A B no \[31m yes x+$/);
    expect(detail?.length).to.equal(300);
  });

  it('Given an environment that cannot be reached, when asked, then that is told; a fault of the program is not hidden', async () => {
    const { facts } = await play({ say: () => new SfError('nobody answers') });
    expect(facts.attempts[0]).to.include({ outcome: 'unreachable', detail: 'nobody answers' });
    const failed = await play({ say: () => new RangeError('bug') }).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(RangeError);
  });

  it('Given wildcards, when asked, then as a known host that each covers; one that covers none is told', async () => {
    const runtimeClients = [
      { name: 'storefront', origins: ['*.a.example', 'https://b.example'] },
      { name: 'portal', origins: ['https://*.salesforce.com', '*.logik.io', '*.elsewhere.example'] },
      { name: 'store', origins: ['https://shop.a.example', 'https://shop.a.example/', '*.site.example/'] },
    ];
    const { facts, started } = await play({ logik: { runtimeClients } });
    expect(started).to.deep.equal([
      'https://shop.a.example 01tHX-1',
      'https://b.example 01tHX-1',
      `${refreshed().myDomain} 01tHX-1`,
      `${ENVIRONMENT} 01tHX-1`,
      'https://shop.a.example 01tHX-1',
      'https://shop.a.example/ 01tHX-1',
    ]);
    expect(facts.attempts.map(({ origin, sentAs }) => [origin, sentAs])).to.deep.equal([
      ['*.a.example', 'https://shop.a.example'],
      ['https://b.example', undefined],
      ['https://*.salesforce.com', refreshed().myDomain],
      ['*.logik.io', ENVIRONMENT],
      ['https://shop.a.example', undefined],
      ['https://shop.a.example/', undefined],
    ]);
    expect(facts.untried).to.deep.equal([{ client: 'portal', origin: '*.elsewhere.example' }]);
    expect(runtimeSmokeSchema.safeParse(facts).success).to.equal(true);
  });

  it('Given a trailing slash that a wildcard makes up for, when asked, then the wildcard is', async () => {
    const runtimeClients = [{ name: 'community', origins: ['https://acme.my.site.com/', '*.site.com'] }];
    const { facts } = await play({ logik: { runtimeClients } });
    expect(facts.attempts.map(({ origin, sentAs }) => [origin, sentAs])).to.deep.equal([
      ['https://acme.my.site.com/', undefined],
      ['*.site.com', 'https://acme.my.site.com'],
    ]);
  });

  it('Given 403 for every origin, when asked, then once more as the own host, and else never', async () => {
    const refused = { ...NO, status: 403 };
    const all = await play({ say: () => refused, rows: [row('HX-1'), row('HX-2')] });
    expect(all.started.at(-1)).to.equal(`${ENVIRONMENT} 01tHX-1`);
    expect(all.started).to.have.length(3);
    expect(all.facts.ownHost).to.deep.equal({ origin: ENVIRONMENT, taken: false });
    expect(all.facts.attempts).to.have.length(2);
    const good = await play({ say: (_id, origin) => (origin === ENVIRONMENT ? OK : refused) });
    expect(good.facts.ownHost).to.deep.equal({ origin: ENVIRONMENT, taken: true });
    expect(runtimeSmokeSchema.safeParse(good.facts).success).to.equal(true);
    for (const say of [(): RuntimeAnswer => OK, (): RuntimeAnswer => ({ ...NO, status: 401 })]) {
      const { facts, started } = await play({ say });
      expect(facts).not.to.have.property('ownHost');
      expect(started).to.have.length(1);
    }
    const runtimeClients = [{ name: 'storefront', origins: [ENVIRONMENT] }];
    expect((await play({ logik: { runtimeClients }, say: () => refused })).started).to.have.length(1);
  });

  it('Given a session that could not be ended, when read, then that is recorded', async () => {
    const { facts } = await play({ say: () => ({ ...OK, session: 'may-be-open' }) });
    expect(facts.attempts[0]).to.include({ outcome: 'opened', mayBeOpen: true });
    expect(runtimeSmokeSchema.safeParse(facts).success).to.equal(true);
  });

  it('Given a URL as people type it, when asked, then its origin is', async () => {
    const recorded = { recorded: (id: string): unknown => (id === 'org-identity' ? sandbox() : undefined) };
    const { environments } = await play({
      logik: { runtimeUrl: null, newHost: 'acme-new.test01.logik.io' },
      context: recorded,
    });
    expect(environments).to.deep.equal(['https://acme-new.test01.logik.io']);
  });

  const production = (url: string): Partial<ReadContext> => ({
    recordedOfProduction: (id) =>
      id === 'logik-tenant'
        ? {
            runtimeUrl: { name: 'R', label: 'R' },
            administrationUrl: { name: 'A', label: 'A' },
            rows: [{ owner: { kind: 'profile', name: 'x' }, values: { R: url, A: null } }],
          }
        : undefined,
  });

  it("Given production's environment, when read, then it is not asked", async () => {
    const { facts, started } = await play({ context: production(`${ENVIRONMENT}/`) });
    expect(facts).to.include({ state: 'production', environment: ENVIRONMENT });
    expect(started).to.deep.equal([]);
    expect((await play({ context: production('https://acme.us01.logik.io') })).facts.state).to.equal('asked');
  });

  for (const [state, scene] of [
    ['no-token', { context: { logik: noLogik } }],
    ['no-clients', { logik: { runtimeClients: [] } }],
    ['no-environment', { logik: { runtimeUrl: null } }],
    ['not-refreshed', { context: { facts: () => Promise.resolve(sandbox()) } }],
    ['not-refreshed', { context: { recorded: undefined } }],
  ] as Array<[RuntimeSmokeFacts['state'], Scene]>) {
    it(`Given a reason not to (${state}, ${JSON.stringify(scene)}), when read, then neither org nor Logik is asked`, async () => {
      const { facts, started, queries } = await play(scene);
      expect(facts.state).to.equal(state);
      expect([started, queries]).to.deep.equal([[], []]);
      expect(runtimeSmokeSchema.safeParse(facts).success).to.equal(true);
    });
  }
});
