import { expect } from 'chai';
import { toldAs } from '../../../../../src/checklist/connection/logikTenant/told.ts';
import { ORG_DEFAULT, profile, row, SANDBOX_URL, tenant, user } from '../../../support/tenant.ts';

const of = (name: string, setupOwnerId: string, key?: string): ReturnType<typeof row> => ({
  ...row({ ...profile(name), ...(key === undefined ? {} : { key }) }, SANDBOX_URL),
  setupOwnerId,
});
const ID = '00e000000000001AAA';

describe('a Logik Tenant told in the words in which it was recorded', () => {
  it('Given a login in another language, when told, then profiles and labels are called as before, by ID or developer name', () => {
    const recorded = tenant(
      row(ORG_DEFAULT, SANDBOX_URL),
      of('Standardbenutzer', ID),
      of('Lösung', '00eB', 'Solution')
    );
    recorded.runtimeUrl.label = 'Laufzeit-URL';
    recorded.others[0].label = 'E-Mail';
    const now = tenant(
      row(ORG_DEFAULT, SANDBOX_URL),
      of('Standard User', ID.slice(0, 15)),
      of('Solution Manager', '00eZ', 'Solution')
    );
    const told = toldAs(recorded, now);
    expect(told.rows.map(({ owner }) => owner.name)).to.deep.equal([null, 'Standardbenutzer', 'Lösung']);
    expect([told.runtimeUrl.label, told.others[0].label]).to.deep.equal(['Laufzeit-URL', 'E-Mail']);
    expect(told.rows.map(({ values }) => values)).to.deep.equal(now.rows.map(({ values }) => values));
  });

  it('Given users, other profiles, another object or no record, when told, then they are called as they are now', () => {
    const recorded = tenant(row(user('ava@acme.example.uat'), SANDBOX_URL), of('Standardbenutzer', ID, 'Standard'));
    const now = tenant(row(user('ava@acme.example.qa'), SANDBOX_URL), of('Standardbenutzer', '00eC', 'Custom'));
    expect(toldAs(recorded, now).rows).to.deep.equal(now.rows);
    expect(toldAs(undefined, now)).to.equal(now);
    expect(toldAs({ ...recorded, object: { name: 'Other__c', label: 'Other' } }, now)).to.equal(now);
  });
});
