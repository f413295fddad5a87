import { expect } from 'chai';
import type { TenantFacts } from '../../../../src/checklist/connection/logikTenant/facts.ts';
import type { Baseline } from '../../../../src/refresh/directory/baseline.ts';
import { openRefreshYaml } from '../../../../src/refresh/directory/refreshYaml.ts';
import { vouchForEnvironment, type AskAboutEnvironment } from '../../../../src/refresh/prepare/vouch.ts';
import type { OrgReader } from '../../../../src/salesforce/types.ts';
import { sandbox } from '../../support/situation.ts';
import { orgDefault } from '../../support/tenant.ts';

const [RUN, ADMIN] = ['run.acme.example', 'admin.acme.example'];
const NOT_ASKED = {} as OrgReader;

/** Vouches for what an earlier prepare recorded, so that no org is needed. */
const vouch = async (
  facts: TenantFacts,
  own: (host: string) => boolean
): Promise<{ asked: string[]; currentHost: unknown }> => {
  const yaml = await openRefreshYaml('/nowhere');
  yaml.document.setIn(['refresh', 'date'], '2030-01-15');
  yaml.document.setIn(['refresh', 'dataStrategy'], 'repoint');
  const asked: string[] = [];
  const ask: AskAboutEnvironment = {
    sourceOrg: () => Promise.resolve(undefined),
    ownHost: (host) => {
      asked.push(host);
      return Promise.resolve(own(host));
    },
    decommission: () => Promise.reject(new Error('nobody decommissions here')),
  };
  await vouchForEnvironment({
    org: NOT_ASKED,
    source: undefined,
    yaml,
    given: [],
    identity: sandbox(),
    earlier: { items: { 'logik-tenant': { status: 'read', facts } }, production: null } as unknown as Baseline,
    lines: { read: [], complete: true } as never,
    salt: 'salt',
    directory: '/nowhere',
    today: '2030-01-01',
    ask,
    openSource: () => Promise.reject(new Error('nobody names a source here')),
  });
  const { logik } = yaml.document.toJS() as { logik: { currentHost?: unknown } };
  return { asked, currentHost: logik.currentHost };
};

describe('whose environment it is, asked of a person', () => {
  const two = orgDefault(`https://${RUN}`, { admin: `https://${ADMIN}` });

  it('Given a host for the runtime and another for the administration, when asked, then about each, and both are kept', async () => {
    expect(await vouch(two, () => true)).to.deep.equal({ asked: [RUN, ADMIN], currentHost: [RUN, ADMIN] });
  });

  it('Given somebody knows one of two, when asked, then that one is kept, as it always was', async () => {
    expect(await vouch(two, (host) => host === ADMIN)).to.deep.equal({ asked: [RUN, ADMIN], currentHost: ADMIN });
  });

  it('Given the sector of production, or one of sandboxes, when asked, then about the other host alone', async () => {
    for (const host of ['acme.prod.logik.io', 'acme.test01.logik.io']) {
      const mixed = orgDefault(`https://${host}`, { admin: `https://${ADMIN}` });
      expect((await vouch(mixed, () => true)).asked, host).to.deep.equal([ADMIN]);
    }
  });
});
