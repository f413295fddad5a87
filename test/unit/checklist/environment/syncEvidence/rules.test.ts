import { expect } from 'chai';
import { syncEvidence } from '../../../../../src/checklist/environment/syncEvidence/index.ts';
import { syncEvidenceSchema, type Pull, type SyncEvidenceFacts } from '../../../../../src/checklist/environment/syncEvidence/facts.ts';
import { pullsOf } from '../../../../../src/checklist/environment/syncEvidence/pulls.ts';
import type { Finding, Situation } from '../../../../../src/checklist/item.ts';
import type { BulkJob } from '../../../../../src/salesforce/types.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub, refusal } from '../../../support/reader.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';
import { NAMES, userFacts } from '../../../support/users.ts';

const CONNECTED = '2027-01-15T10:00:00.000Z';
const USER = 'logik.sync@acme.example.uat';
const job = (id: string, at: string, state = 'JobComplete'): NonNullable<Pull['last']> => ({ id, at, state });
const pulled = (at: string | null): Pull[] =>
  (['Product2', 'Pricebook2', 'PricebookEntry'] as const).map((object) => ({
    object,
    last: at === null ? null : job('750A', at),
    failed: null,
  }));
const facts = (own: Partial<SyncEvidenceFacts> = {}): SyncEvidenceFacts => ({
  username: USER,
  hasToken: true,
  readAt: '2027-01-15T10:10:00.000Z',
  pulls: pulled(null),
  unreadable: null,
  ...own,
});
const judged = (
  now: SyncEvidenceFacts,
  own: Partial<Situation<SyncEvidenceFacts>> = {}
): Situation<SyncEvidenceFacts> => situation({ now, reconnectedAt: CONNECTED, ...own });
const check = (now: SyncEvidenceFacts, own: Partial<Situation<SyncEvidenceFacts>> = {}): Finding[] =>
  syncEvidence.check(judged(now, own));
const awaited = (now: SyncEvidenceFacts, own: Partial<Situation<SyncEvidenceFacts>> = {}): string[] =>
  (syncEvidence.awaits?.(judged(now, own)) ?? []).map(({ target }) => target);
const statusesOf = (findings: readonly Finding[]): string[] => findings.map(({ status }) => status);

describe('sync-evidence', () => {
  it('Given pulls since the connection, when checked, then each passes with its job and time, and nothing is awaited', () => {
    const now = facts({ pulls: pulled('2027-01-15T10:05:00.000Z') });
    expect(statusesOf(check(now))).to.deep.equal(['pass', 'pass', 'pass']);
    expect(check(now)[0].evidence).to.equal(`bulk query job 750A of Product2 by ${USER} on 2027-01-15 10:05 UTC`);
    expect(awaited(now)).to.deep.equal([]);
  });

  it('Given the login of this run as the sync user, when checked, then its pulls may be our own: a step for people, and nothing is awaited', async () => {
    const now = facts({ pulls: pulled('2027-01-15T10:05:00.000Z'), own: true });
    expect(statusesOf(check(now))).to.deep.equal(['manual', 'manual', 'manual']);
    expect(check(now)[0].hint).to.contain('whose own bulk jobs');
    expect(awaited(facts({ own: true }))).to.deep.equal([]);
    for (const [username, own] of [
      [USER.toUpperCase(), true],
      ['somebody@acme.example.uat', undefined],
    ] as const) {
      const read = await syncEvidence.gather({
        org: orgStub({ bulkJobs: [] }),
        answers: answers(),
        names: NAMES,
        ...ELSEWHERE,
        fingerprint: String,
        facts: (id) =>
          Promise.resolve(
            id === 'org-identity'
              ? { ...sandbox(), username }
              : { username: USER, users: [userFacts(USER)], tokens: [] }
          ),
      });
      expect(read.own).to.equal(own);
    }
  });

  it('Given pulls of before the connection, when checked, then they prove nothing', () => {
    expect(statusesOf(check(facts({ pulls: pulled('2027-01-15T09:59:59.000Z') })))).to.deep.equal([
      'manual',
      'manual',
      'manual',
    ]);
  });

  it('Given one object that was not pulled, when checked, then that one is due, with the time, and awaited', () => {
    const pulls = pulled('2027-01-15T10:05:00.000Z').map((pull) =>
      pull.object === 'Pricebook2' ? { ...pull, last: null } : pull
    );
    expect(statusesOf(check(facts({ pulls })))).to.deep.equal(['pass', 'manual', 'pass']);
    expect(check(facts({ pulls }))[1].hint)
      .to.include('due by 2027-01-15 10:35 UTC')
      .and.include('30 minutes');
    expect(awaited(facts({ pulls }))).to.deep.equal(['Pricebook2']);
  });

  it('Given none within an interval and five minutes, when checked, then the sync does not run, and waiting still helps', () => {
    const now = facts({ readAt: '2027-01-15T10:36:00.000Z' });
    expect(statusesOf(check(now))).to.deep.equal(['fail', 'fail', 'fail']);
    expect(check(now)[0].hint).to.include('does not run').and.not.include('no such jobs either');
    expect(awaited(now)).to.have.length(3);
  });

  it('Given a list that showed no pulls before the refresh either, when it is late, then that is said', () => {
    const now = facts({ readAt: '2027-01-15T10:36:00.000Z' });
    expect(check(now, { before: facts() })[0].hint).to.include('no such jobs either');
    expect(check(now, { before: facts({ pulls: null }) })[0].hint).not.to.include('no such jobs either');
  });

  it('Given no token of the sync yet, when checked, then the reset comes first; once it is late, it fails all the same', () => {
    const now = facts({ hasToken: false });
    expect(statusesOf(check(now))).to.deep.equal(['skip', 'skip', 'skip']);
    expect(check(now)[0].hint).to.include('refresh-token-user');
    expect(awaited(now)).to.have.length(3);
    expect(statusesOf(check({ ...now, readAt: '2027-01-15T10:36:00.000Z' }))).to.deep.equal(['fail', 'fail', 'fail']);
  });

  it('Given tokens that may not be read, when checked, then the pulls are due all the same', () => {
    expect(statusesOf(check(facts({ hasToken: null })))).to.deep.equal(['manual', 'manual', 'manual']);
  });

  it('Given a later job that failed, when checked, then it is named', () => {
    const pulls = pulled(null).map((pull) => ({ ...pull, failed: job('750F', '2027-01-15T10:06:00.000Z', 'Failed') }));
    expect(check(facts({ pulls }))[0].hint).to.include('job 750F on 2027-01-15 10:06 UTC, ended as Failed');
  });

  it('Given a job that began after the connection and has not ended, when it is late, then that is a step; an older one is none', () => {
    const open = (at: string): Finding => {
      const pulls = pulled(null).map((pull) => ({ ...pull, underWay: job('750O', at, 'Open') }));
      return check(facts({ pulls, readAt: '2027-01-16T00:00:00.000Z' }))[0];
    };
    expect(open('2027-01-15T10:06:00.000Z')).to.include({ status: 'manual' });
    expect(open('2027-01-15T10:06:00.000Z').hint).to.include('750O').and.include('Open');
    expect(open('2027-01-15T09:00:00.000Z').status).to.equal('fail');
  });

  it('Given a list that could not be read, when checked, then that is a step, no pass and no fail, and nothing is awaited', () => {
    const now = facts({ pulls: null, unreadable: 'uat refused it.' });
    const [finding] = check(now);
    expect(finding.status).to.equal('manual');
    expect(finding.hint).to.include('uat refused it.');
    expect(awaited(now)).to.deep.equal([]);
  });

  it('Given nobody to look for, or an org that was not refreshed, when checked, then it is skipped', () => {
    expect(statusesOf(check(facts({ username: null, pulls: null })))).to.deep.equal(['skip']);
    expect(statusesOf(check(facts(), { org: NOT_REFRESHED }))).to.deep.equal(['skip']);
  });

  it('Given an org that is not connected, when waited for, then for nothing', () => {
    expect(awaited(facts(), { connected: false, connectedAt: null })).to.deep.equal([]);
    expect(awaited(facts(), { connected: true, connectedAt: null })).to.have.length(3);
  });

  it('Given a connection that nobody recorded, when checked, then nothing is late, and it says how to tell', () => {
    const [finding] = check(facts({ readAt: '2028-01-01T00:00:00.000Z' }), {
      connectedAt: null,
      preparedAt: CONNECTED,
    });
    expect(finding.status).to.equal('manual');
    expect(finding.hint).to.include('logik.reconnectedAt');
  });

  it('Given the time before a refresh, when surveyed, then it tells what the list shows, and judges nothing', () => {
    const survey = (now: SyncEvidenceFacts): Finding[] =>
      syncEvidence.survey({ now, production: undefined, answers: answers(), org: sandbox() });
    for (const now of [
      facts(),
      facts({ pulls: pulled(CONNECTED) }),
      facts({ pulls: null }),
      facts({ username: null }),
    ]) {
      expect(survey(now).every(({ status }) => status === 'skip')).to.equal(true);
    }
    expect(survey(facts({ pulls: pulled(CONNECTED) }))[0].actual).to.equal('pulled on 2027-01-15 10:00 UTC');
  });
});

describe('sync-evidence: under way', () => {
  const late = { readAt: '2027-01-15T12:00:00.000Z' };
  const pull = (own: Partial<Pull>): Pull[] => pulled(null).map((one) => ({ ...one, ...own }));

  it('Given a pull that has not ended, when the sync is late, then somebody looks at it, and it is no failure', () => {
    const underWay = job('750B', '2027-01-15T10:20:00.000Z', 'Open');
    const [found] = syncEvidence.check(judged(facts({ ...late, pulls: pull({ underWay }) })));
    expect(found).to.include({ status: 'manual', actual: 'under way since 2027-01-15 10:20 UTC' });
    expect(found.hint).to.contain('750B, Open');
  });

  it('Given one from before the connection, or a failure after it, when the sync is late, then it fails', () => {
    const old = job('750B', '2027-01-14T10:20:00.000Z', 'Open');
    const failed = job('750C', '2027-01-15T11:00:00.000Z', 'Failed');
    for (const own of [{ underWay: old }, { underWay: job('750B', '2027-01-15T10:20:00.000Z', 'Open'), failed }])
      expect(syncEvidence.check(judged(facts({ ...late, pulls: pull(own) })))[0].status).to.equal('fail');
  });
});

describe('sync-evidence: reading', () => {
  const ME = '005000000000001';
  const query = (own: Partial<BulkJob>): BulkJob => ({
    id: '750A',
    createdById: `${ME}AAA`,
    object: 'Product2',
    operation: 'query',
    state: 'JobComplete',
    createdDate: '2027-01-15T10:05:00.000+0000',
    ...own,
  });

  it('Given jobs of others, of other objects, uploads, and running ones, when read, then none of them is a pull', () => {
    const none = [
      query({ createdById: '005000000000002AAA' }),
      query({ object: 'Account' }),
      query({ operation: 'upsert' }),
      query({ state: 'InProgress' }),
      query({ createdDate: 'soon' }),
      query({ createdDate: undefined }),
    ];
    expect(pullsOf(none, ME).every(({ last, failed }) => last === null && failed === null)).to.equal(true);
  });

  it('Given several pulls, when read, then the latest that came to its end counts, and a failure only after it', () => {
    const jobs = [
      query({ id: '1' }),
      query({ id: '2', createdDate: '2027-01-15T10:35:00.000+0000', state: 'Closed' }),
      query({ id: '3', createdDate: '2027-01-15T10:20:00.000+0000', state: 'Failed' }),
    ];
    expect(pullsOf(jobs, ME)[0]).to.deep.equal({
      object: 'Product2',
      last: { id: '2', at: '2027-01-15T10:35:00.000Z', state: 'Closed' },
      failed: null,
      underWay: null,
    });
    const later = query({ id: '4', createdDate: '2027-01-15T11:00:00.000+0000', state: 'Aborted' });
    expect(pullsOf([...jobs, later], ME)[0].failed?.id).to.equal('4');
    const open = { ...later, id: '5', state: 'Open' };
    expect(pullsOf([...jobs, open], ME)[0].underWay?.id).to.equal('5');
    expect(
      pullsOf([open, { ...later, id: '6', state: 'Closed', createdDate: '2028-01-01T00:00:00.000+0000' }], ME)[0]
        .underWay
    ).to.equal(null);
  });

  it("Given a query of the Bulk API's first version that stays Open, when read, then it is under way, not absent", () => {
    const open = query({ id: '5', state: 'Open', jobType: 'Classic' });
    expect(pullsOf([open], ME)[0]).to.deep.include({
      last: null,
      underWay: { id: '5', at: '2027-01-15T10:05:00.000Z', state: 'Open' },
    });
    const newer = query({ id: '6', createdDate: '2027-01-15T10:35:00.000+0000' });
    expect(pullsOf([open, newer], ME)[0].underWay, 'one that ended since').to.equal(null);
  });

  const gather = (bulkJobs: BulkJob[] | Error, known: unknown, now?: Date): Promise<SyncEvidenceFacts> =>
    syncEvidence.gather({
      org: orgStub({ bulkJobs, now }),
      answers: answers(),
      names: NAMES,
      ...ELSEWHERE,
      facts: (id) =>
        Promise.resolve(id === 'refresh-token-user' ? known : id === 'org-identity' ? sandbox() : undefined),
      fingerprint: String,
    });
  const user = { ...userFacts(USER), id: `${ME}AAA` };
  const token = { app: 'Logik API User Connected App', lastUsed: null, useCount: 0 };

  it('Given the sync user of the line that knows, when read, then its jobs count and its token is told', async () => {
    const read = await gather([query({})], { username: USER, users: [user], tokens: [token] });
    expect(read).to.deep.include({ username: USER, hasToken: true, unreadable: null });
    expect(read.pulls?.[0].last?.id).to.equal('750A');
    expect(syncEvidenceSchema.safeParse(read).success).to.equal(true);
  });

  it('Given an org whose clock is an hour ahead of this machine, when read, then the time is the org’s', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    const known = { username: USER, users: [user], tokens: [token] };
    expect((await gather([query({})], known, ahead)).readAt).to.equal(ahead.toISOString());
  });

  it('Given a list that is refused, when read, then it is unread, not empty', async () => {
    const read = await gather(refusal('API_ERROR'), { username: USER, users: [user], tokens: null });
    expect(read).to.deep.include({ pulls: null, hasToken: null });
    expect(read.unreadable).to.include('API_ERROR');
  });

  it('Given nobody who is the sync user, when read, then no list is asked for', async () => {
    const known = [undefined, { username: null, users: [], tokens: [] }, { username: USER, users: [], tokens: [] }];
    for (const facts of known) {
      expect(await gather(new Error('not to be asked'), facts)).to.include({ username: null, pulls: null });
    }
  });
});
