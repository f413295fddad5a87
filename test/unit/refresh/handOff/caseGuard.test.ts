import { expect } from 'chai';
import type { Reading } from '../../../../src/refresh/directory/baseline.ts';
import type { OrgIdentity } from '../../../../src/checklist/identity/orgIdentity/facts.ts';
import {
  doNotSend,
  objectionFindings,
  objectionsTo,
  type Objection,
  productionOf,
} from '../../../../src/refresh/handOff/caseGuard.ts';
import { answers, NEW_ORG_ID, sandbox } from '../../support/situation.ts';
import { orgDefault } from '../../support/tenant.ts';

type Said = Parameters<typeof answers>[0];

const NOBODY = { org: null, hosts: new Set<string>(), toldAll: false };
const asked = (...hosts: string[]): typeof NOBODY => ({ org: null, hosts: new Set(hosts), toldAll: true });

/** The owners that are objected to, for a sandbox that names this host. */
const owners = (host: string, production = NOBODY, said: Said = {}): string[] =>
  objectionsTo(orgDefault(`https://${host}`), answers(said), production).map(({ owner, what }) => `${what} ${owner}`);

describe('whose environment a case may name', () => {
  for (const [host, expected] of [
    ['acme-uat.test.logik.io', []],
    ['acme-uat.test01.logik.ai', []],
    ['acme.demo01.logik.io', []],
    ['localhost:8080', []],
    ['acme.prod.logik.io', ['current unknown']],
    ['ACME.PROD.logik.io', ['current unknown']],
    ['acme.us01.logik.io', ['current unknown']],
    ['acme.test01.logik.io.example', ['current unknown']],
    ['acme.service-now.com', ['current unknown']],
  ] as const) {
    it(`Given ${host} and nobody asked production, when it is judged, then ${expected.join() || 'nothing'} is said`, () => {
      expect(owners(host)).to.deep.equal(expected);
    });
  }

  it('Given production was asked, when hosts are judged, then only its own are refused, whatever people say', () => {
    const production = asked('acme.us01.logik.io');
    const said: Said = { logik: { currentHost: 'acme.us01.logik.io', newHost: 'acme.us01.logik.io' } };
    expect(owners('acme.us01.logik.io', production, said)).to.deep.equal(['current production']);
    expect(owners('acme-uat.us01.logik.io', production)).to.deep.equal([]);
    expect(owners('acme-uat.us01.logik.io', production, { logik: { newHost: 'acme.us01.logik.io' } })).to.deep.equal([
      'next production',
    ]);
  });

  it('Given somebody names the host as the own one, when it is judged, then that vouches, but not in the sector of production', () => {
    const vouch = (host: string): string[] => owners(host, NOBODY, { logik: { currentHost: host } });
    expect(vouch('acme.us01.logik.io')).to.deep.equal([]);
    expect(vouch('acme.prod.logik.io')).to.deep.equal(['current unknown']);
    expect(owners('acme-uat.test01.logik.io', NOBODY, { logik: { newHost: 'cpq.acme.example' } })).to.deep.equal([]);
  });

  it('Given two hosts in one org, when one is vouched for, then the other is still asked about; when both are, none is', () => {
    const two = orgDefault('https://run.acme.example', { admin: 'https://admin.acme.example' });
    const left = (currentHost: string | string[]): string[] =>
      objectionsTo(two, answers({ logik: { currentHost } }), NOBODY).map(({ host }) => host);
    expect(left('admin.acme.example')).to.deep.equal(['run.acme.example']);
    expect(left(['admin.acme.example', 'RUN.acme.example'])).to.deep.equal([]);
  });

  it("Given production's My Domain or organization ID is announced, when it is judged, then it is refused", () => {
    const org = sandbox({ isSandbox: false, orgId: NEW_ORG_ID, myDomain: 'https://acme.my.salesforce.com' });
    const said: Said = {
      refresh: { newOrgId: NEW_ORG_ID.slice(0, 15), newMyDomain: 'https://ACME.my.salesforce.com' },
    };
    const objections = objectionsTo(orgDefault('https://acme-uat.test01.logik.io'), answers(said), {
      org,
      hosts: new Set(),
      toldAll: false,
    });
    expect(objections.map(({ what }) => what)).to.deep.equal(['myDomain', 'orgId']);
    expect(objectionFindings(objections).map(({ item, status, severity }) => [item, status, severity])).to.deep.equal(
      Array(2).fill(['org-identity', 'fail', 'critical'])
    );
  });

  it('Given objections, when the notice is made, then it begins with what not to do, and names no environment', () => {
    const host = 'acme.prod.logik.io';
    for (const owner of ['production', 'unknown'] as const) {
      const objection: Objection = { owner, what: 'current', host };
      expect(doNotSend([objection], 'uat'))
        .to.match(/^DO NOT SEND\. .*uat/)
        .and.not.contain(host);
    }
    expect(doNotSend([], 'uat')).to.equal(undefined);
  });
});

describe('what a source org tells of production', () => {
  const read = (facts: unknown): Reading => ({ status: 'read', facts });
  const told = (url: string | null, own: Partial<OrgIdentity> = {}, launcher: string | null = null): unknown => {
    const org = sandbox({ isSandbox: false, orgId: NEW_ORG_ID, ...own });
    const items = {
      ...(url === null ? {} : { 'logik-tenant': read(orgDefault(url)) }),
      'external-configurator': read({ url: launcher }),
    };
    const { hosts, toldAll } = productionOf({ org, items });
    return [[...hosts], toldAll];
  };

  it('Given production that names its environment, when it was asked, then that is all it names', () => {
    expect(told('https://acme.us01.logik.io')).to.deep.equal([['acme.us01.logik.io'], true]);
  });

  it('Given another sandbox that somebody named, when it was asked, then it tells nothing of production', () => {
    expect(told('https://acme-dev.test01.logik.io', { isSandbox: true })).to.deep.equal([[], false]);
  });

  it('Given only its configurator could be read, when it was asked, then a page of its own leads nowhere, and a host says nothing of others', () => {
    expect(told(null, {}, '/apex/LGK__CpqConfiguration')).to.deep.equal([[], false]);
    expect(told(null, {}, 'https://acme.us01.logik.io/ui/configure')).to.deep.equal([['acme.us01.logik.io'], false]);
  });
});
