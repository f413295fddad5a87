import { expect } from 'chai';
import { answersSchema, type Answers } from '../../../../src/checklist/answers/index.ts';
import { emailDeliverability } from '../../../../src/checklist/sandbox/emailDeliverability/index.ts';
import { readEmailDomains, type EmailDomains } from '../../../../src/checklist/sandbox/emailDeliverability/domains.ts';
import type { Finding } from '../../../../src/checklist/item.ts';
import { writeFile } from 'node:fs/promises';
import { finding } from '../../../../src/checklist/finding.ts';
import type { ItemId, Scalar } from '../../../../src/checklist/item.ts';
import { directories } from '../../support/directory.ts';
import { browserforceFile } from '../../../../src/refresh/handOff/browserforce.ts';
import { orgStub, refusal } from '../../support/reader.ts';
import { refreshed, sandbox, situation } from '../../support/situation.ts';

type Facts = Parameters<typeof emailDeliverability.check>[0]['now'];

const policy = (communications: Answers['policy']['communications']): Answers =>
  answersSchema.parse({
    schemaVersion: 1,
    refresh: { date: '2027-01-15', dataStrategy: 'repoint' },
    policy: { communications },
  });

const domains = (own: Partial<EmailDomains> = {}): EmailDomains => ({
  sending: ['acme.example'],
  verified: [],
  keys: [],
  unread: [],
  ...own,
});

const facts = (own: Partial<Facts> = {}): Facts => ({ level: null, unreadable: null, domains: null, ...own });

const checked = (now: Facts, communications: Answers['policy']['communications'] = null): Finding[] =>
  emailDeliverability.check(situation({ now, answers: policy(communications) }));

describe('email deliverability', () => {
  it('Given All email as the policy wants and a domain that nobody verified, When verifying, Then the setting passes and the domain is a warning beside it', () => {
    const [setting, about] = checked(facts({ level: 'all', domains: domains() }), 'all');
    expect(setting).to.include({ status: 'pass', actual: 'All email' });
    expect(about).to.include({ status: 'warn', actual: 'not verified: acme.example' });
    expect(about.hint).to.contain('Authorized Email Domains').and.contain('DKIM');
  });

  for (const [what, own, status] of [
    ['authorized', { verified: ['acme.example'] }, 'pass'],
    ['behind a key', { keys: [{ domain: 'acme.example', match: 'DomainOnly' }] }, 'pass'],
    [
      'a subdomain of a key for subdomains',
      { sending: ['mail.acme.example'], keys: [{ domain: 'acme.example', match: 'SubdomainsOnly' }] },
      'pass',
    ],
    [
      'a subdomain of a key for the domain only',
      { sending: ['mail.acme.example'], keys: [{ domain: 'acme.example', match: 'DomainOnly' }] },
      'warn',
    ],
    [
      'the domain of a key for subdomains only',
      { keys: [{ domain: 'acme.example', match: 'SubdomainsOnly' }] },
      'warn',
    ],
    [
      'only like the end of an authorized one',
      { sending: ['notacme.example'], keys: [{ domain: 'acme.example', match: 'DomainAndSubdomains' }] },
      'warn',
    ],
    ['none at all', { sending: [] }, 'skip'],
  ] as Array<[string, Partial<EmailDomains>, string]>) {
    it(`Given a sending domain that is ${what}, When verifying, Then it is ${status}`, () => {
      const [, about] = checked(facts({ level: 'all', domains: domains(own) }), 'all');
      expect(about.status).to.equal(status);
    });
  }

  it('Given lists that may not be read, When verifying, Then that is said, and neither passed nor failed', () => {
    const unread = [{ what: 'verified' as const, reason: 'uat refused AuthorizedEmailDomain' }];
    const [, about] = checked(facts({ level: 'all', domains: domains({ unread }) }), 'all');
    expect(about).to.include({ status: 'warn', actual: null });
    expect(about.hint).to.contain('could not be told').and.contain('uat refused AuthorizedEmailDomain');
  });

  it('Given a level that lets nobody be written to, When reading, Then nobody asks for domains', async () => {
    const { asked, ...org } = orgStub({});
    const pages = { read: () => Promise.resolve({ values: { accessLevel: '1' }, offers: [] }) };
    const context = { org: { ...org, pages }, answers: policy(null) };
    expect(await emailDeliverability.gather(context as never)).to.deep.equal(facts({ level: 'system-only' }));
    expect(asked).to.deep.equal([]);
  });

  it('Given an org whose objects for domains are partly absent, When reading, Then what is there counts, and undeliverable addresses do not', async () => {
    const org = orgStub({
      queries: [
        [/FROM OrgWideEmailAddress/, [{ Address: 'Sales@Acme.example' }]],
        [
          /FROM User/,
          [
            { Email: 'a@acme.example.invalid', SenderEmail: null },
            { Email: 'b@x.example', SenderEmail: 'b@mail.acme.example' },
          ],
        ],
        [/FROM EmailDomainKey/, [{ Domain: 'acme.example', DomainMatch: 'DomainAndSubdomains' }]],
      ],
    });
    const read = await readEmailDomains({ ...org, toolingQuery: () => Promise.reject(refusal('INVALID_TYPE')) });
    expect(read).to.deep.include({
      sending: ['acme.example', 'mail.acme.example'],
      keys: [{ domain: 'acme.example', match: 'DomainAndSubdomains' }],
    });
    expect(read.unread.map(({ what }) => what)).to.deep.equal(['verified']);
  });

  it('Given a record of a version that knew no domains, When it is loaded, Then it is valid', () => {
    expect(emailDeliverability.facts.parse({ level: 'all', unreadable: null })).to.deep.equal(facts({ level: 'all' }));
  });

  it('Given a level that could not be read, When verifying, Then the step names page, control, value, its place in the list, how to check and how to vouch', () => {
    const [step] = checked(facts({ unreadable: 'There is no browser.' }), 'system-only');
    expect(step).to.include({ status: 'manual', expected: 'System email only' });
    for (const part of [
      `${refreshed().instanceUrl}/email-admin/editOrgEmailSettings.apexp`,
      'Access level: System email only (the second choice',
      'To check',
      '--attest email-deliverability=',
      'There is no browser.',
    ])
      expect(step.hint).to.contain(part);
  });

  it('Given a level that could not be read before the refresh, When somebody said what it is to be, Then that is enough', () => {
    const survey = (communications: Answers['policy']['communications']): Finding =>
      emailDeliverability.survey({
        now: facts({ unreadable: 'No browser.' }),
        production: undefined,
        answers: policy(communications),
        org: sandbox(),
      })[0];
    expect(survey(null)).to.include({ status: 'manual' });
    expect(survey(null).hint).to.contain('policy.communications').and.contain('No browser.');
    expect(survey('none')).to.include({ status: 'pass', expected: 'No access' });
    expect(survey('none').evidence).to.contain('policy.communications');
  });

  describe('the definition file of browserforce', () => {
    const { make, clear } = directories();
    afterEach(clear);
    const LINES = ['email-deliverability', 'external-configurator'] as const;
    const cpq = (expected: Scalar, target = 'External Configurator URL'): Finding =>
      finding('external-configurator', target, 'manual', { expected });
    const settingsIn = async (
      findings: readonly Finding[],
      directory: string,
      lines: readonly ItemId[] = LINES
    ): Promise<unknown> => {
      const [file] = await browserforceFile(directory, findings, lines);
      if (!file) return undefined;
      await writeFile(file.path, String(file.content));
      return (JSON.parse(String(file.content)) as { settings: unknown }).settings;
    };

    it('Given manual steps of both pages, When it is made, Then it holds what that plugin can set', async () => {
      const [step] = checked(facts(), 'none');
      const directory = await make();
      expect(await settingsIn([step], directory)).to.deep.equal({ emailDeliverability: { accessLevel: 'No access' } });
      expect(await browserforceFile('/d', checked(facts()), LINES)).to.deep.equal([]);
    });

    it('Given steps that are about something else, or a value that is not known, When it is made, Then they do not stand there', async () => {
      const findings = [
        cpq('Default_Flow', 'Default configuration flow'),
        cpq('https://<redacted>@a.example/ui/configure'),
      ];
      expect(await browserforceFile('/d', findings, LINES)).to.deep.equal([]);
    });

    it('Given a file of before, When a step is settled, Then it goes, and one of a line that was not looked at stays', async () => {
      const directory = await make();
      const url = 'https://acme.test01.logik.io/ui/configure';
      const own = { salesforceCpqConfig: { additionalSettings: { externalConfiguratorUrl: url } } };
      const [step] = checked(facts(), 'none');
      await settingsIn([step, cpq(url)], directory);
      expect(await settingsIn([], directory, ['email-deliverability'])).to.deep.equal(own);
      expect(await settingsIn([], directory)).to.deep.equal({});
    });
  });
});
