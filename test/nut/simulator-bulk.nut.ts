import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startSimulator } from '../simulator/server.ts';
import type { RunningSimulator } from '../simulator/server.ts';
import { runSf } from '../support/sf.ts';

type Answer = {
  exitCode: number | null;
  status: number;
  name?: string;
  message?: string;
  result: Record<string, unknown>;
};
type Row = Record<string, unknown>;

describe('Given the bulk commands of the real sf CLI', function () {
  this.timeout(120_000);
  let simulator: RunningSimulator;
  let home: string;
  let serial = 0;

  /** A directory of its own for a command: the CLI writes its results into the one that it runs in. */
  async function directory(): Promise<string> {
    serial += 1;
    const path = join(home, `run-${serial}`);
    await mkdir(path);
    return path;
  }

  async function sf(args: string[], cwd: string, env: Record<string, string> = {}): Promise<Answer> {
    const { exitCode, stdout, stderr } = await runSf([...args, '--json'], home, { cwd, env, timeoutMs: 60_000 });
    try {
      return { exitCode, ...(JSON.parse(stdout) as Omit<Answer, 'exitCode'>) };
    } catch {
      throw new Error(`sf ${args.join(' ')} printed no JSON: ${stdout}\n${stderr}`);
    }
  }

  const bulk = (verb: string, cwd: string, ...flags: string[]): Promise<Answer> =>
    sf(['data', verb, 'bulk', '--target-org', 'uat', ...flags], cwd);

  const behave = async (change: Row): Promise<void> => {
    await fetch(`${simulator.url}/__simulator/bulk`, { method: 'DELETE' });
    const body = JSON.stringify(change);
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${simulator.url}/__simulator/bulk`, { method: 'POST', headers, body });
  };

  const products = (): Row[] => [...simulator.simulation.sandbox.table('Product2').rows()];

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'simulator-bulk-'));
    simulator = await startSimulator({ products: 300, entriesPerProduct: 2, bulk: { pageSize: 250 } });
    const { accessToken } = simulator.simulation.login('sandbox');
    const login = ['org', 'login', 'access-token', '--instance-url', simulator.url, '--no-prompt', '--alias', 'uat'];
    const { exitCode, message } = await sf(login, home, { SF_ACCESS_TOKEN: accessToken });
    expect(exitCode, message).to.equal(0);
  });

  after(async () => {
    await simulator.close();
    await rm(home, { recursive: true, force: true });
  });

  it('When data export bulk writes CSV and JSON, Then both hold every record of every page', async () => {
    const cwd = await directory();
    const soql = 'SELECT Id, Product2.ProductCode, UnitPrice, IsActive FROM PricebookEntry';
    const run = (format: string): Promise<Answer> =>
      bulk('export', cwd, '-q', soql, '--output-file', `e.${format}`, '-r', format, '--wait', '1');
    const [csv, json] = await Promise.all([run('csv'), run('json')]);
    const size = simulator.simulation.sandbox.table('PricebookEntry').size;
    expect([csv.result, json.result].map((result) => result['totalSize'])).to.deep.equal([size, size]);
    const lines = (await readFile(join(cwd, 'e.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines).to.have.length(size + 1);
    expect(lines[0]).to.equal('"Id","Product2.ProductCode","UnitPrice","IsActive"');
    const records = JSON.parse(await readFile(join(cwd, 'e.json'), 'utf8')) as Row[];
    expect(new Set(records.map(({ Id }) => Id)).size).to.equal(size);
    expect(records[0])
      .to.have.property('UnitPrice')
      .that.matches(/^\d+\.\d+$/);
    const log = (await (await fetch(`${simulator.url}/__simulator/requests`)).json()) as Row[];
    expect(log.filter(({ write }) => write)).to.deep.equal([]);
    expect(log.filter(({ path }) => String(path).endsWith('/results')).length).to.be.greaterThan(4);
  });

  it('When an export is started and resumed later, Then it ends as one that was waited for', async () => {
    const cwd = await directory();
    await behave({ delayMs: 300, pageSize: 250 });
    const started = await bulk('export', cwd, '-q', 'SELECT Id FROM Product2', '--output-file', 'later.csv');
    expect(started.result['jobId']).to.match(/^750/);
    const id = String(started.result['jobId']);
    const resumed = await sf(['data', 'export', 'resume', '--job-id', id], cwd);
    expect(resumed.exitCode, resumed.message).to.equal(0);
    expect(resumed.result['totalSize']).to.equal(products().length);
  });

  it('When an export cannot be, Then the CLI shows the words of the API', async () => {
    const cwd = await directory();
    await behave({ failJob: { object: 'User', message: 'InternalServerError : no' } });
    const run = (soql: string): Promise<Answer> =>
      bulk('export', cwd, '-q', soql, '--output-file', 'x.csv', '--wait', '1');
    const [field, failed] = await Promise.all([run('SELECT Nope FROM Product2'), run('SELECT Id FROM User')]);
    expect(field.exitCode).not.to.equal(0);
    expect(field.message).to.include("No such column 'Nope' on entity 'Product2'");
    expect(failed.exitCode).not.to.equal(0);
    expect(failed.message).to.match(/failed to complete/i);
  });

  it('When data update bulk meets bad rows, Then data bulk results tells them from the good ones', async () => {
    const cwd = await directory();
    await behave({});
    const [first, second] = products();
    const csv = `Id,Name\n${String(first?.['Id'])},"Renamed ""twice"""\n01t000000000001AAA,Nobody\n${String(second?.['Id'])},#N/A\n`;
    await writeFile(join(cwd, 'u.csv'), csv);
    const update = await bulk('update', cwd, '--sobject', 'Product2', '--file', 'u.csv', '--wait', '1');
    expect([update.exitCode, update.name]).to.deep.equal([1, 'FailedRecordDetailsError']);
    const id = String((update as unknown as { data: { jobId: string } }).data.jobId);
    const { result } = await sf(['data', 'bulk', 'results', '-o', 'uat', '--job-id', id], cwd);
    expect(result).to.include({ processedRecords: 3, successfulRecords: 1, failedRecords: 2, operation: 'update' });
    const failed = await readFile(join(cwd, String(result['failedFilePath'])), 'utf8');
    expect(failed).to.include('"INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--"');
    expect(failed).to.include('Required fields are missing: [Name]:Name --');
    const good = await readFile(join(cwd, String(result['successFilePath'])), 'utf8');
    expect(good).to.match(/^"sf__Id","sf__Created","Id","Name"\n"01t/);
    expect(products()[0]).to.include({ Name: 'Renamed "twice"' });
  });

  it('When data import, upsert and delete bulk run after each other, Then each finds what the last one left', async () => {
    const cwd = await directory();
    await behave({});
    const on = ['--sobject', 'Product2', '--wait', '1'];
    const rows = Array.from({ length: 250 }, (_, index) => `"Imported ${index}",IMP-${index}`);
    await writeFile(join(cwd, 'i.csv'), `Name,ProductCode\n${rows.join('\n')}\n`);
    const imported = await bulk('import', cwd, ...on, '--file', 'i.csv');
    expect(imported.result, imported.message).to.include({ processedRecords: 250, failedRecords: 0 });
    const made = (): Row[] => products().filter(({ ProductCode }) => /^IMP-/.test(String(ProductCode)));
    expect(made()).to.have.length(250);
    const changed = made().map(({ Id }) => `${String(Id)},Upserted`);
    await writeFile(join(cwd, 's.csv'), `Id,Name\n${changed.join('\n')}\n`);
    const upserted = await bulk('upsert', cwd, ...on, '--file', 's.csv', '--external-id', 'Id');
    expect(upserted.exitCode, upserted.message).to.equal(0);
    expect(made().every(({ Name }) => Name === 'Upserted')).to.equal(true);
    const ids = made().map(({ Id }) => String(Id));
    await writeFile(join(cwd, 'd.csv'), `Id\n${ids.join('\n')}\n`);
    const hard = await bulk('delete', cwd, ...on, '--file', 'd.csv', '--hard-delete');
    expect(hard.exitCode).to.equal(1);
    const deleted = await bulk('delete', cwd, ...on, '--file', 'd.csv');
    expect(deleted.exitCode, deleted.message).to.equal(0);
    expect(made()).to.have.length(0);
  });

  it('When an update is aborted, or its file is wrong, Then the CLI says so', async () => {
    const cwd = await directory();
    await behave({ abortedByAdmin: true });
    await writeFile(join(cwd, 'u.csv'), `Id,Name\n${String(products()[0]?.['Id'])},No\n`);
    await writeFile(join(cwd, 'crlf.csv'), `Id,Name\r\n${String(products()[0]?.['Id'])},No\r\n`);
    const run = (file: string): Promise<Answer> =>
      bulk('update', cwd, '--sobject', 'Product2', '--file', file, '--line-ending', 'LF', '--wait', '1');
    const aborted = await run('u.csv');
    expect(aborted.message).to.match(/aborted/i);
    await behave({});
    const wrong = await run('crlf.csv');
    expect(wrong.message).to.include('LineEnding is invalid on user data. Current LineEnding setting is LF');
    expect(await readdir(cwd)).to.include.members(['u.csv', 'crlf.csv']);
  });
});
