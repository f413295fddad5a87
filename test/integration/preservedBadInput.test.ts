import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { changesOf, findingsOf, writeAnswers } from '../support/preservedRun.ts';
import { Workbench, type Ran } from '../support/workbench.ts';

const MEGABYTE = 1_048_576;
const TESS = ['tess.agent', 'tess.planner'].map((name) => `${name}@example.com.uat`);

describe('what stands in the way of keeping and putting back', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  const start = async (scenario: string, ...answers: string[]): Promise<void> => {
    bench = await Workbench.start({ scenario });
    await writeAnswers(bench, ...answers);
  };
  /** One line alone, so that the exit code is its own. */
  const repoint = (item: string): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', item);
  const verify = (): ReturnType<typeof bench.run<'verify'>> => bench.run('verify', '--target-org', 'uat');
  const written = (path: string): Promise<string> => readFile(join(bench.directory, path), 'utf8');
  const hintOf = ({ result }: Ran<{ findings: Finding[] }>, target: string): string =>
    result?.findings.find((finding) => finding.target === target)?.hint ?? '';
  const idOf = async (object: string, field: string, value: string): Promise<string> =>
    (await bench.records('sandbox', object)).find((row) => row[field] === value)?.Id ?? '';

  it('Given attachments, large ones and an empty one, When prepared, Then each that is lost is named with its size, all else is kept, 68; put back, each is refused and the rest carried on', async () => {
    await start('preserved', 'preserve: {records: [{object: Attachment}, {object: Region__c}]}');
    const ParentId = await idOf('Product2', 'ProductCode', 'HX-100');
    await bench.setRecords('sandbox', 'Attachment', [
      { Name: 'plan.pdf', ParentId, Body: 'JVBERg==', BodyLength: 36 * MEGABYTE },
      { Name: '=photo.png', ParentId, Body: 'iVBORw==', BodyLength: MEGABYTE / 2 },
      { Name: 'empty.txt', ParentId, Body: '', BodyLength: 0 },
    ]);
    const prepared = await bench.prepare();
    expect([prepared.exitCode, prepared.error]).to.deep.equal([68, undefined]);
    expect(findingsOf(prepared, 'records')).to.deep.equal([
      'pass Attachment',
      'fail Attachment › files',
      'pass Region__c',
    ]);
    expect(hintOf(prepared, 'Attachment › files')).to.match(
      /^2 records have a file in Body, 36\.5 MB together: plan\.pdf \(36\.0 MB\); =photo\.png \(0\.5 MB\)\. .*not-kept\.csv/
    );
    const lines = (await written('preserved/records/not-kept.csv')).trimEnd().split('\n');
    expect(lines).to.have.length(3);
    expect(lines[1]).to.match(/^Attachment,plan\.pdf,00P\w{15},Body,37748736$/);
    expect(lines[2]).to.include("'=photo.png");
    const asked = (await bench.requests()).map(({ query, path }) => decodeURIComponent(`${path}${query ?? ''}`));
    expect(asked.filter((request) => /\bBody\b/.test(request))).to.deep.equal([]);

    await bench.refresh();
    const repointed = await repoint('records');
    expect(repointed.exitCode).to.equal(68);
    expect(changesOf(repointed, 'records')).to.deep.equal([
      'failed Attachment › rows to put back',
      'applied Region__c › rows to put back',
    ]);
    expect(findingsOf(repointed, 'records')).to.include('manual Attachment › files');
    expect(await written('reports/restore-failures.csv')).to.match(
      /Attachment,plan\.pdf,,REQUIRED_FIELD_MISSING,.*Body/
    );
  });

  it('Given more rows than query pages take, When files are among them, Then no job asks for their content', async () => {
    await start('preserved', 'preserve: {records: [{object: Attachment}]}');
    const ParentId = await idOf('Product2', 'ProductCode', 'HX-300');
    await bench.setRecords(
      'sandbox',
      'Attachment',
      Array.from({ length: 10_001 }, (_, index) => ({ Name: `${index}.txt`, ParentId, Body: 'eA==', BodyLength: 1 }))
    );
    const prepared = await bench.prepare();
    expect([prepared.exitCode, prepared.error]).to.deep.equal([68, undefined]);
    expect((await bench.requests()).filter(({ path }) => path.endsWith('/jobs/query'))).to.not.be.empty;
    expect((await written('preserved/records/not-kept.csv')).trimEnd().split('\n')).to.have.length(10_002);
    expect(hintOf(prepared, 'Attachment › files')).to.match(/^10001 records/);
  }).timeout(30_000);

  it('Given encrypted fields, When prepared and put back, Then who has a value is listed, never the value, and it is a step for people', async () => {
    await start('preserved', 'preserve: {records: [{object: Region__c}, {object: Site__c}]}');
    const prepared = await bench.prepare();
    expect(prepared.exitCode).to.equal(68);
    expect(hintOf(prepared, 'Site__c › encrypted fields')).to.match(
      /^2 records have a value in Alarm_Pin__c: S-HQ; S-QA-2\./
    );
    const list = await written('preserved/records/not-kept.csv');
    expect(list)
      .to.match(/^Site__c,S-QA-2,\w{18},Alarm_Pin__c,$/m)
      .and.not.match(/1234|7781|\*/);
    expect(await written('baseline.json')).not.to.match(/\*\*1234|7781/);
    await bench.refresh();
    expect((await repoint('records')).exitCode).to.equal(68);
    expect(findingsOf(await verify(), 'records')).to.include('manual Site__c › encrypted fields');
  });

  it('Given a field and an object that the login may not read after the refresh, When repointed, Then each is told, the rest is put back, and once they may be read the run continues', async () => {
    await start('preserved', 'preserve: {records: [{object: Region__c}, {object: Site__c}, {object: Asset_Line__c}]}');
    await bench.prepare();
    await bench.refresh();
    await bench.restrict('sandbox', ['Site__c.Headcount__c', 'Asset_Line__c']);
    const first = await repoint('records');
    expect(first.exitCode).to.equal(68);
    expect(changesOf(first, 'records')).to.include.members(['applied Region__c › rows to put back']);
    const told = findingsOf(first, 'records');
    expect(told).to.include.members(['manual Site__c › fields that are gone', 'fail Asset_Line__c']);
    expect((await bench.records('sandbox', 'Site__c')).find(({ Code__c }) => Code__c === 'S-QA-1')).to.include({
      Name: 'Lab',
      Headcount__c: null,
    });
    await bench.control('DELETE', 'restrict');
    const second = await repoint('records');
    expect(changesOf(second, 'records')).to.include.members([
      'partial Site__c › rows to put back',
      'partial Asset_Line__c › rows to put back',
    ]);
    expect((await bench.records('sandbox', 'Site__c')).find(({ Code__c }) => Code__c === 'S-QA-1')).to.include({
      Headcount__c: 25,
    });
  });

  it('Given one free licence for two test users and no permission set licence, When repointed, Then one is back, the other and the licence are told, 68; with licences the run continues', async () => {
    await start('license-exhausted', `preserve: {users: [${TESS.join(', ')}]}`);
    const prepared = await bench.prepare();
    expect(findingsOf(prepared, 'test-users')).to.deep.equal(TESS.map((username) => `pass ${username}`));
    await bench.refresh();
    const first = await repoint('test-users');
    expect(first.exitCode).to.equal(68);
    expect(changesOf(first, 'test-users')).to.include.members([
      `applied ${TESS[0]}`,
      `applied ${TESS[0]} › Queue Line_Triage`,
      `failed ${TESS[1]}`,
      `failed ${TESS[1]} › Permission set Field_Service`,
    ]);
    const refused = first.result?.changes.find(({ target }) => target === TESS[1]);
    expect(refused?.error).to.include('LICENSE_LIMIT_EXCEEDED');
    const verified = await verify();
    expect(findingsOf(verified, 'test-users')).to.include.members([
      `fail ${TESS[1]}`,
      `fail ${TESS[0]} › Permission set licence FieldServiceStandardPsl`,
    ]);
    expect(hintOf(verified, TESS[1])).to.match(/licence/i);
    expect(changesOf(await repoint('test-users'), 'test-users')).to.deep.equal([]);

    for (const object of ['UserLicense', 'PermissionSetLicense'])
      await bench.setRecords(
        'sandbox',
        object,
        (await bench.records('sandbox', object)).map((row) => ({ ...row, TotalLicenses: 50 }))
      );
    const last = await repoint('test-users');
    expect(changesOf(last, 'test-users')).to.include.members([
      `applied ${TESS[0]} › Permission set licence FieldServiceStandardPsl`,
      `applied ${TESS[1]}`,
      `applied ${TESS[1]} › Permission set Field_Service`,
    ]);
    expect(changesOf(last, 'test-users').filter((told) => told.startsWith('failed'))).to.deep.equal([]);
  });

  it('Given a kept file that was cut off, When repointed, Then its object fails with the way out and the others are put back', async () => {
    await start('preserved', 'preserve: {records: [{object: Region__c}, {object: Site__c}]}');
    await bench.prepare();
    await bench.refresh();
    const file = join(bench.directory, 'preserved', 'records', 'Site__c.ndjson.gz');
    await writeFile(file, (await readFile(file)).subarray(0, 100));
    const repointed = await repoint('records');
    expect([repointed.exitCode, repointed.error]).to.deep.equal([68, undefined]);
    expect(changesOf(repointed, 'records')).to.include('applied Region__c › rows to put back');
    expect(hintOf(repointed, 'Site__c')).to.include('Site__c.ndjson.gz').and.to.include('version control');
    const codes = (await bench.records('sandbox', 'Region__c')).map(({ Code__c }) => Code__c);
    expect(codes).to.include('QA');
  });

  it('Given a metadata type that the org does not know after the refresh, When repointed, Then it fails for itself and the others are put back', async () => {
    await start('preserved');
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    await bench.restrict('sandbox', ['ExternalCredential']);
    const repointed = await repoint('integrations');
    expect(repointed.exitCode).to.equal(68);
    expect(findingsOf(repointed, 'integrations')).to.include('fail ExternalCredential');
    expect(changesOf(repointed, 'integrations')).to.include.members([
      'applied NamedCredential ERP › endpoint',
      'applied AuthProvider Corporate › tokenUrl',
    ]);
    expect(changesOf(repointed, 'integrations').filter((told) => !told.startsWith('applied'))).to.deep.equal([]);
    await bench.control('DELETE', 'restrict');
    const [again, ...more] = changesOf(await repoint('integrations'), 'integrations');
    expect([again.split(' › ')[0], more]).to.deep.equal(['applied ExternalCredential Pricing', []]);
  });
});
