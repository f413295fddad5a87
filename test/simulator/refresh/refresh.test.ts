import { expect } from 'chai';
import type { Json, SfRecord } from '../model.ts';
import { buildSimulation, type ScenarioSimulation } from '../scenario/index.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { refreshSandbox } from './index.ts';

const TENANT = 'LGK__ConfigurationTenant__c';
const build = (scenario = 'standard', products = 0): ScenarioSimulation =>
  buildSimulation(scenario, { baseUrl: 'http://127.0.0.1:7777', products });
const rows = (org: OrgStore, object: string): SfRecord[] => [...org.table(object).rows()];
const userNamed = (org: OrgStore, username: string): SfRecord => {
  const user = rows(org, 'User').find((row) => row['Username'] === username);
  if (user === undefined) throw new Error(`There is no user ${username}.`);
  return user;
};
const isFrozen = (org: OrgStore, username: string): Json | undefined => {
  const { Id } = userNamed(org, username);
  return rows(org, 'UserLogin').find((row) => row['UserId'] === Id)?.['IsFrozen'];
};

describe('a sandbox refresh', () => {
  it('Given a sandbox, When it is refreshed twice, Then it has a new org ID each time', () => {
    const simulation = build();
    const ids = [
      simulation.login('sandbox').orgId,
      refreshSandbox(simulation, {}).orgId,
      refreshSandbox(simulation, {}).orgId,
    ];
    expect(new Set(ids).size).to.equal(3);
    expect(rows(simulation.sandbox, 'Organization').map((row) => row.Id)).to.deep.equal([ids[2]]);
    expect(rows(simulation.sandbox, 'Organization')[0]).to.include({
      IsSandbox: true,
      InstanceName: 'CS174',
      TrialExpirationDate: null,
    });
  });

  it('Given the old access token, When the sandbox is refreshed, Then the token is dead and the new one works', () => {
    const simulation = build();
    const old = simulation.login('sandbox').accessToken;
    const { accessToken, username } = refreshSandbox(simulation, {});
    expect(simulation.orgByToken(old)).to.equal(undefined);
    expect(simulation.orgByToken(accessToken)?.org).to.equal(simulation.sandbox);
    expect(username).to.equal('release.manager@acme.example.uat');
  });

  it('Given production’s products, When the sandbox is refreshed, Then it holds exactly those, under their IDs', () => {
    const simulation = build();
    const ids = (org: OrgStore): string[] =>
      ['Product2', 'Pricebook2', 'PricebookEntry', 'SBQQ__QuoteLine__c'].flatMap((name) =>
        rows(org, name).map((row) => row.Id)
      );
    expect(ids(simulation.sandbox)).not.to.deep.equal(ids(simulation.production));
    refreshSandbox(simulation, {});
    expect(ids(simulation.sandbox)).to.deep.equal(ids(simulation.production));
  });

  it('Given a tenant that names the sandbox’s environment, When it is refreshed, Then it names production’s, for the new org', () => {
    const simulation = build();
    const { orgId } = refreshSandbox(simulation, {});
    expect(rows(simulation.sandbox, TENANT)).to.have.lengthOf(1);
    expect(rows(simulation.sandbox, TENANT)[0]).to.include({
      SetupOwnerId: orgId,
      LGK__RuntimeUrl__c: 'https://acme.prod.logik.io',
      LGK__AdministrationUrl__c: 'https://acme.prod.logik.io',
      LGK__CpqEmailRecipientOverride__c: null,
    });
  });

  it('Given profile and user rows in production, When it is refreshed, Then they keep their owners', () => {
    const simulation = build('profile-override');
    refreshSandbox(simulation, {});
    const owners = (org: OrgStore): Json[] =>
      rows(org, TENANT)
        .map((row) => row['SetupOwnerId'] ?? null)
        .slice(1);
    expect(owners(simulation.sandbox)).to.deep.equal(owners(simulation.production));
  });

  it('Given a user and products that only the sandbox has, When it is refreshed, Then they are gone', () => {
    const simulation = build();
    userNamed(simulation.sandbox, 'quinn.tester@acme.example.uat');
    refreshSandbox(simulation, {});
    expect(rows(simulation.sandbox, 'User').map((row) => row['FirstName'])).not.to.include('Quinn');
    expect(rows(simulation.sandbox, 'Product2').map((row) => row['ProductCode'])).not.to.include('HX-300');
  });

  it('Given production’s users, When it is refreshed, Then usernames have the suffix, and production’s have not', () => {
    const simulation = build();
    refreshSandbox(simulation, {});
    const names = (org: OrgStore): string[] => rows(org, 'User').map((row) => String(row['Username']));
    expect(names(simulation.sandbox)).to.deep.equal(names(simulation.production).map((name) => `${name}.uat`));
  });

  it('Given a username that is taken elsewhere, When it is refreshed, Then characters are put before it', () => {
    const simulation = build('username-taken');
    refreshSandbox(simulation, {});
    const names = rows(simulation.sandbox, 'User').map((row) => String(row['Username']));
    expect(names).not.to.include('dana.ortiz@acme.example.uat');
    expect(names.filter((name) => /^\w+dana\.ortiz@acme\.example\.uat$/.test(name))).to.have.lengthOf(1);
  });

  it('Given users with e-mail addresses, When it is refreshed, Then all but the refresher’s end in .invalid', () => {
    const simulation = build();
    refreshSandbox(simulation, { refreshedBy: 'dana.ortiz@acme.example.uat' });
    const valid = rows(simulation.sandbox, 'User').filter((row) => !String(row['Email']).endsWith('.invalid'));
    expect(valid.map((row) => row['Username'])).to.deep.equal(['dana.ortiz@acme.example.uat']);
    expect(userNamed(simulation.sandbox, 'provisioning.logik@acme.example.uat')['Email']).to.equal(
      'provisioning@logik.io.invalid'
    );
  });

  it('Given no selective access, When it is refreshed, Then nobody is frozen', () => {
    const simulation = build();
    refreshSandbox(simulation, {});
    expect(rows(simulation.sandbox, 'UserLogin').filter((row) => row['IsFrozen'] === true)).to.deep.equal([]);
  });

  it('Given selective access, When it is refreshed, Then members keep their e-mail and all others are frozen', () => {
    const simulation = build();
    refreshSandbox(simulation, { selectiveAccess: ['kim.larsen@acme.example'] });
    const { sandbox } = simulation;
    expect(userNamed(sandbox, 'kim.larsen@acme.example.uat')['Email']).to.equal('kim.larsen@acme.example');
    expect(isFrozen(sandbox, 'kim.larsen@acme.example.uat')).to.equal(false);
    expect(isFrozen(sandbox, 'release.manager@acme.example.uat'), 'the refresher').to.equal(false);
    expect(isFrozen(sandbox, 'dana.ortiz@acme.example.uat')).to.equal(true);
    expect(userNamed(sandbox, 'dana.ortiz@acme.example.uat')['IsActive'], 'frozen is not inactive').to.equal(true);
  });

  it('Given the scenario selective-access, When a plain refresh comes, Then the scenario’s group is let in', () => {
    const simulation = build('selective-access');
    refreshSandbox(simulation, {});
    expect(isFrozen(simulation.sandbox, 'sam.seller@acme.example.uat')).to.equal(true);
    refreshSandbox(simulation, { selectiveAccess: null });
    expect(isFrozen(simulation.sandbox, 'sam.seller@acme.example.uat')).to.equal(false);
  });

  it('Given all e-mail and single sign-on, When it is refreshed, Then system e-mail only and no single sign-on', () => {
    const simulation = build();
    simulation.settings(simulation.sandbox).emailDeliverability = 'all';
    simulation.settings(simulation.sandbox).ssoEnabled = true;
    refreshSandbox(simulation, {});
    expect(simulation.settings(simulation.sandbox)).to.include({ emailDeliverability: 'system', ssoEnabled: false });
    expect(simulation.settings(simulation.production)).to.include({ emailDeliverability: 'all', ssoEnabled: true });
  });

  for (const object of ['OauthToken', 'LoginHistory', 'AuthSession']) {
    it(`Given rows of ${object}, When it is refreshed, Then the sandbox has none and production keeps its own`, () => {
      const simulation = build();
      expect(rows(simulation.sandbox, object)).not.to.deep.equal([]);
      refreshSandbox(simulation, {});
      expect(rows(simulation.sandbox, object)).to.deep.equal([]);
      expect(rows(simulation.production, object)).not.to.deep.equal([]);
    });
  }

  it('Given a refresh, When it is done, Then production has a SandboxProcess with the 15-character org ID, the sandbox none', () => {
    const simulation = build();
    const { orgId } = refreshSandbox(simulation, {});
    const process = rows(simulation.production, 'SandboxProcess').at(-1);
    expect(process).to.include({
      SandboxName: 'uat',
      SandboxOrganization: orgId.slice(0, 15),
      Status: 'Completed',
      CopyProgress: 100,
    });
    expect(rows(simulation.production, 'SandboxInfo').map((row) => row['SandboxName'])).to.deep.equal(['uat']);
    expect(rows(simulation.sandbox, 'SandboxProcess')).to.deep.equal([]);
  });

  it('Given production changed since the start, When it is refreshed, Then the copy is of production as it is now', () => {
    const simulation = build('standard', 100);
    const { production } = simulation;
    const [generated] = production.table('Product2').rows();
    production.load('Product2', { ...generated, Name: 'Renamed in production' });
    production.table('Product2').remove('01t5eG000000001', false, '');
    production.load('Account', { Name: 'New in production' });
    refreshSandbox(simulation, {});
    const { sandbox } = simulation;
    expect(sandbox.table('Product2').get(generated?.Id ?? '')?.['Name']).to.equal('Renamed in production');
    expect(sandbox.table('Product2').get('01t5eG000000001')).to.equal(undefined);
    expect(sandbox.table('Product2').size).to.equal(production.table('Product2').size);
    expect(rows(sandbox, 'Account').map((row) => row['Name'])).to.include('New in production');
  });

  it('Given a refreshed sandbox, When either org is written, Then the other does not change', () => {
    const simulation = build();
    refreshSandbox(simulation, {});
    const [row] = rows(simulation.sandbox, TENANT);
    simulation.sandbox.load(TENANT, { ...row, LGK__RuntimeUrl__c: 'https://changed.example' });
    expect(rows(simulation.production, TENANT)[0]).to.include({ LGK__RuntimeUrl__c: 'https://acme.prod.logik.io' });
  });

  it('Given a refresh, When Logik is asked, Then it still knows the old products and not the new ones', () => {
    const simulation = build();
    const idOf = (org: OrgStore): string =>
      rows(org, 'Product2').find((row) => row['ProductCode'] === 'HX-100')?.Id ?? '';
    const before = idOf(simulation.sandbox);
    const login = refreshSandbox(simulation, {});
    expect(simulation.logik.own.productCache.get(before)?.productCode).to.equal('HX-100');
    expect(simulation.logik.own.productCache.get(idOf(simulation.sandbox))).to.equal(undefined);
    expect(login).to.include({ logikRuntimeToken: simulation.logik.runtimeToken, logikUrl: 'http://127.0.0.1:7777' });
  });

  it('Given no permission to read the tenant in production, When it is refreshed, Then neither in the sandbox', () => {
    const simulation = build('no-permission');
    refreshSandbox(simulation, {});
    expect(simulation.sandbox.canRead(TENANT)).to.equal(false);
    expect(simulation.sandbox.canRead('Product2')).to.equal(true);
  });

  it('Given another name, org ID and My Domain, When it is refreshed with them, Then the copy has them', () => {
    const simulation = build();
    const facts = refreshSandbox(simulation, { sandboxName: 'uat2', orgId: '00DOv0000009Zzz' });
    expect(facts.orgId.slice(0, 15)).to.equal('00DOv0000009Zzz');
    expect(facts.username).to.equal('release.manager@acme.example.uat2');
    expect(simulation.sandbox.facts.myDomain).to.equal('https://acme--uat2.sandbox.my.salesforce.com');
    refreshSandbox(simulation, { myDomain: 'https://acme2--uat2.sandbox.my.salesforce.com' });
    expect(simulation.sandbox.facts.myDomain).to.equal('https://acme2--uat2.sandbox.my.salesforce.com');
  });

  for (const [what, body, complaint] of [
    ['an unknown field', { orgid: 'x' }, 'orgid'],
    ['a user that production has not', { refreshedBy: 'nobody@acme.example' }, 'nobody@acme.example'],
    ['an org ID that is none', { orgId: '00D' }, 'orgId'],
    ['something else than an object', [], 'JSON object'],
  ] as const) {
    it(`Given ${what}, When a refresh is asked for, Then it is refused and the sandbox stays`, () => {
      const simulation = build();
      const before = simulation.login('sandbox');
      expect(() => refreshSandbox(simulation, body)).to.throw(complaint);
      expect(simulation.login('sandbox')).to.deep.equal(before);
    });
  }
});
