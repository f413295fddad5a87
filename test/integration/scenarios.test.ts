import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../src/checklist/item.ts';
import type { LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import type { LogikRefreshVerifyResult } from '../../src/commands/logik/refresh/verify.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { expectRefused, refreshed, run } from './hostile.ts';

const TENANT = 'LGK__ConfigurationTenant__c';
const PRODUCTION = 'https://acme.prod.logik.io';

describe('sandboxes of every kind', () => {
  let bench: Workbench;
  let login: Awaited<ReturnType<typeof refreshed>>['login'];
  const start = async (options: Parameters<typeof refreshed>[0]): Promise<void> => {
    ({ bench, login } = await refreshed(options));
  };
  afterEach(() => bench.close());

  const repoint = (): Promise<Ran<LogikRefreshRepointResult>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt');
  const verify = (): Promise<Ran<LogikRefreshVerifyResult>> => bench.run('verify', '--target-org', 'uat');
  const second = async (): Promise<unknown> => (await repoint()).result?.changes;

  it('Given profile and user rows, When repoint runs, Then every row that names production is repointed and overrides stay a warning', async () => {
    await start({ scenario: 'profile-override' });
    const { result } = await repoint();
    const targets = result?.changes.filter(({ item }) => item === 'logik-tenant').map(({ target }) => target);
    expect(targets).to.include.members([
      'org default › Runtime Configuration URL',
      'profile CPQ Administrator › Administration URL',
      'user sam.seller@acme.example.uat › Runtime Configuration URL',
    ]);
    const rows = await bench.records('sandbox', TENANT);
    expect(rows).to.have.length(3);
    expect(JSON.stringify(rows)).not.to.include(PRODUCTION);
    const warned = (await verify()).result?.findings.filter(
      ({ item, status, target }) => item === 'logik-tenant' && status === 'warn' && target.endsWith('override')
    );
    expect(warned?.map(({ target }) => target)).to.deep.equal([
      'profile CPQ Administrator › override',
      'user sam.seller@acme.example.uat › override',
    ]);
    expect(await second()).to.deep.equal([]);
  });

  it('Given a setting without the usual names, When the job runs, Then labels find it', async () => {
    await start({ scenario: 'renamed' });
    await repoint();
    const [row] = await bench.records('sandbox', 'CPQ_Tenant__c');
    expect(row).to.include({
      Runtime_Endpoint__c: login.logikUrl,
      Admin_Endpoint__c: login.logikUrl,
      Line_Limit__c: 50,
    });
    expect(await second()).to.deep.equal([]);
  });

  it('Given a sync user who lacks permissions, When verify runs, Then each missing one is named, and only those', async () => {
    await start({ scenario: 'limited-sync-user' });
    const missingIn = (ran: { result?: { findings: Finding[] } }): Finding[] | undefined =>
      ran.result?.findings.filter(({ item, actual }) => item === 'refresh-token-user' && actual === 'missing');
    const missing = missingIn(await verify());
    expect(missing?.map(({ target }) => target.split(' › ')[1]).sort()).to.deep.equal([
      'LGK__ConfigurationFieldData__c: Create',
      'LGK__ConfigurationFieldData__c: Edit',
      'Pricebook2: View All',
      'Product2.SBQQ__ExternallyConfigurable__c: Read',
      'Product2.StockKeepingUnit: Read',
    ]);
    // They were missing before the refresh too; what got worse since then is a failure.
    expect(missing?.every(({ status, hint }) => status === 'warn' && hint?.startsWith('As before'))).to.equal(true);
    const products = (await bench.records('sandbox', 'ObjectPermissions')).filter(
      ({ SobjectType }) => SobjectType === 'Product2'
    );
    await bench.setRecords(
      'sandbox',
      'ObjectPermissions',
      products.map((row) => ({ ...row, PermissionsViewAllRecords: false }))
    );
    const worse = missingIn(await verify())?.filter(({ status }) => status === 'fail');
    expect(worse?.map(({ target }) => target.split(' › ')[1])).to.deep.equal(['Product2: View All']);
  });

  it('Given selective access, When repoint runs, Then the frozen users it answers for are unfrozen, and nobody else', async () => {
    await start({ scenario: 'selective-access' });
    const frozenNames = async (): Promise<string[]> => {
      const [users, logins] = await Promise.all([
        bench.records('sandbox', 'User'),
        bench.records('sandbox', 'UserLogin'),
      ]);
      return users
        .filter(({ Id }) => logins.some(({ UserId, IsFrozen }) => UserId === Id && IsFrozen === true))
        .map(({ Username }) => String(Username))
        .sort();
    };
    expect(await frozenNames()).to.include.members([
      'kim.larsen@acme.example.uat',
      'provisioning.logik@acme.example.uat',
      'sam.seller@acme.example.uat',
    ]);
    const { result } = await repoint();
    expect(result?.changes).to.satisfy((all: Array<{ outcome: string }>) =>
      all.every(({ outcome }) => outcome === 'applied')
    );
    expect(await frozenNames()).to.deep.equal(['sam.seller@acme.example.uat']);
    expect(await second()).to.deep.equal([]);
  });

  it('Given a partner community, When the job runs, Then its row is repointed and origins in both forms are no fault', async () => {
    const site = 'https://acme--uat.sandbox.my.site.com';
    await start({
      scenario: 'community',
      prepare: [
        '--runtime-client',
        `portal=${site}`,
        '--runtime-client',
        `portal=${site}/`,
        '--runtime-client',
        'lonely=https://x.my.site.com/',
      ],
    });
    await repoint();
    expect(JSON.stringify(await bench.records('sandbox', TENANT))).not.to.include(PRODUCTION);
    const clients = (await verify()).result?.findings.filter(({ item }) => item === 'runtime-clients');
    expect(clients?.filter(({ status }) => status === 'fail').map(({ target }) => target)).to.deep.equal([
      'lonely › https://x.my.site.com/',
    ]);
    expect(clients?.find(({ target }) => target === 'portal')?.expected).to.include(`${site}, ${site}/`);
  });

  it('Given a username that somebody else has, When verify and repoint follow it, Then the prefixed one is recognised', async () => {
    await start({ scenario: 'username-taken' });
    const { result } = await repoint();
    expect(result?.changes.map(({ target }) => target)).to.include('u1dana.ortiz@acme.example.uat › Email');
    const dana = (await bench.records('sandbox', 'User')).find(({ Username }) => /^u1dana/.test(String(Username)));
    expect(dana?.Email).to.equal('dana.ortiz@acme.example');
    const update = await readFile(join(bench.directory, 'support-case-update.md'), 'utf8');
    expect(update).to.include('u1dana.ortiz@acme.example.uat (before: dana.ortiz@acme.example.uat)');
  });

  const NEW_DOMAIN = 'https://acme--uat2.sandbox.my.salesforce.com';
  it('Given another sandbox name that was announced, When repoint runs, Then it is recognised and users go by the new suffix', async () => {
    await start({ prepare: ['--new-my-domain', NEW_DOMAIN], refresh: { sandboxName: 'uat2' } });
    const { result, error } = await repoint();
    expect(error).to.equal(undefined);
    expect(result?.recognised).to.include(NEW_DOMAIN).and.include(login.orgId);
    expect(result?.changes.map(({ target }) => target)).to.include('kim.larsen@acme.example.uat2 › Email');
    expect(await second()).to.deep.equal([]);
  });

  it('Given another My Domain that nobody announced, When repoint runs, Then it refuses until refresh.yaml names the new org', async () => {
    await start({ refresh: { sandboxName: 'uat2' } });
    const { error } = await expectRefused(bench, () => run(bench, 'repoint'), {
      exitCode: 1,
      name: 'ForeignOrgError',
      says: ['acme--uat.sandbox', 'acme--uat2.sandbox', login.orgId],
    });
    expect(error?.actions?.join()).to.include(`refresh.newOrgId: ${login.orgId}`);
    const path = join(bench.directory, 'refresh.yaml');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('newOrgId: TBD', `newOrgId: ${login.orgId.slice(0, 15)}`)
    );
    const { result } = await repoint();
    expect(result?.recognised).to.include('organization ID that refresh.yaml announces');
  });

  it('Given an org ID that was announced and another one that came, When verify runs, Then that is a failure', async () => {
    await start({ prepare: ['--new-org-id', '00DOv0000009999MAA'] });
    const findings = (await verify()).result?.findings;
    expect(findings?.find(({ target }) => target === 'Organization ID')).to.include({
      status: 'fail',
      expected: '00DOv0000009999MAA',
      actual: login.orgId,
    });
  });
});

describe('a tenant that is not as expected', () => {
  it('Given no org default in production, When repoint runs, Then one row is created with everything in it', async () => {
    const bench = await Workbench.start();
    try {
      await bench.prepare();
      const [row] = await bench.records('production', TENANT);
      await bench.control('DELETE', `records/production/${TENANT}/${row.Id}`);
      const { logikUrl, orgId } = await bench.refresh();
      expect(await bench.records('sandbox', TENANT)).to.deep.equal([]);
      const planned = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
      expect(planned.result?.changes.find(({ item }) => item === 'logik-tenant')?.before).to.equal(null);
      const { exitCode } = await run(bench, 'repoint');
      expect(exitCode).to.equal(68);
      const rows = await bench.records('sandbox', TENANT);
      expect(rows).to.have.length(1);
      expect(rows[0]).to.include({
        SetupOwnerId: orgId,
        LGK__RuntimeUrl__c: logikUrl,
        LGK__AdministrationUrl__c: logikUrl,
        LGK__RfqQuoteLineLimit__c: 50,
      });
      expect((await bench.run('repoint', '--target-org', 'uat', '--no-prompt')).result?.changes).to.deep.equal([]);
    } finally {
      await bench.close();
    }
  });

  it('Given a field that nobody may write, When repoint runs, Then that change fails, the others are applied, and a re-run continues', async () => {
    const { bench } = await refreshed();
    try {
      await bench.control('POST', 'restrict', { org: 'sandbox', readOnly: [`${TENANT}.LGK__RfqQuoteLineLimit__c`] });
      const { result, exitCode } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(exitCode).to.equal(68);
      const [failed, ...others] = result?.changes.filter(({ outcome }) => outcome !== 'applied') ?? [];
      expect(others).to.deep.equal([]);
      expect(failed.target).to.equal('org default › Child Line Size Limit for Request Quote API');
      expect(failed.outcome).to.equal('failed');
      expect(failed.error).to.match(/uat refused LGK__ConfigurationTenant__c/);
      await bench.control('DELETE', 'restrict');
      const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(again.result?.changes.map(({ target, outcome }) => [target, outcome])).to.deep.equal([
        [failed.target, 'applied'],
      ]);
    } finally {
      await bench.close();
    }
  });

  it('Given a tenant that nobody may write, When repoint runs, Then it fails loudly, for production still is in reach, and mends the users', async () => {
    const { bench } = await refreshed();
    try {
      await bench.control('POST', 'restrict', { org: 'sandbox', readOnly: [TENANT] });
      const { result, exitCode } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
      expect(exitCode).to.equal(1);
      expect(new Set(result?.changes.map(({ item, outcome }) => `${item} ${outcome}`))).to.include.all.keys(
        'logik-tenant failed',
        'provisioning-user applied'
      );
      expect(result?.findings[0]).to.include({ severity: 'critical', actual: PRODUCTION });
    } finally {
      await bench.close();
    }
  });

  it('Given what the login may not see, When prepare and verify run, Then unread is not called empty or fine', async () => {
    const { bench } = await refreshed();
    try {
      await bench.restrict('sandbox', ['UserLogin', 'OauthToken', 'ObjectPermissions']);
      const findings = (await bench.run('verify', '--target-org', 'uat')).result?.findings ?? [];
      const said = (item: string): string =>
        findings
          .filter((one) => one.item === item)
          .map(({ status, hint }) => `${status}: ${hint}`)
          .join('\n');
      expect(said('logik-admin-users')).to.match(/manual: .*could not be read: .*Manage Users/);
      expect(said('refresh-token-user'))
        .to.match(/manual: .*could not be read/)
        .and.match(/manual: .*OauthToken needs/);
      const { result } = await bench.prepare('--output-dir', 'next');
      expect(JSON.stringify(result?.findings)).to.include('could not be read');
    } finally {
      await bench.close();
    }
  });
});
