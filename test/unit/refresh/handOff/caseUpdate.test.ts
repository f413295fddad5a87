import { join } from 'node:path';
import { expect } from 'chai';
import { NO_PAST } from '../../../../src/checklist/shared/production.ts';
import { newBaseline, type Reading } from '../../../../src/refresh/directory/baseline.ts';
import { caseUpdateFile } from '../../../../src/refresh/handOff/caseUpdate.ts';
import type { Session, View } from '../../../../src/refresh/judge/session.ts';
import type { UserFacts } from '../../../../src/checklist/shared/users/facts.ts';
import { answers, NEW_ORG_ID, OLD_ORG_ID, refreshed, sandbox } from '../../support/situation.ts';
import { orgDefault, PRODUCTION_URL, SANDBOX_URL } from '../../support/tenant.ts';
import { userFacts } from '../../support/users.ts';

const AVA = 'ava@acme.example.uat';
const SYNC = 'sync@acme.example.uat';
const read = (facts: unknown): Reading => ({ status: 'read', facts });
const users = (...found: UserFacts[]): Reading => read({ users: found });

const ANSWERS = answers({ logik: { adminUsers: [AVA], refreshTokenUser: SYNC } });

/** The part of a session that the update is made of. */
const session = (own: Partial<Session> = {}): Session =>
  ({
    directory: 'dir',
    answers: ANSWERS,
    kept: ANSWERS,
    identity: refreshed(),
    recognition: { refreshed: true },
    past: () => NO_PAST,
    baseline: newBaseline({
      preparedAt: '2027-01-01T00:00:00.000Z',
      salt: '0123456789abcdef',
      org: sandbox(),
      items: {},
      production: null,
    }),
    ...own,
  }) as Session;

const update = async (readings: Record<string, Reading>, own: Partial<Session> = {}): Promise<string> => {
  const { path, content } = await caseUpdateFile(session(own), { readings } as View);
  expect(path).to.equal(join('dir', 'support-case-update.md'));
  return content;
};

const all = {
  'logik-tenant': read(orgDefault(SANDBOX_URL)),
  'provisioning-user': users(
    userFacts('old@acme.example.uat', { isActive: false }),
    userFacts('mail@acme.example.uat', { isAdmin: false }),
    userFacts('pro@acme.example.uat')
  ),
  'logik-admin-users': users(userFacts(AVA)),
  'refresh-token-user': users(userFacts(SYNC)),
};

describe('the update of the support case', () => {
  it('Given the refreshed org, when the update is made, then the new org ID comes with everything that goes with it', async () => {
    const content = await update(all);
    for (const word of [NEW_ORG_ID, OLD_ORG_ID, SANDBOX_URL, 'USA254S', 'pro@acme.example.uat', SYNC, `- ${AVA}\n`]) {
      expect(content).to.contain(word);
    }
    expect(content).not.to.contain('TBD');
  });

  for (const [name, url, production] of [
    ["production's environment, as its org told", PRODUCTION_URL, orgDefault(PRODUCTION_URL)],
    ["production's, as it must be after a refresh", PRODUCTION_URL, undefined],
    ["a host of production's sector", 'https://acme.prod.logik.io', undefined],
  ] as const) {
    it(`Given the refreshed org names ${name}, when the update is made, then it is not to be sent, and does not name it`, async () => {
      const recorded = newBaseline({
        preparedAt: '2027-01-01T00:00:00.000Z',
        salt: '0123456789abcdef',
        org: sandbox(),
        items: { 'logik-tenant': read(orgDefault(SANDBOX_URL)) },
        production: production
          ? { org: sandbox({ isSandbox: false }), items: { 'logik-tenant': read(production) } }
          : null,
      });
      const content = await update({ ...all, 'logik-tenant': read(orgDefault(url)) }, { baseline: recorded });
      expect(content).to.match(/^DO NOT SEND\. /);
      expect(content).not.to.contain(new URL(url).host);
    });
  }

  it('Given users under new names, when the update is made, then it tells new and old', async () => {
    const identity = refreshed({ sandboxName: 'uat2' });
    const content = await update(
      { ...all, 'logik-admin-users': users(userFacts('ava@acme.example.uat2')) },
      { identity }
    );
    expect(content).to.contain(`- ava@acme.example.uat2 (before: ${AVA})`);
  });

  it('Given users who are gone and lines that could not be read, when the update is made, then it says TBD and why', async () => {
    const content = await update({ 'logik-tenant': { status: 'unreadable', reason: 'no permission' } });
    expect(content).to.contain('**Logik environment URL set in Salesforce:** TBD');
    expect(content).to.contain('**Provisioning user:** TBD');
    expect(content).to.contain(`TBD (${AVA} is not in the refreshed organization)`);
    expect(content).not.to.match(/undefined|null/);
  });

  it('Given nobody who synchronises, when the update is made, then that is TBD', async () => {
    expect(await update(all, { answers: answers() })).to.contain('**Refresh token user:** TBD');
  });
});
