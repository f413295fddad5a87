import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Json } from '../model.ts';
import { buildSimulation, scenarioNames, ScenarioError } from './index.ts';

const BASE = { baseUrl: 'http://127.0.0.1:7777' };
const TENANT = 'LGK__ConfigurationTenant__c';

describe('scenarios', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'scenario-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  const write = (content: Json | string): string => {
    const file = join(directory, 'scenario.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const refusal = (content: Json | string): ScenarioError => {
    const file = write(content);
    try {
      buildSimulation(file, BASE);
    } catch (error) {
      expect(error).to.be.instanceOf(ScenarioError);
      expect((error as ScenarioError).message).to.contain(file);
      return error as ScenarioError;
    }
    throw new Error('The scenario was accepted.');
  };

  for (const name of scenarioNames()) {
    it(`Given the scenario ${name}, When it is built, Then both orgs have their login and their Organization`, () => {
      const simulation = buildSimulation(name, BASE);
      for (const role of ['production', 'sandbox'] as const) {
        const { orgId, accessToken, username } = simulation.login(role);
        expect(simulation.orgByToken(accessToken)?.org).to.equal(simulation.role(role));
        expect(simulation.orgByUsername(username)?.org).to.equal(simulation.role(role));
        const organization = simulation.role(role).table('Organization').get(orgId);
        expect(organization?.['IsSandbox']).to.equal(role === 'sandbox');
      }
    });
  }

  it('Given a name that nobody knows, When it is built, Then the error lists the known ones', () => {
    expect(() => buildSimulation('standrad', BASE)).to.throw(
      ScenarioError,
      /standrad: unknown name; known: .*standard/
    );
  });

  it('Given a file that is not there, When it is built, Then the error names it', () => {
    expect(() => buildSimulation(join(directory, 'none.json'), BASE)).to.throw(
      ScenarioError,
      /none\.json: no such file/
    );
  });

  it('Given a file that is not JSON, When it is built, Then the error says so', () => {
    expect(refusal('{ "production": ').problem).to.contain('cannot be read as JSON');
  });

  it('Given a misspelt field, When it is built, Then the error names its place', () => {
    const error = refusal({ extends: 'standard', sandbox: { userz: [] } });
    expect(error.path).to.equal('/sandbox');
    expect(error.problem).to.equal('unknown field "userz"');
  });

  it('Given a user without an e-mail address, When it is built, Then the error names the user by its place', () => {
    const error = refusal({
      extends: 'standard',
      production: { users: [{ username: 'a@b.c', lastName: 'B', profile: 'X' }] },
    });
    expect(error.path).to.equal('/production/users/0');
    expect(error.problem).to.contain("'email'");
  });

  it('Given neither extends nor production, When it is built, Then it is refused', () => {
    expect(refusal({ description: 'nothing' }).problem).to.contain('required');
  });

  const references: Array<[what: string, patch: { [key: string]: Json }, path: string]> = [
    [
      'a profile that does not exist',
      { production: { add: { users: [user('x@y.z', 'Nobody')] } } },
      '/production/add/users/0/profile',
    ],
    ['an object that does not exist', { sandbox: { records: { Nothing__c: [{}] } } }, '/sandbox/records/Nothing__c/0'],
    ['a field that does not exist', { sandbox: { add: { products: [{ Nmae: 'x' }] } } }, '/sandbox/add/products/0'],
    [
      'a product that does not exist',
      { production: { pricebookEntries: [{ pricebook: 'Partner', prices: { Z: 1 } }] } },
      '/production/pricebookEntries/0/prices/Z',
    ],
    ['a login that is no user', { sandbox: { login: 'x@y.z' } }, '/sandbox/login'],
    [
      'a permission that does not exist',
      { production: { permissionSets: { P: { permissions: ['Fly'] } } } },
      '/production/permissionSets/P/permissions',
    ],
    ['a placeholder that does not exist', { sandbox: { myDomain: 'https://${host}' } }, '/sandbox/myDomain'],
    [
      'a blueprint that does not exist',
      { logik: { configurableProducts: [{ productCode: 'HX-100', blueprint: 'b' }] } },
      '/logik/configurableProducts/0/blueprint',
    ],
    ['a refresh token user that does not exist', { logik: { refreshTokenUser: 'x@y.z' } }, '/logik/refreshTokenUser'],
    [
      'a managed table with a column of no known type',
      { logik: { managedTables: [{ name: 't', columns: [{ name: 'a', type: 'date' }] }] } },
      '/logik/managedTables/0/columns/0/type',
    ],
  ];
  for (const [what, patch, path] of references) {
    it(`Given ${what}, When it is built, Then the error names the place ${path}`, () => {
      expect(refusal({ extends: 'standard', ...patch }).path).to.equal(path);
    });
  }

  it('Given two files that extend each other, When one is built, Then the circle is named', () => {
    const file = join(directory, 'scenario.json');
    expect(refusal({ extends: file }).problem).to.contain('circle');
  });

  it('Given a scenario that extends another, When it is built, Then objects merge, null removes and arrays replace', () => {
    const file = write({
      extends: 'standard',
      production: {
        organization: { Name: 'Other' },
        permissionSets: { Logik_API_User: { objectPermissions: { Product2: null } } },
        pricebookEntries: [],
      },
    });
    const { production } = buildSimulation(file, BASE);
    const [organization] = production.table('Organization').rows();
    expect(organization).to.include({ Name: 'Other', InstanceName: 'NA231' });
    const objects = [...production.table('ObjectPermissions').rows()].map((row) => row['SobjectType']);
    expect(objects).to.include('Pricebook2').and.not.to.include('Product2');
    expect(production.table('PricebookEntry').size).to.equal(0);
  });

  it('Given a sandbox that leaves things out, When it is built, Then it has production’s, with IDs of its own', () => {
    const { production, sandbox } = buildSimulation('standard', BASE);
    const code = (row: { [field: string]: Json }): Json | undefined => row['ProductCode'];
    const [there, here] = [production, sandbox].map((org) => [...org.table('Product2').rows()]);
    expect(here?.map(code)).to.include.members(there?.map(code) ?? []);
    expect(here?.length).to.equal((there?.length ?? 0) + 2);
    const ids = new Set(there?.map((row) => row.Id));
    expect(here?.filter((row) => ids.has(row.Id))).to.deep.equal([]);
    const usernames = [...sandbox.table('User').rows()].map((row) => row['Username']);
    expect(usernames).to.include('logik.sync@acme.example.uat');
    expect(sandbox.facts.myDomain).to.equal('https://acme--uat.sandbox.my.salesforce.com');
  });

  it('Given ${logikUrl}, When it is built, Then the sandbox’s tenant names the simulated environment', () => {
    const { sandbox, production } = buildSimulation('standard', BASE);
    const [row] = sandbox.table(TENANT).rows();
    expect(row).to.include({ LGK__RuntimeUrl__c: BASE.baseUrl, LGK__AdministrationUrl__c: BASE.baseUrl });
    expect(row?.['SetupOwnerId']).to.equal(sandbox.facts.orgId);
    expect([...production.table(TENANT).rows()][0]).to.include({ LGK__RuntimeUrl__c: 'https://acme.prod.logik.io' });
  });

  it('Given a refresh token user as production names it, When it is built, Then the sandbox’s user is meant', () => {
    const file = write({ extends: 'standard', logik: { refreshTokenUser: 'dana.ortiz@acme.example' } });
    const { user } = buildSimulation(file, BASE).logik.connection;
    expect(user).to.include({ username: 'dana.ortiz@acme.example.uat' });
    const usual = buildSimulation('standard', BASE).logik.connection.user;
    expect(usual).to.include({ username: 'logik.sync@acme.example.uat' });
  });

  it('Given profile and user rows, When it is built, Then each belongs to its owner', () => {
    const { sandbox } = buildSimulation('profile-override', BASE);
    const owners = [...sandbox.table(TENANT).rows()].map(
      (row) => sandbox.objectOfId(String(row['SetupOwnerId']))?.name
    );
    expect(owners).to.deep.equal(['Organization', 'Profile', 'User']);
  });

  it('Given the same scenario twice, When it is built, Then IDs are the same and secrets are not', () => {
    const [first, second] = [buildSimulation('standard', BASE), buildSimulation('standard', BASE)];
    const ids = (simulation: typeof first): string[] =>
      [...simulation.sandbox.table('Product2').rows()].map((row) => row.Id);
    expect(ids(first)).to.deep.equal(ids(second));
    expect(first.login('sandbox').accessToken).not.to.equal(second.login('sandbox').accessToken);
    expect(first.login('sandbox').logikAdminApiKey).not.to.equal(second.login('sandbox').logikAdminApiKey);
  });

  it('Given no-permission, When the login looks at the tenant, Then it may not read it', () => {
    expect(buildSimulation('no-permission', BASE).sandbox.canRead(TENANT)).to.equal(false);
  });
});

function user(username: string, profile: string): { [key: string]: Json } {
  return { username, email: username, lastName: 'X', profile };
}
