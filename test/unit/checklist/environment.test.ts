import { expect } from 'chai';
import { isProductions } from '../../../src/checklist/environment.ts';
import type { ReadContext } from '../../../src/checklist/item.ts';
import { ELSEWHERE } from '../support/readContext.ts';
import { answers } from '../support/situation.ts';

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
});
