import { expect } from 'chai';
import { attemptOptional, type Asked } from '../../../../src/checklist/shared/absence.ts';
import { calloutFactsSchema } from '../../../../src/checklist/sandbox/callouts/facts.ts';
import { callouts } from '../../../../src/checklist/sandbox/callouts/index.ts';
import { readHoldings } from '../../../../src/checklist/shared/endpoints/read.ts';
import type { Holding } from '../../../../src/checklist/shared/endpoints/facts.ts';
import { integrations } from '../../../../src/checklist/sandbox/integrations/index.ts';
import { productionLeaks } from '../../../../src/checklist/sandbox/productionLeaks/index.ts';
import { readMissingPermissions } from '../../../../src/checklist/people/refreshTokenUser/permissions.ts';
import { sessionSettings } from '../../../../src/checklist/connection/sessionSettings/index.ts';
import type { ReadContext } from '../../../../src/checklist/item.ts';
import { caught } from '../../support/caught.ts';
import { statuses } from '../../support/brief.ts';
import { ELSEWHERE } from '../../support/readContext.ts';
import { objectOf, orgStub, refusal, type OrgStub } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NAMES } from '../../support/users.ts';

const context = (stub: OrgStub, said = answers()): ReadContext => ({
  ...ELSEWHERE,
  org: orgStub(stub),
  answers: said,
  names: NAMES,
  fingerprint: String,
});

describe('what an org does not have', () => {
  const LISTS: OrgStub = {
    types: ['RemoteSiteSetting'],
    toolingObjects: ['ApexClass'],
    global: [objectOf('Account')],
  };
  const read = (asked: Asked, error: Error, lists = LISTS): Promise<{ absent: boolean; unreadable: string | null }> =>
    attemptOptional(orgStub(lists), asked, Promise.reject(error));

  for (const api of ['data', 'tooling', 'metadata'] as const) {
    it(`Given a name that is in no list of the ${api} API, when it is refused, then the org does not have it`, async () => {
      const found = await read({ api, name: 'EmailRelay' }, refusal('INVALID_TYPE'));
      expect(found).to.deep.include({ facts: null, absent: true });
      expect(found.unreadable).to.match(/^EmailRelay does not exist in this org/);
    });
  }

  it('Given a name that is in the list, whatever its case, when it is refused, then it could not be read', async () => {
    for (const asked of [
      { api: 'data', name: 'account' },
      { api: 'tooling', name: 'ApexClass' },
      { api: 'metadata', name: 'RemoteSiteSetting' },
    ] as const) {
      const found = await read(asked, refusal('INVALID_TYPE'));
      expect(found, asked.name).to.include({ absent: false });
      expect(found.unreadable).to.contain('INVALID_TYPE');
    }
  });

  it('Given another refusal, when it is read, then no list is asked for, and it could not be read', async () => {
    const org = orgStub(LISTS);
    const asked = { api: 'metadata', name: 'EmailRelay' } as const;
    for (const code of ['INSUFFICIENT_ACCESS', 'FUNCTIONALITY_NOT_ENABLED', 'UNKNOWN_EXCEPTION'])
      expect((await attemptOptional(org, asked, Promise.reject(refusal(code)))).absent, code).to.equal(false);
    expect(await attemptOptional(org, asked, Promise.resolve(1))).to.deep.equal({
      facts: 1,
      unreadable: null,
      absent: false,
    });
    expect(org.asked).to.deep.equal([]);
  });

  it('Given a list that is refused or empty, when a name is refused, then nothing is known', async () => {
    const asked = { api: 'metadata', name: 'EmailRelay' } as const;
    for (const types of [[], refusal('INSUFFICIENT_ACCESS')])
      expect((await read(asked, refusal('INVALID_TYPE'), { types })).absent).to.equal(false);
  });

  it('Given a login that ends meanwhile, when a name is refused, then the run ends', async () => {
    const asked = { api: 'metadata', name: 'EmailRelay' } as const;
    const lost = refusal('INVALID_SESSION_ID', 'run');
    expect(await caught(() => read(asked, refusal('INVALID_TYPE'), { types: lost }))).to.equal(lost);
  });
});

describe('lines about what an org does not have', () => {
  const absent = (type: string): Holding => ({
    type,
    components: null,
    unreadable: `${type} does not exist`,
    absent: true,
  });
  const refused = (type: string): Holding => ({ type, components: null, unreadable: 'refused' });
  const facts = (...holdings: Holding[]): Parameters<typeof integrations.check>[0]['now'] => ({
    environments: { administrationUrl: null, runtimeUrl: null, hosts: [] },
    holdings,
  });
  const org = sandbox();

  it('Given types that an org lacks or refuses, when holdings are read, then each says which', async () => {
    const held = await readHoldings(
      context({
        components: { ExternalCredential: refusal('INVALID_TYPE'), SamlSsoConfig: refusal('INVALID_TYPE') },
        types: ['RemoteSiteSetting', 'SamlSsoConfig'],
        queries: [
          [/FROM EmailRelay/, refusal('INVALID_TYPE')],
          [/./, []],
        ],
        global: [objectOf('Account')],
      })
    );
    const of = (type: string): Holding | undefined => held.find((one) => one.type === type);
    expect(of('ExternalCredential')).to.include({ components: null, absent: true });
    expect(of('EmailRelay')).to.include({ components: null, absent: true });
    expect(of('SamlSsoConfig')).to.include({ components: null }).and.not.have.property('absent');
  });

  it('Given a type that the org lacks, when prepared and checked, then it does not apply; one that is refused could not be read', () => {
    const now = facts(absent('ExternalCredential'), refused('SamlSsoConfig'));
    const surveyed = integrations.survey({ now, production: undefined, answers: answers(), org });
    // "None" is said only where all could be read.
    expect(statuses(surveyed)).to.deep.equal(['skip ExternalCredential', 'fail SamlSsoConfig']);
    expect(surveyed[0].hint).to.contain('does not exist');
    const checked = integrations.check(situation({ now, before: facts(absent('ExternalCredential')) }));
    expect(statuses(checked)).to.deep.equal(['skip ExternalCredential', 'warn SamlSsoConfig']);
  });

  it('Given a type that the sandbox had components of, when the org lacks it now, then they are lost', () => {
    const component = { name: 'A', id: null, fields: {}, secrets: [] };
    const before = facts({ type: 'ExternalCredential', components: [component], unreadable: null });
    const checked = integrations.check(situation({ now: facts(absent('ExternalCredential')), before }));
    expect(statuses(checked)).to.include('fail ExternalCredential');
  });

  it('Given a type that the org lacks, when leaks and callouts are judged, then nothing is unknown of it', () => {
    const now = facts(absent('NamedCredential'), { type: 'RemoteSiteSetting', components: [], unreadable: null });
    const production = now;
    expect(statuses(productionLeaks.check(situation({ now, before: now, production }))).join()).not.to.contain('read');
    const disabled = answers();
    disabled.policy.callouts = 'disabled';
    const told = calloutFactsSchema.parse({ ...now, bccEmail: null, bccUnreadable: null });
    expect(statuses(callouts.check(situation({ now: told, before: told, answers: disabled })))).to.deep.equal([
      'pass Callouts',
      'skip NamedCredential',
    ]);
  });

  it('Given an org without trusted domains for inline frames, when session settings are judged, then that does not apply', async () => {
    const said = answers({ logik: { communities: true } });
    const stub: OrgStub = {
      components: {
        SecuritySettings: [{ fullName: 'Security', sessionSettings: { enableClickjackNonsetupUser: 'true' } }],
        IframeWhiteListUrlSettings: refusal('INVALID_TYPE'),
      },
    };
    const judged = async (types: string[]): Promise<string[]> => {
      const now = sessionSettings.facts.parse(await sessionSettings.gather(context({ ...stub, types }, said)));
      return statuses(sessionSettings.check(situation({ now }))).map((each) => each.split(' ')[0]);
    };
    expect(await judged(['Settings'])).to.deep.equal(['pass', 'skip']);
    expect(await judged(['Settings', 'IframeWhiteListUrlSettings'])).to.deep.equal(['pass', 'manual']);
  });

  it('Given an object of the sync that may not be described, when permissions are read, then nothing is taken for missing', async () => {
    const queries: OrgStub['queries'] = [[/./, []]];
    const described = orgStub({ queries, objects: [objectOf('Product2')], global: [objectOf('Product2')] });
    expect(await readMissingPermissions(described, '0051', 'LGK__')).to.include('Pricebook2: not in this org');
    const hidden = orgStub({
      queries,
      objects: [objectOf('Product2')],
      global: [objectOf('Product2'), objectOf('Pricebook2')],
    });
    expect(await caught(() => readMissingPermissions(hidden, '0051', 'LGK__'))).to.include({ errorCode: 'NOT_FOUND' });
  });
});
