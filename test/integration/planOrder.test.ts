import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Org } from '@salesforce/core';
import { expect } from 'chai';
import { plannedChanges, planHash } from '../../src/refresh/plan/content.ts';
import { openSession, type Session, type View } from '../../src/refresh/judge/session.ts';
import { select } from '../../src/refresh/judge/selection.ts';
import { openOrg, type OpenOrg } from '../../src/salesforce/open.ts';
import { writeAnswers } from '../support/preservedRun.ts';
import { FEW, PRESERVE, recordsScenario } from '../support/recordsScenario.ts';
import { numbersFrom, reordered, shuffled } from '../support/shuffled.ts';
import { Workbench } from '../support/workbench.ts';

/** `npm run test:plan` shuffles ten thousand times. */
const SHUFFLES = Number(process.env.PLAN_SHUFFLES ?? '400');
const SEED = Number(process.env.PLAN_SEED ?? '4711');
/** Looks at the org with its rows in another order. */
const LOOKS = 3;

const QA = 'qa.one@acme.example.uat';
const DANA = 'dana.ortiz@acme.example.uat';

const hashOf = ({ identity, record, selection }: Session, { changes }: View): string =>
  planHash({
    command: 'repoint',
    org: identity.orgId,
    baseline: record,
    options: {
      lines: selection.lines,
      runtimeUrl: null,
      administrationUrl: null,
      touchProducts: true,
      restoreLogik: false,
    },
    changes: plannedChanges(changes),
  });

describe('the order in which an org answers', () => {
  let bench: Workbench;
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'order-'));
  });
  afterEach(async () => {
    await bench.close();
    await rm(home, { recursive: true, force: true });
  });

  const idOf = async (object: string, field: string, value: string): Promise<string> => {
    const found = (await bench.records('sandbox', object)).find((row) => row[field] === value);
    if (!found) throw new Error(`No ${object} ${value}.`);
    return found.Id;
  };

  /** A user whom only the sandbox has, with two assignments of things that production has too. */
  const arrangeUser = async (): Promise<void> => {
    for (const org of ['production', 'sandbox'] as const) {
      await bench.setRecords(org, 'PermissionSet', [
        { Name: 'One', Label: 'One' },
        { Name: 'Two', Label: 'Two' },
      ]);
    }
    await bench.setRecords('sandbox', 'User', [
      {
        Username: QA,
        FirstName: 'QA',
        LastName: 'One',
        Alias: 'qaone',
        Email: 'qa.one@acme.example',
        ProfileId: await idOf('Profile', 'Name', 'Standard User'),
        LocaleSidKey: 'de_DE',
        LanguageLocaleKey: 'de',
        TimeZoneSidKey: 'Europe/Berlin',
        EmailEncodingKey: 'UTF-8',
        IsActive: true,
      },
    ]);
    const qa = await idOf('User', 'Username', QA);
    const sets = await Promise.all(['One', 'Two'].map((name) => idOf('PermissionSet', 'Name', name)));
    const assigned = sets.map((id) => ({ AssigneeId: qa, PermissionSetId: id }));
    await bench.setRecords('sandbox', 'PermissionSetAssignment', assigned);
  };

  const openUat = async (): Promise<OpenOrg> =>
    openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat', browser: {} });

  const opened = (org: OpenOrg['reader']): Promise<Session> =>
    openSession({
      directory: bench.directory,
      org,
      run: { bulkThreshold: 10_000, progress: () => undefined },
      touchProducts: true,
      lines: select('repoint'),
    });

  const look = async <T>(
    reading: (org: OpenOrg['reader']) => OpenOrg['reader'],
    use: (session: Session, view: View) => T
  ): Promise<T> => {
    const org = await openUat();
    const session = await opened(reading(org.reader));
    try {
      return use(session, await session.look());
    } finally {
      await session.close();
      await org.close();
    }
  };

  /** The hash of the plan over shuffled readings, and over looks at rows in another order. */
  const sameHash = async (): Promise<string[]> => {
    const { hash, items, others } = await look(
      (org) => org,
      (session, view) => {
        const first = hashOf(session, view);
        const random = numbersFrom(SEED);
        const different: number[] = [];
        for (let round = 0; round < SHUFFLES; round += 1)
          if (hashOf(session, session.judged(shuffled(view.readings, random))) !== first) different.push(round);
        return { hash: first, items: [...new Set(view.changes.map(({ item }) => item))], others: different };
      }
    );
    expect(others, `rounds of seed ${SEED} that plan something else`).to.deep.equal([]);
    const random = numbersFrom(SEED);
    for (let round = 0; round < LOOKS; round += 1) {
      const again = await look(
        (org) => ({
          ...org,
          query: async <T>(statement: string) => {
            const rows = await org.query<T>(statement);
            return /ORDER BY|LIMIT/i.test(statement) ? rows : reordered(rows, random);
          },
        }),
        hashOf
      );
      expect(again, `look ${round} of seed ${SEED}`).to.equal(hash);
    }
    return items;
  };

  it('Given records, users and settings to put back, When their answers come in any order, Then the plan has the same hash', async function () {
    this.timeout(600_000);
    bench = await Workbench.start({ scenario: await recordsScenario(home, FEW) });
    await arrangeUser();
    await writeAnswers(
      bench,
      `preserve:\n  users: [${QA}, ${DANA}, kim.larsen@acme.example.uat]\n  records:\n${PRESERVE.join('\n')}`
    );
    expect((await bench.prepare()).error).to.equal(undefined);
    await bench.refresh();
    expect(await sameHash()).to.include.members(['logik-tenant', 'trusted-url', 'records', 'test-users']);
  });

  it('Given integrations that production and the sandbox have otherwise, When their answers come in any order, Then the plan has the same hash', async function () {
    this.timeout(600_000);
    bench = await Workbench.start({ scenario: 'preserved' });
    await writeAnswers(bench, 'preserve: {settings: [Integration_Endpoint__c]}');
    expect((await bench.prepare('--source-org', 'prod')).error).to.equal(undefined);
    await bench.refresh();
    expect(await sameHash()).to.include.members(['logik-tenant', 'integrations']);
  });
});
