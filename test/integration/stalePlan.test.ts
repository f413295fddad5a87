import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Org, type SfError } from '@salesforce/core';
import { openOrg } from '../../src/salesforce/open.ts';
import { repoint } from '../../src/refresh/repoint.ts';
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
});
