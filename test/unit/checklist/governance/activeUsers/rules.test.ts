import { expect } from 'chai';
import type { ActiveUser, ActiveUsersFacts } from '../../../../../src/checklist/governance/activeUsers/facts.ts';
import { activeUsers } from '../../../../../src/checklist/governance/activeUsers/index.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, sandbox } from '../../../support/situation.ts';

const user = (username: string, own: Partial<ActiveUser> = {}): ActiveUser => ({
  id: `005${username}`,
  username,
  name: null,
  profile: 'Sales',
  userType: 'Standard',
  lastLogin: '2026-11-20T10:02:03.000+0000',
  application: 'Browser',
  logins: 1,
  sessions: 0,
  jobs: [],
  lastChange: null,
  changes: {},
  ...own,
});
const facts = (users: ActiveUser[], own: Partial<ActiveUsersFacts> = {}): ActiveUsersFacts => ({
  days: 14,
  users,
  more: 0,
  cut: [],
  unreadable: [],
  ...own,
});
const SAID = answers({ logik: { refreshTokenUser: 'sync@acme.example.uat' } });
const seen = (now: ActiveUsersFacts): Parameters<typeof activeUsers.survey>[0] => ({
  now,
  production: undefined,
  answers: SAID,
  org: sandbox(),
});
const survey = (now: ActiveUsersFacts): Finding[] => activeUsers.survey(seen(now));
const note = (now: ActiveUsersFacts): string => activeUsers.documents?.(seen(now))[0].content ?? '';

const YOU = user('Admin@acme.example.uat', { sessions: 2 });
const SYNC = user('sync@acme.example.uat', { sessions: 1 });
const ROBOT = user('robot@acme.example', { profile: 'Salesforce API Only System Integrations' });
const DANA = user('dana@acme.example.uat');

describe('active users, before the refresh', () => {
  it('Given nobody but you and integrations that are logged in, When surveyed, Then both pass', () => {
    const findings = survey(facts([YOU, SYNC, ROBOT]));
    expect(statuses(findings)).to.deep.equal(['pass In use now', 'pass Used in the last 14 days']);
    expect(findings[1].actual).to.equal('people: 0, integrations: 2');
  });

  it('Given integrations whose profile is called otherwise in another language, When surveyed, Then its developer name and what it allows tell', () => {
    const profile = 'Nur API-Systemverbindungen';
    const robots = [
      user('a@acme.example', { profile, apiOnly: true, sessions: 1 }),
      user('b@acme.example', { profile: 'Analyse-Cloud', profileKey: 'Analytics Cloud Integration User', sessions: 1 }),
    ];
    expect(statuses(survey(facts(robots)))).to.deep.equal(['pass In use now', 'pass Used in the last 14 days']);
    expect(statuses(survey(facts([user('c@acme.example', { profile, apiOnly: false, sessions: 1 })])))[0]).to.equal(
      'manual In use now'
    );
  });

  it('Given a session, or a job of anybody else, When surveyed, Then it is in use now, and who it is stands there', () => {
    const running = { jobs: [{ what: 'query Product2', status: 'InProgress' }] };
    for (const busy of [
      user('dana@acme.example.uat', { sessions: 1 }),
      { ...SYNC, ...running },
      { ...DANA, ...running },
    ]) {
      const [now] = survey(facts([YOU, busy]));
      expect(now).to.include({ status: 'manual' });
      expect(now.hint).to.contain(busy.username);
    }
    const [system] = survey(facts([user('', { id: null, lastLogin: null, ...running })]));
    expect(system.hint).to.contain('Salesforce itself');
  });

  it('Given many people lately, When surveyed, Then five are named, the others counted, and what was cut is said', () => {
    const people = Array.from({ length: 8 }, (_, n) => user(`p${n}@acme.example.uat`));
    const [, lately] = survey(facts(people, { more: 4, cut: ['changes'] }));
    expect(lately).to.include({ status: 'warn', actual: 'people: 12, integrations: 0' });
    expect(lately.hint).to.contain('p4@acme.example.uat and 3 more').and.to.contain('Setup changes');
  });

  it('Given parts that could not be read, When surveyed, Then nothing passes that they would have told', () => {
    const dark = (part: 'sessions' | 'logins'): Finding[] =>
      survey(facts([YOU], { unreadable: [{ part, reason: 'refused' }] }));
    expect(statuses(dark('sessions'))).to.deep.equal(['pass Used in the last 14 days', 'manual Sessions']);
    expect(statuses(dark('logins'))).to.deep.equal(['pass In use now', 'manual Logins']);
    expect(dark('logins')[1]).to.include({ actual: 'could not be read' });
    const [busy] = survey(facts([{ ...DANA, sessions: 1 }], { unreadable: [{ part: 'bulkJobs', reason: 'refused' }] }));
    expect(busy).to.include({ status: 'manual', target: 'In use now' });
  });
});

describe('active-users.md', () => {
  it('Given users, When written, Then it says what will happen and when, and has a row for each, with you and integrations marked', () => {
    const changes = { 'Apex Class': 2, Users: 5, 'Custom Objects': 1, '': 1, Flows: 1 };
    const content = note(facts([YOU, SYNC, { ...DANA, changes }]));
    expect(content).to.contain('# Sandbox uat will be refreshed on 2027-01-15');
    expect(content).to.contain('| Admin@acme.example.uat (prepared this) | 2026-11-20 10:02 | Browser | session |');
    expect(content).to.contain('| sync@acme.example.uat (integration) |');
    expect(content).to.contain(
      '| dana@acme.example.uat | 2026-11-20 10:02 | Browser |  | Users 5, Apex Class 2, Custom Objects 1, 2 more |'
    );
  });

  it('Given hostile names, When written, Then they are text in their cell and nothing else', () => {
    const hostile = user('a|b@x\n| evil', {
      application: '<img src=x>[click](https://evil.example)\u202e',
      changes: { '`Users`|': 1 },
    });
    const rows = note(facts([hostile]))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows).to.have.length(3);
    expect(rows[2].replace(/\\./g, '').match(/\|/g)).to.have.length(6);
    expect(rows[2]).to.contain('\\<img src=x\\>\\[click\\]').and.not.to.contain('\u202e');
  });

  it('Given more than fits, nobody, or parts unread, When written, Then each is said', () => {
    const many = note(
      facts(
        Array.from({ length: 60 }, (_, n) => user(`p${n}@x.example`)),
        { more: 7 }
      )
    );
    expect(many.split('\n').filter((line) => line.startsWith('| p'))).to.have.length(50);
    expect(many).to.contain('And 17 more.');
    const none = note(facts([], { unreadable: [{ part: 'logins', reason: 'refused' }] }));
    expect(none).to.contain('Nobody, as far as the org shows.').and.to.contain('Logins: could not be read.');
  });
});
