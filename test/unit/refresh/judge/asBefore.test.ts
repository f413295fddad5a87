import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { finding } from '../../../../src/checklist/finding.ts';
import { checklist } from '../../../../src/checklist/index.ts';
import type { ChecklistItem, Finding, Side, Situation, Survey } from '../../../../src/checklist/item.ts';
import { priceBookHealth } from '../../../../src/checklist/catalog/priceBookHealth/index.ts';
import { productionLeaks } from '../../../../src/checklist/sandbox/productionLeaks/index.ts';
import { refreshTokenUser } from '../../../../src/checklist/people/refreshTokenUser/index.ts';
import { asBefore } from '../../../../src/refresh/judge/asBefore.ts';
import { REPOSITORY } from '../../../support/sf.ts';
import { statuses } from '../../support/brief.ts';
import { NOT_REFRESHED, situation } from '../../support/situation.ts';
import { countOf } from '../../support/tally.ts';

/** What a line of this test finds: by target, status and value. */
type Facts = Record<string, { status: Finding['status']; actual?: string; severity?: Finding['severity'] }>;

const found = (facts: Facts): Finding[] =>
  Object.entries(facts).map(([target, { status, ...rest }]) =>
    finding('packages', target, status, { ...rest, hint: `about ${target}` })
  );

const line = (own: Partial<ChecklistItem<Facts>> = {}): ChecklistItem<unknown> =>
  ({
    id: 'packages',
    source: '',
    facts: z.unknown(),
    asBefore: 'hygiene',
    gather: () => Promise.resolve({}),
    survey: ({ now }: Survey<Facts>) =>
      found(now).map((each) => ({ ...each, status: each.status === 'fail' ? 'warn' : each.status })),
    check: ({ now }: Situation<Facts>) => found(now),
    ...own,
  }) as ChecklistItem<unknown>;

const judged = (
  now: Facts,
  before: Facts | undefined,
  item = line(),
  own: Partial<Situation<unknown>> = {}
): Finding[] => {
  const seen = situation<unknown>({ now, before, ...own });
  return asBefore(item, seen, item.check(seen));
};

describe('what was already so before the refresh', () => {
  it('Given the same finding of hygiene as recorded, When judged, Then it warns, and says why first', () => {
    const [same] = judged({ A: { status: 'fail', actual: '1' } }, { A: { status: 'fail', actual: '1' } });
    expect(same.status).to.equal('warn');
    expect(same.hint).to.match(/^As before the refresh: .* about A$/);
  });

  it('Given a warning that was one before, When judged, Then it says so too', () => {
    const [same] = judged({ A: { status: 'warn', actual: '1' } }, { A: { status: 'warn', actual: '1' } });
    expect(same).to.include({ status: 'warn' });
    expect(same.hint).to.contain('As before the refresh');
  });

  it('Given another value, another target, or something that held before, When judged, Then it fails', () => {
    const now: Facts = { A: { status: 'fail', actual: '2' } };
    for (const before of [
      { A: { status: 'fail', actual: '1' } },
      { B: { status: 'fail', actual: '2' } },
      { A: { status: 'pass', actual: '2' } },
      {},
    ] as Facts[])
      expect(judged(now, before)[0], JSON.stringify(before)).to.include({ status: 'fail', hint: 'about A' });
  });

  it('Given no record, or no refresh yet, When judged, Then nothing changes', () => {
    const now: Facts = { A: { status: 'fail', actual: '1' } };
    expect(judged(now, undefined)[0].status).to.equal('fail');
    expect(judged(now, now, line(), { org: NOT_REFRESHED })[0].hint).to.equal('about A');
  });

  it('Given what reaches into production, or what the connection needs, When it was so before, Then it fails', () => {
    const critical: Facts = { A: { status: 'fail', actual: '1', severity: 'critical' } };
    expect(judged(critical, critical)[0]).to.include({ status: 'fail', severity: 'critical' });
    const plain: Facts = { A: { status: 'fail', actual: '1' } };
    expect(judged(plain, critical)[0].status, 'it was worse before').to.equal('fail');
    expect(judged(plain, plain, line({ asBefore: 'connection' }))[0].status).to.equal('fail');
  });

  it('Given a side for each finding, When judged, Then each is on its own', () => {
    const facts: Facts = { A: { status: 'fail', actual: '1' }, B: { status: 'fail', actual: '1' } };
    const asBeforeOf = ({ target }: Finding): Side => (target === 'A' ? 'hygiene' : 'connection');
    expect(statuses(judged(facts, facts, line({ asBefore: asBeforeOf })))).to.deep.equal(['warn A', 'fail B']);
  });

  it('Given something that prepare left for people to settle, When it still is so, Then it fails', () => {
    const facts: Facts = { A: { status: 'fail', actual: '1' } };
    const left = line({ survey: ({ now }) => found(now).map((each) => ({ ...each, status: 'manual' })) });
    expect(judged(facts, facts, left)[0].status, 'a manual step').to.equal('fail');
    const unkept = line({ keeps: true, survey: ({ now }) => found(now) });
    expect(judged(facts, facts, unkept)[0].status, 'something that could not be kept').to.equal('fail');
    const failed = line({ survey: ({ now }) => found(now) });
    expect(judged(facts, facts, failed)[0].status, 'a failure that nobody had to settle').to.equal('warn');
  });

  it('Given a manual step now, When judged, Then it stays one', () => {
    const facts: Facts = { A: { status: 'manual', actual: '1' } };
    expect(judged(facts, facts)[0]).to.include({ status: 'manual', hint: 'about A' });
  });
});

describe('what was already so before the refresh, line by line', () => {
  const judge = <F>(item: ChecklistItem<F>, now: F, before: F, own: Partial<Situation<F>> = {}): string[] => {
    const seen = situation<F>({ now, before, ...own });
    const plain = item as ChecklistItem<unknown>;
    return statuses(asBefore(plain, seen, item.check(seen)));
  };

  it('Given products without an entry, When there are the same or fewer, Then it warns; more, or elsewhere, fail', () => {
    type Health = Parameters<typeof priceBookHealth.check>[0]['now'];
    const books = (rows: number, priceBook = 'Standard', standard: Health['standard'] = 'inactive'): Health => ({
      standard,
      unknown: [],
      withoutEntry: [{ priceBook, count: countOf(...Array.from({ length: rows }, (_, index) => `${index}`)) }],
      inInactive: [],
      options: false,
    });
    const standard = 'warn standard price book';
    const told = (now: Health): string[] => judge(priceBookHealth, now, books(3));
    expect(told(books(3))).to.deep.equal([standard, 'warn Standard']);
    expect(told(books(2))).to.deep.equal([standard, 'warn Standard']);
    expect(told(books(4))).to.deep.equal([standard, 'fail Standard']);
    expect(told(books(3, 'Partner'))).to.deep.equal([standard, 'fail Partner']);
    expect(judge(priceBookHealth, books(3), books(3, 'Standard', 'active'))[0]).to.equal('fail standard price book');
  });

  it('Given a permission that the sync user lacked already, When it still does, Then it warns; another one fails', () => {
    const user = {
      id: '0051',
      username: 'logik.sync@acme.example.uat',
      email: null,
      name: null,
      isActive: true,
      isAdmin: false,
      profile: null,
      login: null,
    };
    const lacking = (...missing: string[]): unknown => ({
      username: user.username,
      users: [user],
      tokens: [],
      lastLogin: null,
      missing,
    });
    const told = judge(
      refreshTokenUser as ChecklistItem<unknown>,
      lacking('Product2: View All', 'Pricebook2: Read'),
      lacking('Product2: View All')
    ).filter((each) => /2: /.test(each));
    expect(told).to.deep.equal([
      `warn ${user.username} › Product2: View All`,
      `fail ${user.username} › Pricebook2: Read`,
    ]);
  });

  it('Given a login through production that production does not have, When it was there before, Then it warns; a shared one fails', () => {
    const host = 'login.acme.example';
    const holding = (url: string): unknown => ({
      environments: null,
      holdings: [
        {
          type: 'AuthProvider',
          unreadable: null,
          components: [{ name: 'Corporate', id: null, fields: { authorizeUrl: url }, secrets: [] }],
        },
      ],
    });
    const facts = holding(`https://${host}/authorize`);
    const foreign = { hosts: new Set([host]), told: true, org: null };
    const told = (production: unknown): string[] =>
      judge(productionLeaks as ChecklistItem<unknown>, facts, facts, { production, foreign }).filter((each) =>
        each.includes('AuthProvider')
      );
    expect(told(holding('https://elsewhere.example/authorize'))).to.deep.equal([
      'warn AuthProvider Corporate › authorizeUrl',
    ]);
    expect(told(facts)).to.deep.equal(['fail AuthProvider Corporate › authorizeUrl']);
    expect(told(undefined)[0], 'nobody asked production').to.equal('fail AuthProvider Corporate › authorizeUrl');
  });
});

describe('docs/gate.md', () => {
  it('Given the checklist, When the document tells the sides, Then it has every line in its order, with its side', async () => {
    const content = await readFile(join(REPOSITORY, 'docs/gate.md'), 'utf8');
    const rows = content
      .slice(content.indexOf('<!-- sides -->'), content.indexOf('<!-- sidesstop -->'))
      .split('\n')
      .filter((row) => row.startsWith('| `'))
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([, id, side]) => ({ id, side }));
    expect(rows).to.deep.equal(
      checklist.map(({ id, asBefore: side }) => ({
        id: `\`${id}\``,
        side: typeof side === 'function' ? 'both' : side,
      }))
    );
  });
});
