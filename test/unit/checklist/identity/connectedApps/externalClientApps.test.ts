import { expect } from 'chai';
import {
  checkClientApps,
  clientAppsSchema,
  readClientApps,
  surveyClientApps,
} from '../../../../../src/checklist/identity/connectedApps/externalClientApps.ts';
import { statuses } from '../../../support/brief.ts';
import { caught } from '../../../support/caught.ts';
import { orgStub, refusal, type OrgStub } from '../../../support/reader.ts';

const OBJECT = { name: 'ExternalClientApplication', label: 'External Client Application', customSetting: false };
const row = (DeveloperName: string, NamespacePrefix: string | null, DistributionState: string): object => ({
  DeveloperName,
  MasterLabel: DeveloperName.replaceAll('_', ' '),
  NamespacePrefix,
  DistributionState,
});
const ROWS = [row('CI_Login', null, 'Local'), row('Sync', 'acme', 'Packaged')];

const read = (answer: NonNullable<OrgStub['queries']>[number][1]): ReturnType<typeof readClientApps> =>
  readClientApps(
    orgStub({ objects: [{ ...OBJECT, fields: [] }], queries: [[/FROM ExternalClientApplication/, answer]] })
  );

describe('external client apps', () => {
  it('Given an org that has some, when read, then names and distribution are facts, and nothing else', async () => {
    const facts = await read(ROWS);
    expect(facts.apps).to.deep.equal([
      { name: 'CI_Login', label: 'CI Login', distribution: 'Local' },
      { name: 'acme__Sync', label: 'Sync', distribution: 'Packaged' },
    ]);
    expect(clientAppsSchema.parse(facts)).to.deep.equal(facts);
  });

  it('Given an org without the object, when read, then there are none; given a refusal, then nobody knows', async () => {
    expect(await readClientApps(orgStub({}))).to.deep.equal({ apps: [], unreadable: null });
    const refused = await read(refusal('INVALID_TYPE'));
    expect(refused.apps).to.equal(null);
    expect(refused.unreadable).to.include('INVALID_TYPE');
    expect(await caught(() => read(refusal('INVALID_SESSION_ID', 'run')))).to.include({ scope: 'run' });
  });

  it('Given a local and a packaged one, when surveyed, then the local one is said to end with the refresh', async () => {
    const [local, packaged] = surveyClientApps(await read(ROWS));
    expect(local).to.include({ status: 'pass', target: 'External client app CI Login' });
    expect(local.hint).to.include('does not copy it');
    expect(packaged).to.include({ status: 'pass', hint: null });
  });

  it('Given one that is gone after the refresh, when checked, then it is a step for people', async () => {
    const before = await read(ROWS);
    const found = checkClientApps(before, await read(ROWS.slice(1)));
    expect(statuses(found)).to.deep.equal(['manual External client app CI Login', 'pass External client app Sync']);
    expect(found[0].hint).to.include('consumer key and secret');
  });

  it('Given one of a package and one of the org with the same name, when checked, then they are two', async () => {
    const found = checkClientApps(
      await read([row('Sync', 'acme', 'Packaged')]),
      await read([row('Sync', null, 'Local')])
    );
    expect(statuses(found)).to.deep.equal(['manual External client app Sync']);
  });

  it('Given they were not recorded, or cannot be read now, when checked, then nothing is missing', async () => {
    const unread = { apps: null, unreadable: 'no' };
    expect(checkClientApps(undefined, await read(ROWS))).to.deep.equal([]);
    expect(checkClientApps(unread, await read([]))).to.deep.equal([]);
    expect(statuses(checkClientApps(await read(ROWS), unread))).to.deep.equal(['warn External client apps']);
    expect(statuses(surveyClientApps(unread))).to.deep.equal(['warn External client apps']);
  });
});
