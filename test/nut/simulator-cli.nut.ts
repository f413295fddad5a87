import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startSimulator } from '../simulator/server.ts';
import type { RunningSimulator } from '../simulator/server.ts';

const CLI = fileURLToPath(new URL('../../node_modules/@salesforce/cli/bin/run.js', import.meta.url));
const GENERATED = 2_150;

type Output<T> = { status: number; result: T; name: string; message: string };
type Answer<T> = { exitCode: number; json: Output<T> };
type QueryResult = { totalSize: number; done: boolean; records: Array<Record<string, unknown>> };
type Org = { username: string; orgId: string; connectedStatus: string; isSandbox: boolean; name: string };

describe('Given a simulator and the real sf CLI', function () {
  this.timeout(120_000);
  let simulator: RunningSimulator;
  let home: string;

  /** Runs the real CLI with a home of its own, and answers what `--json` printed. */
  function sf<T>(args: string[], env: Record<string, string> = {}): Promise<Answer<T>> {
    const options = {
      cwd: home,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        USERPROFILE: home,
        SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
        SF_DISABLE_TELEMETRY: 'true',
        SF_AUTOUPDATE_DISABLE: 'true',
        SF_SKIP_NEW_VERSION_CHECK: 'true',
        ...env,
      },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 60_000,
    };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [CLI, ...args, '--json'], options, (error, stdout, stderr) => {
        const exitCode = error ? Number(error.code ?? 1) : 0;
        try {
          resolve({ exitCode, json: JSON.parse(stdout) as Output<T> });
        } catch {
          reject(new Error(`sf ${args.join(' ')} printed no JSON: ${stdout}\n${stderr}`));
        }
      });
    });
  }

  const query = (soql: string, ...flags: string[]): Promise<Answer<QueryResult>> =>
    sf<QueryResult>(['data', 'query', '--target-org', 'uat', '--query', soql, ...flags]);

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'simulator-cli-'));
    simulator = await startSimulator({ products: GENERATED });
    const { accessToken, username, orgId } = simulator.simulation.login('sandbox');
    const login = ['org', 'login', 'access-token', '--instance-url', simulator.url, '--no-prompt', '--alias', 'uat'];
    const { exitCode, json } = await sf<Org>(login, { SF_ACCESS_TOKEN: accessToken });
    expect(exitCode, json.message).to.equal(0);
    expect(json.result).to.include({ username, orgId });
  });

  after(async () => {
    await simulator.close();
    await rm(home, { recursive: true, force: true });
  });

  it('When org display and org list ask, Then both are connected to the sandbox', async () => {
    const [display, list] = await Promise.all([
      sf<{ id: string; apiVersion: string; connectedStatus: string; alias: string }>(['org', 'display', '-o', 'uat']),
      sf<{ sandboxes: Org[]; nonScratchOrgs: Org[] }>(['org', 'list']),
    ]);
    const { username, orgId } = simulator.simulation.login('sandbox');
    expect(display.json.result).to.include({
      id: orgId,
      alias: 'uat',
      connectedStatus: 'Connected',
      apiVersion: '65.0',
    });
    expect(list.json.result.sandboxes).to.have.length(1);
    expect(list.json.result.sandboxes[0]).to.include({
      username,
      orgId,
      isSandbox: true,
      connectedStatus: 'Connected',
    });
  });

  it('When data query reads parents, children and the Tooling API, Then records come as from a real org', async () => {
    const [users, products, tooling] = await Promise.all([
      query(
        "SELECT Username, Profile.Name FROM User WHERE Profile.Name = 'System Administrator' ORDER BY Username LIMIT 1"
      ),
      query(
        'SELECT Name, (SELECT UnitPrice, Pricebook2.Name FROM PricebookEntries LIMIT 1) FROM Product2 ORDER BY Name LIMIT 1'
      ),
      query(
        "SELECT QualifiedApiName, Label FROM EntityDefinition WHERE QualifiedApiName = 'Product2'",
        '--use-tooling-api'
      ),
    ]);
    const user = users.json.result.records[0];
    expect(user?.['Profile']).to.deep.include({ Name: 'System Administrator' });
    expect(user?.['attributes']).to.have.property('type', 'User');
    expect(products.json.result.records[0]?.['PricebookEntries']).to.deep.include({ totalSize: 1, done: true });
    expect(tooling.json.result.records[0]).to.deep.include({ QualifiedApiName: 'Product2', Label: 'Product' });
  });

  it('When data query reads more than 2,000 records, Then it pages through all of them', async () => {
    const [counted, listed] = await Promise.all([
      query('SELECT COUNT() FROM Product2'),
      query('SELECT Id FROM Product2 ORDER BY Name'),
    ]);
    const { totalSize, records } = listed.json.result;
    expect(totalSize).to.be.greaterThan(GENERATED - 1);
    expect(counted.json.result.totalSize).to.equal(totalSize);
    expect(new Set(records.map((record) => record['Id'])).size).to.equal(totalSize);
    const requests = (await (await fetch(`${simulator.url}/__simulator/requests`)).json()) as Array<{ path: string }>;
    expect(requests.filter(({ path }) => /\/query\/01g\w{15}-2000$/.test(path))).to.have.length(1);
  });

  it('When a record is created, read, changed and deleted, Then each step is seen by the next', async () => {
    const target = ['--target-org', 'uat', '--sobject', 'Product2'];
    const values = "Name='Cable & clamp' ProductCode=CC-1 IsActive=true";
    const created = await sf<{ id: string; success: boolean }>([
      'data',
      'create',
      'record',
      ...target,
      '--values',
      values,
    ]);
    expect(created.json.result.success).to.equal(true);
    const { id } = created.json.result;
    expect(id).to.match(/^01t\w{15}$/);
    const record = [...target, '--record-id', id];
    const first = await sf<Record<string, unknown>>(['data', 'get', 'record', ...record]);
    expect(first.json.result).to.deep.include({ Id: id, Name: 'Cable & clamp', ProductCode: 'CC-1', IsActive: true });
    const updated = await sf<{ success: boolean }>([
      'data',
      'update',
      'record',
      ...record,
      '--values',
      'ProductCode=CC-2',
    ]);
    expect(updated.json.result.success).to.equal(true);
    const second = await sf<Record<string, unknown>>([
      'data',
      'get',
      'record',
      ...target,
      '--where',
      'ProductCode=CC-2',
    ]);
    expect(second.json.result).to.deep.include({ Id: id, ProductCode: 'CC-2' });
    const deleted = await sf<{ success: boolean }>(['data', 'delete', 'record', ...record]);
    expect(deleted.json.result.success).to.equal(true);
    const gone = await sf(['data', 'get', 'record', ...record]);
    expect(gone.exitCode).to.equal(1);
    expect(gone.json.name).to.equal('ENTITY_IS_DELETED');
  });

  it('When the schema and limits are asked for, Then standard and custom objects and the API limit are there', async () => {
    const setting = 'LGK__ConfigurationTenant__c';
    const [described, listed, limits] = await Promise.all([
      sf<{ name: string; customSetting: boolean; fields: Array<{ name: string; label: string }> }>([
        'sobject',
        'describe',
        '-o',
        'uat',
        '--sobject',
        setting,
      ]),
      sf<string[]>(['sobject', 'list', '-o', 'uat', '--sobject', 'all']),
      sf<Array<{ name: string; max: number; remaining: number }>>(['limits', 'api', 'display', '-o', 'uat']),
    ]);
    expect(described.json.result).to.include({ name: setting, customSetting: true });
    expect(described.json.result.fields.map(({ name }) => name)).to.include.members([
      'Id',
      'SetupOwnerId',
      'LGK__RuntimeUrl__c',
    ]);
    expect(listed.json.result).to.include.members(['Product2', 'User', 'Organization', setting]);
    const api = limits.json.result.find(({ name }) => name === 'DailyApiRequests');
    expect(api?.max).to.equal(15_000);
    expect(api?.remaining).to.be.lessThan(15_000);
  });

  it('When SOQL or values are wrong, Then the CLI shows the error of the API', async () => {
    const [syntax, column, type, required] = await Promise.all([
      query('SELECT Id FROM Product2 WHERE'),
      query('SELECT Nope FROM Product2'),
      query('SELECT Id FROM Nope__c'),
      sf(['data', 'create', 'record', '-o', 'uat', '--sobject', 'Product2', '--values', 'ProductCode=X']),
    ]);
    expect(syntax.json).to.deep.include({ name: 'MALFORMED_QUERY', status: 1 });
    expect(column.json.name).to.equal('INVALID_FIELD');
    expect(column.json.message).to.include("No such column 'Nope' on entity 'Product2'");
    expect(type.json.name).to.equal('INVALID_TYPE');
    expect(required.json.message).to.include('Required fields are missing: [Name]');
  });

  it('When a token is refused at login, Then the CLI says why', async () => {
    const login = ['org', 'login', 'access-token', '--instance-url', simulator.url, '--no-prompt', '--alias', 'bad'];
    const { orgId } = simulator.simulation.login('sandbox');
    const answer = await sf(login, { SF_ACCESS_TOKEN: `${orgId.slice(0, 15)}!AQEexpired` });
    expect(answer.exitCode).to.equal(1);
    expect(answer.json.message).to.include('Bad_OAuth_Token');
  });

  it('When the sandbox is refreshed, Then the old session has expired for the CLI', async () => {
    const before = await query('SELECT COUNT() FROM User');
    expect(before.exitCode, before.json.message).to.equal(0);
    const response = await fetch(`${simulator.url}/__simulator/refresh`, { method: 'POST' });
    expect(response.status).to.equal(200);
    const [queried, displayed] = await Promise.all([
      query('SELECT COUNT() FROM User'),
      sf<{ connectedStatus: string }>(['org', 'display', '-o', 'uat']),
    ]);
    expect(queried.exitCode).to.equal(1);
    expect(queried.json.name).to.equal('INVALID_SESSION_ID');
    expect(displayed.json.result.connectedStatus).to.match(/Session expired or invalid|INVALID_SESSION_ID/);
  });
});
