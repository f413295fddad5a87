import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import fc from 'fast-check';
import type { Situation } from '../../../../src/checklist/item.ts';
import type { TrustedSite, TrustedUrlFacts } from '../../../../src/checklist/connection/trustedUrl/facts.ts';
import { gatherTrustedUrls } from '../../../../src/checklist/connection/trustedUrl/gather.ts';
import { trustedUrl } from '../../../../src/checklist/connection/trustedUrl/index.ts';
import { checkTrustedUrls, planTrustedUrls, surveyTrustedUrls } from '../../../../src/checklist/connection/trustedUrl/rules.ts';
import { placeOf } from '../../../../src/refresh/write/targets.ts';
import { statuses, steps } from '../../support/brief.ts';
import { caught } from '../../support/caught.ts';
import { PRODUCTION_TRUSTED, SANDBOX_TRUSTED, trusted, trustedAfter, trustedFacts } from '../../support/doors.ts';
import { fieldOf, objectOf, orgStub, refusal, type OrgStub } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NEW_URL, PRODUCTION_URL, SANDBOX_URL, THIRD_URL } from '../../support/tenant.ts';
import { NAMES } from '../../support/users.ts';

const seen = (now: TrustedUrlFacts, own: Partial<Situation<TrustedUrlFacts>> = {}): Situation<TrustedUrlFacts> =>
  situation({ now, before: SANDBOX_TRUSTED, ...own });

const survey = (now: TrustedUrlFacts, production?: TrustedUrlFacts): ReturnType<typeof surveyTrustedUrls> =>
  surveyTrustedUrls({ now, production, answers: answers(), org: sandbox() });

describe('trusted URLs, after the refresh', () => {
  it('Given the site of the environment is as Logik asks, when checked, then it passes and nothing is planned', () => {
    const now = seen(SANDBOX_TRUSTED);
    expect(statuses(checkTrustedUrls(now))).to.deep.equal([`pass ${SANDBOX_URL}`]);
    expect(planTrustedUrls(now)).to.deep.equal([]);
  });

  it("Given only production's site came with the copy, when planned, then a new one is made and production's is told", () => {
    const now = seen(PRODUCTION_TRUSTED, { production: PRODUCTION_TRUSTED });
    const [missing, foreign] = checkTrustedUrls(now);
    expect(missing).to.include({ status: 'fail', target: `${SANDBOX_URL} › Active`, expected: true });
    expect(foreign).to.include({ status: 'warn', target: 'Logik', actual: PRODUCTION_URL });
    expect(foreign.hint).to.contain("production's Logik environment").and.contain('left alone');
    const [change, ...more] = planTrustedUrls(now);
    expect(more).to.deep.equal([]);
    expect(change.write).to.deep.equal({
      kind: 'record',
      object: 'CspTrustedSite',
      id: null,
      field: 'IsActive',
      defaults: {
        DeveloperName: 'Logik_acme_uat_test01_logik_io',
        MasterLabel: 'Logik_acme_uat_test01_logik_io',
        EndpointUrl: SANDBOX_URL,
        Context: 'All',
        IsApplicableToFrameSrc: true,
        IsApplicableToImgSrc: true,
      },
    });
  });

  it('Given two origins of the environment that both lack a site, when planned, then both are made, and are two places', () => {
    const both = planTrustedUrls(seen(PRODUCTION_TRUSTED, { environment: SANDBOX_URL, runtimeUrl: NEW_URL }));
    expect(both.map(({ target }) => target)).to.have.members([`${SANDBOX_URL} › Active`, `${NEW_URL} › Active`]);
    expect(new Set(both.map(({ write }) => placeOf(write)))).to.have.property('size', 2);
  });

  it('Given a site of the environment that lacks things, when planned, then each field is repaired by itself', () => {
    const lame = trusted(SANDBOX_URL, { isActive: false, context: 'LEX', imgSrc: false });
    const now = seen(trustedFacts(PRODUCTION_URL, lame));
    expect(steps(planTrustedUrls(now))).to.deep.equal([
      `${SANDBOX_URL} › Active: false → true`,
      `${SANDBOX_URL} › Context: LEX → All`,
      `${SANDBOX_URL} › img-src (images): false → true`,
    ]);
    expect(planTrustedUrls(now).every(({ write }) => write.kind === 'record' && write.id === lame.id)).to.equal(true);
  });

  it('Given two sites of the environment, when planned, then the one that lacks less is repaired', () => {
    const worse = trusted(SANDBOX_URL, { id: '08yWorse', name: 'Worse', isActive: false, imgSrc: false });
    const better = trusted(SANDBOX_URL, { id: '08yBetter', name: 'Better', imgSrc: false });
    const [change, ...more] = planTrustedUrls(seen(trustedFacts(SANDBOX_URL, worse, better)));
    expect(more).to.deep.equal([]);
    expect(change.write).to.include({ id: '08yBetter', field: 'IsApplicableToImgSrc' });
  });

  it('Given a wildcard for all of Logik, when checked, then it counts, and is named', () => {
    const now = seen(trustedFacts(PRODUCTION_URL, trusted('https://*.logik.io')));
    expect(checkTrustedUrls(now)[0]).to.include({ status: 'pass', target: SANDBOX_URL, actual: 'https://*.logik.io' });
    expect(checkTrustedUrls(now)).to.have.length(1);
  });

  it('Given a wildcard that is not right, when planned, then it is left alone and the environment gets its own site', () => {
    const now = seen(trustedFacts(PRODUCTION_URL, trusted('https://*.logik.io', { isActive: false })));
    expect(planTrustedUrls(now).map(({ write }) => write)).to.have.nested.property('[0].id', null);
  });

  it('Given the runtime URL is another one, when checked, then both must be trusted', () => {
    const now = seen(SANDBOX_TRUSTED, { runtimeUrl: NEW_URL });
    expect(statuses(checkTrustedUrls(now))).to.deep.equal([`pass ${SANDBOX_URL}`, `fail ${NEW_URL} › Active`]);
  });

  it('Given a new environment, when checked, then the site of the old one is told, never touched', () => {
    const now = seen(SANDBOX_TRUSTED, { environment: NEW_URL, runtimeUrl: NEW_URL });
    const told = checkTrustedUrls(now).find(({ status }) => status === 'warn');
    expect(told).to.include({ actual: SANDBOX_URL });
    expect(told?.hint).to.contain('used before');
    expect(planTrustedUrls(now).map(({ write }) => 'id' in write && write.id)).to.deep.equal([null]);
  });

  it('Given a site of some other Logik environment, or of something else, when checked, then only the first is told', () => {
    const others = [
      trusted(THIRD_URL, { name: 'Other' }),
      trusted('https://maps.example', { name: 'Maps' }),
      trusted('https://old.us01.logik.io', { name: 'Off', isActive: false }),
    ];
    const now = seen(trustedFacts(SANDBOX_URL, trusted(SANDBOX_URL), ...others));
    expect(statuses(checkTrustedUrls(now))).to.deep.equal([`pass ${SANDBOX_URL}`, 'warn Other']);
  });

  it("Given a host that an earlier repoint replaced as production's, when checked, then its site is told as production's", () => {
    const now = seen(
      trustedFacts(SANDBOX_URL, trusted(SANDBOX_URL), trusted('https://cpq.acme.example', { name: 'P' })),
      {
        replaced: ['cpq.acme.example'],
      }
    );
    expect(checkTrustedUrls(now)[1]).to.include({ status: 'warn', target: 'P' });
  });

  it("Given production's environment is expected by mistake, when planned, then it fails and nothing is written", () => {
    const now = seen(PRODUCTION_TRUSTED, {
      production: PRODUCTION_TRUSTED,
      environment: PRODUCTION_URL,
      runtimeUrl: PRODUCTION_URL,
    });
    expect(statuses(checkTrustedUrls(now))).to.deep.equal([`fail ${PRODUCTION_URL}`]);
    expect(planTrustedUrls(now)).to.deep.equal([]);
  });

  it('Given an environment that nobody knows, when checked, then the line fails and says what to give', () => {
    const now = seen(PRODUCTION_TRUSTED, { environment: null, runtimeUrl: null });
    expect(checkTrustedUrls(now)[0]).to.include({ status: 'fail' });
    expect(checkTrustedUrls(now)[0].hint).to.contain('--logik-url');
    expect(planTrustedUrls(now)).to.deep.equal([]);
  });

  it('Given an environment on this machine, when planned, then it is treated like any other', () => {
    const here = 'http://127.0.0.1:4711';
    const [change] = planTrustedUrls(seen(PRODUCTION_TRUSTED, { environment: here, runtimeUrl: here }));
    expect(change.write).to.have.nested.property('defaults.EndpointUrl', here);
  });
});

describe('trusted URLs: check and plan agree', () => {
  const url = fc.constantFrom(
    SANDBOX_URL,
    PRODUCTION_URL,
    THIRD_URL,
    NEW_URL,
    'https://*.logik.io',
    'acme-uat.test01.logik.io'
  );
  const site = fc
    .record({
      url,
      isActive: fc.boolean(),
      context: fc.constantFrom('All', 'LEX', null),
      frameSrc: fc.boolean(),
      imgSrc: fc.boolean(),
    })
    .map(({ url: endpoint, ...own }) => trusted(endpoint, own));
  const sites = fc
    .array(site, { maxLength: 5 })
    .map((all) => all.map((each, index): TrustedSite => ({ ...each, id: `08y${index}`, name: `Site${index}` })));
  const anything = fc
    .record({
      sites,
      environment: fc.constantFrom(SANDBOX_URL, NEW_URL, PRODUCTION_URL, null),
      runtimeUrl: fc.constantFrom(SANDBOX_URL, NEW_URL),
      production: fc.constantFrom(undefined, PRODUCTION_TRUSTED),
    })
    .map(({ sites: all, ...own }) => seen(trustedFacts(PRODUCTION_URL, ...all), own));

  it('Given any situation, when the plan is written, then a second plan is empty and nothing planned fails', () => {
    fc.assert(
      fc.property(anything, (before) => {
        const changes = planTrustedUrls(before);
        const after = { ...before, now: trustedAfter(before.now, changes) };
        expect(planTrustedUrls(after)).to.deep.equal([]);
        const failing = checkTrustedUrls(after).filter(({ status }) => status === 'fail');
        expect(failing.map(({ hint }) => hint).join()).to.match(
          /^(The URL that is to be trusted is production's[^,]*)?$/
        );
      })
    );
  });

  it('Given any situation, when it is checked, then what is planned is exactly what fails and is not production', () => {
    fc.assert(
      fc.property(anything, (now) => {
        const failing = checkTrustedUrls(now).filter(
          ({ status, target }) => status === 'fail' && target.includes(' › ')
        );
        expect(planTrustedUrls(now).map(({ target }) => target)).to.deep.equal(failing.map(({ target }) => target));
      })
    );
  });
});

describe('trusted URLs, before the refresh', () => {
  it('Given the site is as Logik asks, when surveyed, then it passes', () => {
    expect(statuses(survey(SANDBOX_TRUSTED))).to.deep.equal([`pass ${SANDBOX_URL}`]);
  });

  it('Given the site is missing or lacks something, when surveyed, then it is a warning, for the refresh is yet to come', () => {
    expect(statuses(survey(trustedFacts(SANDBOX_URL)))).to.deep.equal([`warn ${SANDBOX_URL} › Active`]);
    const lame = trustedFacts(SANDBOX_URL, trusted(SANDBOX_URL, { frameSrc: false }));
    expect(statuses(survey(lame))).to.deep.equal([`warn ${SANDBOX_URL} › frame-src (iframe content)`]);
  });

  it('Given the Logik Tenant could not be read, when surveyed, then that is said, not passed over', () => {
    expect(survey({ ...SANDBOX_TRUSTED, environments: null })[0]).to.include({
      status: 'warn',
      target: 'Trusted URLs',
    });
  });

  it("Given production's site is there already, when surveyed, then it is told", () => {
    const now = trustedFacts(SANDBOX_URL, trusted(SANDBOX_URL), trusted(PRODUCTION_URL, { name: 'Prod' }));
    expect(statuses(survey(now, PRODUCTION_TRUSTED))).to.deep.equal([`pass ${SANDBOX_URL}`, 'warn Prod']);
  });
});

describe('gatherTrustedUrls', () => {
  const FIELDS = [
    fieldOf('Id'),
    fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
    fieldOf('LGK__AdminUrl__c', 'Administration URL'),
  ];
  const TENANT: OrgStub = {
    objects: [objectOf('LGK__ConfigurationTenant__c', FIELDS, { label: 'Logik Tenant' })],
    queries: [
      [
        /FROM LGK__ConfigurationTenant__c/,
        [{ Id: 'a01', SetupOwnerId: '00D1', LGK__RuntimeUrl__c: SANDBOX_URL, LGK__AdminUrl__c: SANDBOX_URL }],
      ],
    ],
  };
  const ROW = {
    Id: '08y1',
    DeveloperName: 'Logik',
    EndpointUrl: SANDBOX_URL,
    IsActive: true,
    Context: 'All',
    IsApplicableToFrameSrc: true,
    IsApplicableToImgSrc: false,
  };
  const gathering = (stub: OrgStub): Promise<TrustedUrlFacts> =>
    gatherTrustedUrls({
      org: orgStub(stub),
      answers: answers(),
      names: NAMES,
      ...ELSEWHERE,
      fingerprint: () => 'mark',
    });

  it('Given sites and a tenant, when read, then both are facts that the schema takes', async () => {
    const facts = await gathering({ ...TENANT, queries: [...(TENANT.queries ?? []), [/FROM CspTrustedSite/, [ROW]]] });
    expect(facts.sites).to.deep.equal([trusted(SANDBOX_URL, { id: '08y1', imgSrc: false })]);
    expect(facts.environments).to.deep.equal({
      administrationUrl: SANDBOX_URL,
      runtimeUrl: SANDBOX_URL,
      hosts: ['acme-uat.test01.logik.io'],
    });
    expect(trustedUrl.facts.parse(facts)).to.deep.equal(facts);
  });

  it('Given the tenant may not be read, when read, then the sites stand', async () => {
    const facts = await gathering({ queries: [[/FROM CspTrustedSite/, [ROW]]] });
    expect(facts.environments).to.equal(null);
    expect(facts.sites).to.have.length(1);
  });

  it('Given the sites may not be read, when read, then the line says so: unread is not empty', async () => {
    const queries = [...(TENANT.queries ?? []), [/FROM CspTrustedSite/, refusal('INVALID_TYPE')]] as OrgStub['queries'];
    expect((await caught(() => gathering({ ...TENANT, queries }))).message).to.contain('INVALID_TYPE');
  });

  it('Given an org that can no longer be asked, when the tenant is read, then the run ends', async () => {
    const queries = [
      [/FROM LGK__ConfigurationTenant__c/, refusal('INVALID_SESSION_ID', 'run')],
      [/FROM CspTrustedSite/, [ROW]],
    ] as OrgStub['queries'];
    expect((await caught(() => gathering({ ...TENANT, queries }))).message).to.contain('INVALID_SESSION_ID');
  });
});
