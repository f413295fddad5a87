import { expect } from 'chai';
import { isProductions } from '../../../../src/checklist/shared/environment.ts';
import type { ReadContext } from '../../../../src/checklist/item.ts';
import { ELSEWHERE } from '../../support/readContext.ts';
import { fieldOf, objectOf, orgStub } from '../../support/reader.ts';
import { answers } from '../../support/situation.ts';

const SANDBOX = 'https://acme-uat.test01.logik.io';
const PRODUCTION = 'https://acme.prod.logik.io';

type Known = { rows: string[] };

/** After prepare: production is known by what prepare recorded of it, or not at all. */
const context = (known: Known | undefined, newHost: string | null = null): ReadContext =>
  ({
    ...ELSEWHERE,
    answers: answers({ logik: { newHost } }),
    recorded: () => undefined,
    recordedOfProduction: () =>
      known && {
        runtimeUrl: { name: 'Url__c', label: 'Runtime' },
        administrationUrl: { name: 'Url__c', label: 'Administration' },
        rows: known.rows.map((url) => ({ values: { Url__c: url } })),
      },
  }) as unknown as ReadContext;

describe("whether an environment is production's", () => {
  it('Given the source org told its environment, When asked, Then that one is, and no other', async () => {
    const told = context({ rows: ['https://acme.eu01.logik.io'] });
    expect(await isProductions('https://acme.eu01.logik.io', told)).to.equal(true);
    expect(await isProductions(SANDBOX, told)).to.equal(false);
    expect(await isProductions(PRODUCTION, told)).to.equal(false);
  });

  it('Given nobody asked production, When asked, Then a host of the production sector counts, unless people named it', async () => {
    expect(await isProductions(PRODUCTION, context(undefined))).to.equal(true);
    expect(await isProductions(SANDBOX, context(undefined))).to.equal(false);
    expect(await isProductions(PRODUCTION, context(undefined, 'acme.prod.logik.io'))).to.equal(false);
  });

  describe('where nobody asked production, and this tool was at work', () => {
    const A = 'https://a.example.net';
    const tenantOf = (...urls: string[]): object => ({
      runtimeUrl: { name: 'Url__c', label: 'Runtime' },
      administrationUrl: { name: 'Url__c', label: 'Administration' },
      object: { name: 'LGK__ConfigurationTenant__c', label: 'Logik Tenant' },
      others: [],
      rows: urls.map((url) => ({ owner: { kind: 'organization' }, values: { Url__c: url } })),
    });
    /** A refreshed org that names `now`, and named the sandbox's environment before. */
    const refreshedTo = (now: string, own: Partial<ReadContext> = {}): ReadContext => ({
      ...context(undefined),
      org: orgStub({
        objects: [
          objectOf('LGK__ConfigurationTenant__c', [
            fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
            fieldOf('LGK__A__c', 'Administration URL'),
          ]),
        ],
        queries: [[/FROM LGK__/, [{ Id: 'a1', SetupOwnerId: '00D1', LGK__RuntimeUrl__c: now, LGK__A__c: now }]]],
      }),
      fingerprint: String,
      recorded: () => tenantOf(SANDBOX),
      copy: { refreshed: true, copyOf: null },
      ...own,
    });

    it('Given the refresh brought a host, When it is asked for on the command line, Then no key goes there', async () => {
      const typed = answers({ logik: { newHost: 'a.example.net' } });
      expect(await isProductions(A, refreshedTo(A))).to.equal(true);
      expect(await isProductions(A, refreshedTo(A, { answers: typed, kept: answers() }))).to.equal(true);
    });

    it('Given people said it in refresh.yaml, or a run wrote it, When asked, Then it is the sandbox’s', async () => {
      const said = answers({ logik: { newHost: 'a.example.net' } });
      expect(await isProductions(A, refreshedTo(A, { kept: said }))).to.equal(false);
      const past = { replaced: [], written: ['a.example.net'] };
      expect(await isProductions(A, refreshedTo(A, { past: () => past }))).to.equal(false);
    });

    it('Given a run replaced it, When the org names another, Then it still is production’s', async () => {
      const past = { replaced: ['p.example.net'], written: ['a.example.net'] };
      expect(await isProductions('https://p.example.net', refreshedTo(A, { past: () => past }))).to.equal(true);
    });

    it('Given a clone of another sandbox, When it names what came, Then that is nobody’s production', async () => {
      expect(await isProductions(A, refreshedTo(A, { copy: { refreshed: true, copyOf: 'dev' } }))).to.equal(false);
    });

    it('Given a sandbox was named as the source, When its environment is asked for, Then it is not told as production’s', async () => {
      const source = {
        ...refreshedTo(A).org,
        query: <T>(statement: string): Promise<T[]> =>
          Promise.resolve((/FROM Organization/.test(statement) ? [{ IsSandbox: true }] : []) as T[]),
      };
      const own = { source, recorded: undefined, copy: undefined };
      expect(await isProductions(A, refreshedTo(A, own))).to.equal(false);
    });
  });
});
