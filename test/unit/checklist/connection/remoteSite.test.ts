import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import fc from 'fast-check';
import type { ReadContext, Situation } from '../../../../src/checklist/item.ts';
import type { RemoteSite, RemoteSiteFacts } from '../../../../src/checklist/connection/remoteSite/facts.ts';
import { gatherRemoteSites } from '../../../../src/checklist/connection/remoteSite/gather.ts';
import { remoteSite } from '../../../../src/checklist/connection/remoteSite/index.ts';
import { checkRemoteSites, planRemoteSites, surveyRemoteSites } from '../../../../src/checklist/connection/remoteSite/rules.ts';
import { statuses, steps } from '../../support/brief.ts';
import { PRODUCTION_REMOTE, remote, remoteAfter, remoteFacts, SANDBOX_REMOTE } from '../../support/doors.ts';
import { orgStub, refusal, type OrgStub } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NEW_URL, PRODUCTION_URL, SANDBOX_URL, THIRD_URL } from '../../support/tenant.ts';
import { NAMES } from '../../support/users.ts';

const SAID = answers({ logik: { usesReconfigureApi: true } });
const NONE = remoteFacts(SANDBOX_URL);
const UNREAD: RemoteSiteFacts = { ...NONE, sites: null, unreadable: 'uat refused it (INSUFFICIENT_ACCESS)' };

const seen = (now: RemoteSiteFacts, own: Partial<Situation<RemoteSiteFacts>> = {}): Situation<RemoteSiteFacts> =>
  situation({ now, before: SANDBOX_REMOTE, ...own });

describe('remote site, after the refresh', () => {
  it('Given the sandbox had none, when checked, then the line does not apply and says how it would', () => {
    const now = seen(NONE, { before: NONE });
    expect(checkRemoteSites(now)[0]).to.include({ status: 'skip' });
    expect(checkRemoteSites(now)[0].hint).to.contain('logik.usesReconfigureApi');
    expect(planRemoteSites(now)).to.deep.equal([]);
  });

  it('Given the sandbox had one and the environment is named, when checked, then it passes', () => {
    expect(statuses(checkRemoteSites(seen(SANDBOX_REMOTE)))).to.deep.equal([`pass ${SANDBOX_URL}`]);
    expect(planRemoteSites(seen(SANDBOX_REMOTE))).to.deep.equal([]);
  });

  it("Given the same setting now names production, when planned, then its URL is put back, and production's is no extra finding", () => {
    for (const production of [PRODUCTION_REMOTE, undefined]) {
      const now = seen(PRODUCTION_REMOTE, { production });
      expect(statuses(checkRemoteSites(now))).to.deep.equal([`fail ${SANDBOX_URL} › Remote Site URL`]);
      const [change, ...more] = planRemoteSites(now);
      expect(more).to.deep.equal([]);
      expect(change).to.include({ before: PRODUCTION_URL, after: SANDBOX_URL });
      expect(change.write).to.deep.equal({
        kind: 'metadata',
        type: 'RemoteSiteSetting',
        fullName: 'Logik',
        field: 'url',
      });
    }
  });

  it('Given that setting is inactive too, when planned, then both fields are put right', () => {
    const now = seen(remoteFacts(PRODUCTION_URL, remote(PRODUCTION_URL, { isActive: false })));
    expect(steps(planRemoteSites(now))).to.deep.equal([
      `${SANDBOX_URL} › Remote Site URL: ${PRODUCTION_URL} → ${SANDBOX_URL}`,
      `${SANDBOX_URL} › Active: false → true`,
    ]);
  });

  it('Given the setting of that name is something else in production, when planned, then it is left alone and a new one made', () => {
    const now = seen(remoteFacts(PRODUCTION_URL, remote('https://maps.example')));
    const [change, ...more] = planRemoteSites(now);
    expect(more).to.deep.equal([]);
    expect(change).to.include({ target: `${SANDBOX_URL} › Active`, before: false, after: true });
    expect(change.write).to.deep.equal({
      kind: 'metadata',
      type: 'RemoteSiteSetting',
      fullName: 'Logik_acme_uat_test01_logik_io',
      field: 'isActive',
      defaults: { url: SANDBOX_URL, disableProtocolSecurity: false },
    });
    expect(statuses(checkRemoteSites(now))).to.deep.equal([`fail ${SANDBOX_URL} › Active`]);
  });

  it('Given people say that the reconfigure API is in use, when the sandbox had none, then one is made all the same', () => {
    const now = seen(NONE, { before: NONE, answers: SAID });
    expect(statuses(checkRemoteSites(now))).to.deep.equal([`fail ${SANDBOX_URL} › Active`]);
    expect(planRemoteSites(now)).to.have.length(1);
  });

  it('Given an inactive setting of the environment, when planned, then it is activated', () => {
    const now = seen(remoteFacts(SANDBOX_URL, remote(SANDBOX_URL, { fullName: 'Mine', isActive: false })));
    expect(steps(planRemoteSites(now))).to.deep.equal([`${SANDBOX_URL} › Active: false → true`]);
    expect(planRemoteSites(now)[0].write).to.include({ fullName: 'Mine' });
  });

  it('Given the one that the sandbox had was inactive, when checked, then none is needed', () => {
    const before = remoteFacts(SANDBOX_URL, remote(SANDBOX_URL, { isActive: false }));
    expect(checkRemoteSites(seen(NONE, { before }))[0]).to.include({ status: 'skip' });
  });

  it('Given what the sandbox had could not be read, when checked, then the doubt is a warning', () => {
    for (const before of [undefined, UNREAD, { ...SANDBOX_REMOTE, environments: null }]) {
      expect(checkRemoteSites(seen(NONE, { before }))[0]).to.include({ status: 'warn' });
      expect(planRemoteSites(seen(NONE, { before }))).to.deep.equal([]);
    }
  });

  it('Given the settings cannot be read now, when one is needed, then it fails and says why; otherwise it is a warning', () => {
    const [needed] = checkRemoteSites(seen(UNREAD));
    expect(needed).to.include({ status: 'fail', actual: 'could not be read' });
    expect(needed.hint).to.contain('INSUFFICIENT_ACCESS');
    expect(checkRemoteSites(seen(UNREAD, { before: NONE }))[0]).to.include({ status: 'warn' });
    expect(planRemoteSites(seen(UNREAD))).to.deep.equal([]);
  });

  it('Given a new environment, when planned, then the setting follows it', () => {
    const now = seen(SANDBOX_REMOTE, { environment: NEW_URL, runtimeUrl: NEW_URL });
    expect(steps(planRemoteSites(now))).to.deep.equal([`${NEW_URL} › Remote Site URL: ${SANDBOX_URL} → ${NEW_URL}`]);
  });

  it('Given two URLs and one setting, when planned, then the second URL gets a setting of its own', () => {
    const now = seen(PRODUCTION_REMOTE, { runtimeUrl: NEW_URL });
    expect(planRemoteSites(now).map(({ write }) => 'fullName' in write && write.fullName)).to.deep.equal([
      'Logik',
      'Logik_acme_uat2_test01_logik_io',
    ]);
  });

  it("Given another setting for production's environment, when checked, then it is told and never touched", () => {
    const sites = [
      remote(SANDBOX_URL),
      remote(PRODUCTION_URL, { fullName: 'Prod' }),
      remote(THIRD_URL, { fullName: 'Off', isActive: false }),
    ];
    const now = seen(remoteFacts(SANDBOX_URL, ...sites), { production: PRODUCTION_REMOTE });
    expect(statuses(checkRemoteSites(now))).to.deep.equal([`pass ${SANDBOX_URL}`, 'warn Prod']);
    expect(planRemoteSites(now)).to.deep.equal([]);
  });

  it("Given production's environment is expected by mistake, when planned, then it fails and nothing is written", () => {
    const now = seen(NONE, { production: PRODUCTION_REMOTE, environment: PRODUCTION_URL, runtimeUrl: PRODUCTION_URL });
    expect(statuses(checkRemoteSites(now))).to.deep.equal([`fail ${PRODUCTION_URL}`]);
    expect(planRemoteSites(now)).to.deep.equal([]);
  });

  it('Given an environment that nobody knows, when one is needed, then the line fails', () => {
    const now = seen(PRODUCTION_REMOTE, { environment: null, runtimeUrl: null });
    expect(checkRemoteSites(now)[0]).to.include({ status: 'fail' });
    expect(planRemoteSites(now)).to.deep.equal([]);
  });
});

describe('remote site: check and plan agree', () => {
  const url = fc.constantFrom(SANDBOX_URL, PRODUCTION_URL, THIRD_URL, NEW_URL, 'https://maps.example');
  const sites = fc
    .uniqueArray(fc.tuple(fc.constantFrom('Logik', 'Other', 'Third'), url, fc.boolean()), {
      selector: ([name]) => name,
    })
    .map((all) => all.map(([fullName, endpoint, isActive]): RemoteSite => remote(endpoint, { fullName, isActive })));
  const anything = fc
    .record({
      sites,
      before: fc.constantFrom(SANDBOX_REMOTE, NONE, undefined),
      environment: fc.constantFrom(SANDBOX_URL, NEW_URL, PRODUCTION_URL, null),
      runtimeUrl: fc.constantFrom(SANDBOX_URL, NEW_URL),
      production: fc.constantFrom(undefined, PRODUCTION_REMOTE),
      answers: fc.constantFrom(answers(), SAID),
    })
    .map(({ sites: all, ...own }) => seen(remoteFacts(PRODUCTION_URL, ...all), own));

  it('Given any situation, when the plan is written, then a second plan is empty and nothing but production fails', () => {
    fc.assert(
      fc.property(anything, (before) => {
        const after = { ...before, now: remoteAfter(before.now, planRemoteSites(before)) };
        expect(planRemoteSites(after)).to.deep.equal([]);
        const failing = checkRemoteSites(after).filter(({ status }) => status === 'fail');
        expect(failing.every(({ hint }) => /^The URL that Apex is to reach is production's/.test(hint ?? ''))).to.equal(
          true
        );
      })
    );
  });

  it('Given any situation, when it is checked, then what is planned is exactly what fails and is not production', () => {
    fc.assert(
      fc.property(anything, (now) => {
        const failing = checkRemoteSites(now).filter(
          ({ status, target }) => status === 'fail' && target.includes(' › ')
        );
        expect(planRemoteSites(now).map(({ target }) => target)).to.deep.equal(failing.map(({ target }) => target));
      })
    );
  });
});

describe('remote site, before the refresh', () => {
  const survey = (now: RemoteSiteFacts, said = answers()): string[] =>
    statuses(surveyRemoteSites({ now, production: PRODUCTION_REMOTE, answers: said, org: sandbox() }));

  it('Given a remote site for Logik, when surveyed, then it is recorded; an inactive one is a warning', () => {
    expect(survey(SANDBOX_REMOTE)).to.deep.equal(['pass Logik']);
    expect(survey(remoteFacts(SANDBOX_URL, remote(SANDBOX_URL, { isActive: false })))).to.deep.equal(['warn Logik']);
  });

  it('Given none, when surveyed, then the line does not apply, unless people say that it is needed', () => {
    expect(survey(NONE)).to.deep.equal(['skip Remote site settings']);
    expect(survey(NONE, SAID)).to.deep.equal(['warn Remote site settings']);
  });

  it('Given the Logik Tenant cannot be read, when surveyed, then which settings are of Logik is not known', () => {
    expect(survey({ ...SANDBOX_REMOTE, environments: null })).to.deep.equal(['warn Remote site settings']);
    expect(survey({ ...NONE, environments: null })).to.deep.equal(['warn Remote site settings']);
  });

  it('Given they cannot be read, when surveyed, then that is said', () => {
    expect(survey(UNREAD)).to.deep.equal(['warn Remote site settings']);
  });
});

describe('gatherRemoteSites', () => {
  const context = (components: OrgStub['components']): ReadContext => ({
    org: orgStub({ components }),
    answers: answers(),
    names: NAMES,
    ...ELSEWHERE,
    fingerprint: () => 'mark',
  });

  it('Given texts, as SOAP answers them, when read, then they are booleans, and the schema takes them', async () => {
    const facts = await gatherRemoteSites(
      context({
        RemoteSiteSetting: [
          { fullName: 'Logik', url: SANDBOX_URL, isActive: 'true', disableProtocolSecurity: 'false' },
          { fullName: 'Maps', url: 'https://maps.example', isActive: false, disableProtocolSecurity: true },
        ],
      })
    );
    expect(facts.sites).to.deep.equal([
      remote(SANDBOX_URL),
      remote('https://maps.example', { fullName: 'Maps', isActive: false, disableProtocolSecurity: true }),
    ]);
    expect(remoteSite.facts.parse(facts)).to.deep.equal(facts);
  });

  it('Given the Metadata API may not be used, when read, then the reason is kept and the sites are unread, not none', async () => {
    const facts = await gatherRemoteSites(context({ RemoteSiteSetting: refusal('INSUFFICIENT_ACCESS') }));
    expect(facts.sites).to.equal(null);
    expect(facts.unreadable).to.contain('INSUFFICIENT_ACCESS');
    expect(remoteSite.facts.parse(facts)).to.deep.equal(facts);
  });
});
