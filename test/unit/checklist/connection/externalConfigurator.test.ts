import { expect } from 'chai';
import { gatherExternalConfigurator } from '../../../../src/checklist/connection/externalConfigurator/gather.ts';
import type { ExternalConfiguratorFacts } from '../../../../src/checklist/connection/externalConfigurator/facts.ts';
import {
  checkExternalConfigurator,
  planExternalConfigurator,
  surveyExternalConfigurator,
  vetoExternalConfigurator,
} from '../../../../src/checklist/connection/externalConfigurator/rules.ts';
import type { Finding, Situation } from '../../../../src/checklist/item.ts';
import { ownershipOf, type Evidence } from '../../../../src/checklist/shared/production.ts';
import { ELSEWHERE } from '../../support/readContext.ts';
import { fieldOf, objectOf, orgStub } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NEW_URL, PRODUCTION_URL, SANDBOX_URL } from '../../support/tenant.ts';
import { NAMES } from '../../support/users.ts';

const facts = (url: string | null, own: Partial<ExternalConfiguratorFacts> = {}): ExternalConfiguratorFacts => ({
  cpqVersion: '256.3',
  source: 'page',
  unreadable: null,
  url: url === null ? null : `${url}/ui/configure`,
  thirdParty: true,
  offers: [],
  setting: null,
  ...own,
});
const UNREAD: Partial<ExternalConfiguratorFacts> = { source: 'none', unreadable: 'no browser', thirdParty: null };

type Here = Situation<ExternalConfiguratorFacts>;
const here = (now: ExternalConfiguratorFacts, own: Partial<Here> = {}): Here =>
  situation({ before: facts(SANDBOX_URL), now, ...own });
const told = (own: Partial<Evidence>): Here['ownership'] =>
  ownershipOf({
    recorded: ['acme-uat.test01.logik.io'],
    answers: answers(),
    past: { replaced: [], written: [] },
    came: [],
    copiesProduction: true,
    ...own,
  });
const of = (findings: Finding[], target: string): Finding | undefined =>
  findings.find((finding) => finding.target === target);
const URL_LINE = 'External Configurator URL';
const SWITCH = 'Third Party Configurator';
const severityOf = (situation: Here): string | undefined =>
  of(checkExternalConfigurator(situation), URL_LINE)?.severity;

describe('External Configurator URL, whose it is', () => {
  it('Given another host than before, right after a refresh, when checked, then it is taken for production’s', () => {
    expect(severityOf(here(facts(PRODUCTION_URL)))).to.equal('critical');
    expect(planExternalConfigurator(here(facts(PRODUCTION_URL)))[0]).to.include({ severity: 'critical' });
  });

  it('Given a host that people said or an earlier run wrote, when checked, then it differs, and is nobody’s production', () => {
    const past = { replaced: [], written: ['acme-uat2.test01.logik.io'] };
    for (const ownership of [
      told({ past }),
      told({ answers: answers({ logik: { newHost: 'acme-uat2.test01.logik.io' } }) }),
    ])
      expect(severityOf(here(facts(NEW_URL), { ownership }))).to.equal('normal');
  });

  it('Given a page that prepare could not read, when checked, then nobody knows whether its host came', () => {
    expect(severityOf(here(facts(PRODUCTION_URL), { before: facts(null, UNREAD) }))).to.equal('normal');
  });

  it('Given a clone of another sandbox, when checked, then what came is not said to be production’s', () => {
    const ownership = told({ copiesProduction: false });
    expect(severityOf(here(facts(PRODUCTION_URL), { ownership, copyOf: 'dev' }))).to.equal('normal');
  });

  it('Given production told, when its URL is wanted, then that is refused; a page of the org itself is nobody’s', () => {
    const ownership = told({ told: ['acme.us01.logik.io'], toldAll: true });
    const wanted = (externalConfiguratorUrl: string): Here =>
      here(facts(SANDBOX_URL), { ownership, answers: answers({ logik: { externalConfiguratorUrl } }) });
    expect(vetoExternalConfigurator(wanted(`${PRODUCTION_URL}/ui/configure`))?.name).to.equal('UrlIsProductionError');
    expect(vetoExternalConfigurator(wanted('/apex/LGK__CpqConfiguration'))).to.equal(undefined);
  });
});

describe('Third Party Configurator, which is optional', () => {
  const off = { thirdParty: false };
  const planned = (situation: Here): unknown[] =>
    planExternalConfigurator(situation).filter(({ target }) => target === SWITCH);

  it('Given it was on before, when it is off now, then it fails and repoint turns it on', () => {
    const now = here(facts(SANDBOX_URL, off));
    expect(of(checkExternalConfigurator(now), SWITCH)).to.include({ status: 'fail' });
    expect(planned(now)).to.have.length(1);
  });

  for (const [name, before] of [
    ['was off before', facts(SANDBOX_URL, off)],
    ['could not be read before', facts(null, UNREAD)],
    ['was never recorded', undefined],
  ] as const) {
    it(`Given it ${name}, when it is off now, then that is a warning, and repoint leaves it`, () => {
      const now = here(facts(SANDBOX_URL, off), { before });
      expect(of(checkExternalConfigurator(now), SWITCH)).to.include({ status: 'warn', actual: false });
      expect(planned(now)).to.deep.equal([]);
    });
  }

  it('Given it is on, whatever it was, when checked, then it passes', () => {
    for (const before of [facts(SANDBOX_URL), facts(SANDBOX_URL, off), undefined])
      expect(of(checkExternalConfigurator(here(facts(SANDBOX_URL), { before })), SWITCH)).to.include({
        status: 'pass',
      });
  });

  it('Given nobody can see the page, when it was off before, then there is no step; when it was on, there is', () => {
    const now = facts(null, UNREAD);
    expect(of(checkExternalConfigurator(here(now, { before: facts(SANDBOX_URL, off) })), SWITCH)).to.equal(undefined);
    expect(of(checkExternalConfigurator(here(now)), SWITCH)).to.include({ status: 'manual' });
  });

  it('Given it is off before the refresh, when surveyed, then that is a warning', () => {
    const findings = surveyExternalConfigurator({
      now: facts(SANDBOX_URL, off),
      production: undefined,
      answers: answers(),
      org: sandbox(),
    });
    expect(of(findings, SWITCH)).to.include({ status: 'warn' });
  });
});

describe('External Configurator URL, where a package version shows it to the API', () => {
  const reading = (...names: string[]): Promise<ExternalConfiguratorFacts> => {
    const org = orgStub({
      // The same stub answers for packages and for custom settings.
      tooling: [
        {
          SubscriberPackage: { NamespacePrefix: 'SBQQ' },
          SubscriberPackageVersion: { MajorVersion: 256, MinorVersion: 3 },
          QualifiedApiName: names[0],
        },
        ...names.slice(1).map((QualifiedApiName) => ({ QualifiedApiName, SubscriberPackage: null })),
      ],
      objects: names.map((name) => objectOf(name, [fieldOf('SBQQ__Url__c', 'External Configurator URL')])),
      queries: [[/FROM SBQQ__/, [{ Id: 'a1', SetupOwnerId: '00D1', SBQQ__Url__c: SANDBOX_URL }]]],
    });
    const pages = { read: () => Promise.resolve({ values: { externalConfiguratorUrl: NEW_URL }, offers: [] }) };
    return gatherExternalConfigurator({
      org: { ...org, pages },
      answers: answers(),
      names: NAMES,
      ...ELSEWHERE,
      fingerprint: String,
    });
  };

  it('Given one setting with the label, when read, then the API serves', async () => {
    expect(await reading('SBQQ__One__c')).to.include({ source: 'api', url: SANDBOX_URL });
  });

  it('Given two, when read, then none is chosen and the page tells', async () => {
    expect(await reading('SBQQ__One__c', 'SBQQ__Two__c')).to.include({ source: 'page', url: NEW_URL, setting: null });
  });
});
