import { expect } from 'chai';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';

describe('Given an org whose user reads it in German', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient();
    const store = client.simulator.simulation.sandbox;
    const user = store.table('User').get(store.facts.loginUserId);
    if (user) store.table('User').put({ ...user, LanguageLocaleKey: 'de' });
  });
  after(() => client.simulator.close());

  it('When profiles are queried, Then standard ones have German names, in results and conditions, and others theirs', async () => {
    const names = (await client.records('SELECT Name FROM Profile')).map(({ Name }) => Name);
    expect(names).to.include.members(['Standardbenutzer', 'Systemadministrator', 'Minimum Access - Salesforce']);
    expect(names).not.to.include('Standard User');
    expect(await client.records("SELECT Id FROM Profile WHERE Name = 'Standardbenutzer'")).to.have.length(1);
    expect(await client.records("SELECT Id FROM Profile WHERE Name = 'Standard User'")).to.have.length(0);
    expect(await client.records("SELECT Id FROM User WHERE Profile.Name = 'Systemadministrator'")).not.to.have.length(
      0
    );
  });

  it('When a standard profile is looked at, Then production has it under the same ID', async () => {
    const [{ Id } = {}] = await client.records("SELECT Id FROM Profile WHERE Name = 'Standardbenutzer'");
    const store = client.simulator.simulation.production;
    expect(store.table('Profile').get(String(Id))?.['Name']).to.equal('Standard User');
  });
});
