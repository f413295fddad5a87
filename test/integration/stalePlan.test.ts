import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Org, type SfError } from '@salesforce/core';
import { openOrg, type OpenOrg } from '../../src/salesforce/open.ts';
import { stalePlan, type Moved } from '../../src/refresh/plan/moved.ts';
import { repoint, type RepointResult } from '../../src/refresh/repoint/index.ts';
import type { Plan } from '../../src/refresh/plan/plan.ts';
import { rollback } from '../../src/refresh/rollback/index.ts';
import { Workbench } from '../support/workbench.ts';

const URL = 'https://acme-uat2.test01.logik.io';
const GIVEN = [{ path: ['logik', 'administrationUrl'], value: URL }];

describe('a plan that waits for its approval', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
    await bench.prepare();
    await bench.refresh();
  });
  afterEach(() => bench.close());

  const run = async (meanwhile: (path: string) => Promise<void>): ReturnType<typeof repoint> => {
    const org = openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat', browser: {} });
    return repoint({
      org,
      directory: bench.directory,
      given: GIVEN,
      dryRun: false,
      touchProducts: false,
      catalog: { bulkThreshold: 10_000, progress: () => undefined },
      approve: async () => {
        await meanwhile(join(bench.directory, 'refresh.yaml'));
        return true;
      },
    }).finally(() => org.close());
  };

  it('Given somebody edits refresh.yaml meanwhile, When it is approved, Then the edit stays and nothing is written', async () => {
    await bench.forgetRequests();
    const error = await run(async (path) => {
      await writeFile(path, `${await readFile(path, 'utf8')}# edited meanwhile\n`);
    }).then(
      () => undefined,
      (reason: unknown) => reason as SfError
    );
    expect(error?.name).to.equal('StalePlanError');
    const yaml = await readFile(join(bench.directory, 'refresh.yaml'), 'utf8');
    expect(yaml).to.contain('# edited meanwhile').and.not.contain(URL);
    expect((await bench.requests()).filter(({ write }) => write)).to.deep.equal([]);
  });

  it('Given nobody edits it, When it is approved, Then the answer is kept', async () => {
    await run(async () => undefined);
    expect(await readFile(join(bench.directory, 'refresh.yaml'), 'utf8')).to.contain(URL);
  });

  const openUat = async (): Promise<OpenOrg> =>
    openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat', browser: {} });

  const writes = async (): Promise<unknown[]> => (await bench.requests()).filter(({ write }) => write);

  /** The trusted URLs that name one of the two new environments. */
  const trusted = async (): Promise<string[]> =>
    (await bench.records('sandbox', 'CspTrustedSite'))
      .map(({ EndpointUrl: url }) => String(url))
      .filter((url) => /acme-uat[23]/.test(url));

  const somebodyWrites = async (): Promise<void> => {
    const rows = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    const changed = rows.map((row) => ({ ...row, LGK__RuntimeUrl__c: 'https://somebody.test01.logik.io' }));
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', changed);
  };

  type Asked = { plan: Plan; moved: readonly Moved[] | undefined };

  /** A repoint towards one environment that is at its question while `meanwhile` happens. */
  const atItsQuestion = async (
    meanwhile: () => Promise<unknown>,
    answer: (asked: Asked, question: number) => boolean
  ): Promise<{ asked: Asked[]; ended: RepointResult | SfError }> => {
    const asked: Asked[] = [];
    const org = await openUat();
    const ended = await repoint({
      org,
      directory: bench.directory,
      given: [
        { path: ['logik', 'runtimeUrl'], value: URL },
        { path: ['logik', 'administrationUrl'], value: URL },
      ],
      dryRun: false,
      touchProducts: false,
      catalog: { bulkThreshold: 10_000, progress: () => undefined },
      approve: async (plan, moved) => {
        asked.push({ plan, moved });
        if (asked.length === 1) await meanwhile();
        return answer({ plan, moved }, asked.length);
      },
    })
      .catch((error: unknown) => error as SfError)
      .finally(() => org.close());
    return { asked, ended };
  };

  it('Given two repoints, When the second finishes while the first is at its question, Then the first shows its plan anew with what moved, and a no leaves one trusted URL', async () => {
    const { asked, ended } = await atItsQuestion(
      async () => {
        const second = await bench.run(
          'repoint',
          '-o',
          'uat',
          '--logik-url',
          'https://acme-uat3.test01.logik.io',
          '--no-prompt'
        );
        expect(second.error).to.equal(undefined);
        await bench.forgetRequests();
      },
      (_, question) => question === 1
    );
    expect(asked).to.have.length(2);
    expect(asked[0].moved).to.equal(undefined);
    expect(asked[1].moved?.map(({ what }) => what)).to.include.members(['answers', 'before']);
    expect(asked[1].plan.planHash).not.to.equal(asked[0].plan.planHash);
    expect(ended).to.include({ approved: false, exitCode: 1 });
    expect(await writes()).to.deep.equal([]);
    expect(await trusted()).to.deep.equal(['https://acme-uat3.test01.logik.io']);
  });

  it('Given a plan that still fits, When it is approved, Then reading again costs a part of the first look, and the plan is asked about once', async () => {
    await bench.forgetRequests();
    let first = 0;
    const { asked, ended } = await atItsQuestion(
      async () => {
        first = (await bench.requests()).length;
        await bench.forgetRequests();
      },
      () => true
    );
    expect(asked).to.have.length(1);
    expect(ended).to.include({ approved: true });
    const again = (await bench.requests()).findIndex(({ write }) => write);
    expect(again).to.be.within(1, first - 1);
    if (process.env.PLAN_COST) process.stdout.write(`first look: ${first} requests, read again: ${again}\n`);
  });

  it('Given a value that somebody changes while the question stands, When the plan that is shown anew is approved, Then that plan is applied', async () => {
    const { asked, ended } = await atItsQuestion(
      async () => {
        await somebodyWrites();
      },
      () => true
    );
    expect(asked).to.have.length(2);
    const before = asked[1].moved?.find(({ what }) => what === 'before');
    expect(before).to.include({ item: 'logik-tenant', now: 'https://somebody.test01.logik.io' });
    expect(ended).to.include({ approved: true });
    expect((ended as RepointResult).changes.filter(({ outcome }) => outcome !== 'applied')).to.deep.equal([]);
  });

  it('Given --no-prompt, When the plan moves between reading and writing, Then it is refused with what moved, and nothing is written', async () => {
    const { ended } = await atItsQuestion(
      async () => {
        await somebodyWrites();
        await bench.forgetRequests();
      },
      ({ moved }) => {
        if (moved) throw stalePlan(moved);
        return true;
      }
    );
    expect(ended).to.include({ name: 'StalePlanError', exitCode: 1 });
    expect((ended as SfError).message).to.contain('https://somebody.test01.logik.io');
    expect(await writes()).to.deep.equal([]);
  });

  it('Given a rollback at its question, When another one finishes, or a field is changed, Then nothing that was planned before is written', async () => {
    expect((await bench.run('repoint', '-o', 'uat', '--no-prompt')).error).to.equal(undefined);
    const asked: Asked[] = [];
    const roll = async (meanwhile: () => Promise<unknown>): Promise<unknown> => {
      const org = await openUat();
      return rollback({
        org,
        directory: bench.directory,
        dryRun: false,
        approve: async (plan, moved) => {
          asked.push({ plan, moved });
          if (moved === undefined) await meanwhile();
          return moved === undefined;
        },
      })
        .catch((error: unknown) => error)
        .finally(() => org.close());
    };
    const changed = await roll(async () => {
      await somebodyWrites();
      await bench.forgetRequests();
    });
    expect(changed).to.include({ approved: false });
    expect(asked[1].moved?.map(({ item, what }) => [item, what])).to.deep.equal([['logik-tenant', 'gone']]);
    expect(await writes()).to.deep.equal([]);
    const late = await roll(async () => {
      expect((await bench.run('rollback', '-o', 'uat', '--no-prompt')).error).to.equal(undefined);
      await bench.forgetRequests();
    });
    expect(await writes()).to.deep.equal([]);
    expect((late as Error).name ?? 'declined').to.be.oneOf(['NothingToRollBackError', 'declined']);
  });
});
