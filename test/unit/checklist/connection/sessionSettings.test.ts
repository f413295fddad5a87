import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import type { Answers } from '../../../../src/checklist/answers/index.ts';
import { sessionSettings } from '../../../../src/checklist/connection/sessionSettings/index.ts';
import type { ChecklistItem, Finding } from '../../../../src/checklist/item.ts';
import type { MetadataComponent } from '../../../../src/salesforce/types.ts';
import { orgStub, refusal } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NAMES } from '../../support/users.ts';

type Facts = typeof sessionSettings extends ChecklistItem<infer F> ? F : never;

const GOOD: Facts = {
  applies: true,
  clickjack: true,
  domains: [{ url: '*.force.com', context: 'VisualforcePages' }],
  unreadable: null,
};
const check = (now: Facts): Finding[] => sessionSettings.check(situation({ now }));
const states = (now: Facts): string[] => check(now).map(({ status }) => status);

describe('session settings, judged', () => {
  it('Given communities and both settings, when checked, then both pass', () => {
    expect(states(GOOD)).to.deep.equal(['pass', 'pass']);
  });

  it('Given no community, when checked and surveyed, then the line does not apply and says how it would', () => {
    const now: Facts = { applies: false, clickjack: null, domains: null, unreadable: null };
    const survey = sessionSettings.survey({ now, production: undefined, answers: answers(), org: sandbox() });
    for (const [finding] of [check(now), survey]) {
      expect(finding).to.include({ status: 'skip' });
      expect(finding.hint).to.contain('logik.communities');
    }
  });

  it('Given clickjack protection is off, when checked, then it fails with the click path', () => {
    const [clickjack] = check({ ...GOOD, clickjack: false });
    expect(clickjack).to.include({ status: 'fail', expected: 'on', actual: 'off' });
    expect(clickjack.hint).to.contain('Setup > Security > Session Settings > Clickjack Protection');
  });

  it('Given the domain is missing, or is for something else, when checked, then it fails with what to add', () => {
    const lists = [
      [],
      [{ url: '*.force.com', context: 'Surveys' }],
      [{ url: 'x.force.com', context: 'VisualforcePages' }],
    ];
    for (const domains of lists) {
      const [, domain] = check({ ...GOOD, domains });
      expect(domain).to.include({ status: 'fail' });
      expect(domain.hint).to.contain('Trusted Domains for Inline Frames > Add Domain: *.force.com');
    }
  });

  it('Given the domain is written with its scheme, when checked, then it counts', () => {
    expect(states({ ...GOOD, domains: [{ url: 'https://*.force.com/', context: 'VisualforcePages' }] })[1]).to.equal(
      'pass'
    );
  });

  it('Given one part could not be read, when checked, then that part is for a person, and the other is judged', () => {
    const found = check({ ...GOOD, clickjack: null, unreadable: 'uat refused it' });
    expect(found.map(({ status }) => status)).to.deep.equal(['manual', 'pass']);
    expect(found[0].hint).to.contain('uat refused it').and.contain('Clickjack Protection');
    expect(states({ ...GOOD, domains: null, unreadable: 'uat refused it' })).to.deep.equal(['pass', 'manual']);
  });

  it('Given a setting is off before the refresh, when surveyed, then it is a warning', () => {
    const now = { ...GOOD, clickjack: false };
    const survey = sessionSettings.survey({ now, production: undefined, answers: answers(), org: sandbox() });
    expect(survey.map(({ status }) => status)).to.deep.equal(['warn', 'pass']);
  });

  it('Given whatever is wrong, when repointing, then nothing is written: only people change the security of an org', () => {
    expect(sessionSettings).not.to.have.property('plan');
  });
});

describe('session settings, read', () => {
  const USED = answers({ logik: { communities: true } });
  const security = (enabled: unknown): MetadataComponent[] => [
    { fullName: 'Security', sessionSettings: { enableClickjackNonsetupUser: enabled } },
  ];
  const frames = (...list: object[]): MetadataComponent[] => [
    { fullName: 'IframeWhiteListUrlSettings', iframeWhiteListUrls: list.length === 1 ? list[0] : list },
  ];
  const FORCE = { url: '*.force.com', context: 'VisualforcePages' };

  const gathering = async (
    components: Record<string, MetadataComponent[] | Error>,
    said: Answers = USED
  ): Promise<{ facts: Facts; asked: string[] }> => {
    const org = orgStub({ components });
    const facts = await sessionSettings.gather({
      org,
      answers: said,
      names: NAMES,
      ...ELSEWHERE,
      fingerprint: () => 'm',
    });
    expect(sessionSettings.facts.parse(facts)).to.deep.equal(facts);
    return { facts, asked: org.asked };
  };

  it('Given nobody uses a community, when read, then the org is not asked at all', async () => {
    const { facts, asked } = await gathering({ SecuritySettings: security(true) }, answers());
    expect(facts).to.include({ applies: false, clickjack: null });
    expect(asked).to.deep.equal([]);
  });

  it("Given refresh.yaml names Logik's launcher for communities, when read, then the line applies without the switch", async () => {
    const said = answers({ logik: { externalConfiguratorUrl: '/apex/LGK__CpqConfiguration' } });
    expect((await gathering({ SecuritySettings: security(true) }, said)).facts).to.include({ applies: true });
    const other = answers({ logik: { externalConfiguratorUrl: 'https://a.example/ui/configure' } });
    expect((await gathering({}, other)).facts).to.include({ applies: false });
  });

  it('Given one domain or several, as SOAP answers them, when read, then they are a list', async () => {
    const one = await gathering({ SecuritySettings: security('true'), IframeWhiteListUrlSettings: frames(FORCE) });
    expect(one.facts).to.deep.equal(GOOD);
    const two = await gathering({
      SecuritySettings: security(true),
      IframeWhiteListUrlSettings: frames(FORCE, { url: 'a.example', context: 'Surveys' }),
    });
    expect(two.facts.domains).to.have.length(2);
  });

  it('Given an org without any such domain, when read, then the list is empty, not unread', async () => {
    const { facts } = await gathering({ SecuritySettings: security('false'), IframeWhiteListUrlSettings: [] });
    expect(facts).to.deep.equal({ applies: true, clickjack: false, domains: [], unreadable: null });
  });

  it('Given one part may not be read, when read, then the other stands and the reason is kept', async () => {
    const { facts } = await gathering({
      SecuritySettings: refusal('INSUFFICIENT_ACCESS'),
      IframeWhiteListUrlSettings: frames(FORCE),
    });
    expect(facts).to.include({ clickjack: null });
    expect(facts.domains).to.have.length(1);
    expect(facts.unreadable).to.contain('INSUFFICIENT_ACCESS');
  });
});
