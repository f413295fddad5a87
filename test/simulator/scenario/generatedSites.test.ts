import { expect } from 'chai';
import type { Json, SfRecord } from '../model.ts';
import { refreshSandbox } from '../refresh/index.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';
import { buildSimulation, ScenarioError } from './index.ts';

const BASE = { baseUrl: 'http://127.0.0.1:7777' };
const SITES = 1000;
const OBJECTS = ['Region__c', 'Site__c', 'Asset_Line__c'];

describe('Given generated sites', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({ scenario: 'preserved', sites: SITES });
  });
  after(() => client.simulator.close());

  const generated = (object: string): SfRecord[] =>
    [...client.simulator.simulation.sandbox.table(object).rows()].filter((row) =>
      String(row['Name']).startsWith('Generated')
    );

  it('When they are counted, Then there are two records for each, on three levels, and only in the sandbox', () => {
    expect(OBJECTS.map((object) => generated(object).length)).to.deep.equal([100, 1000, 900]);
    const { production } = client.simulator.simulation;
    expect([...production.table('Site__c').withValue('Code__c', 'GS-000001')]).to.deep.equal([]);
  });

  it('When their lookups are followed, Then each leads to a row, parents come first and in the same region', () => {
    const sites = new Map(generated('Site__c').map((row) => [row.Id, row]));
    const places = new Map([...sites.keys()].map((id, place) => [id, place]));
    const children = [...sites.values()].filter((row) => row['Parent_Site__c'] !== null);
    expect(children).to.have.length(900);
    for (const child of children) {
      const parent = sites.get(String(child['Parent_Site__c']));
      expect(parent?.['Region__c']).to.equal(child['Region__c']);
      expect(places.get(String(parent?.Id))).to.be.lessThan(places.get(child.Id) ?? 0);
    }
    for (const line of generated('Asset_Line__c')) expect(sites.has(String(line['Site__c']))).to.equal(true);
  });

  it('When they are made again, Then they are the same, and all of them can come back after a refresh', async () => {
    const again = buildSimulation('preserved', { ...BASE, sites: SITES }).sandbox;
    const [row] = [...again.table('Site__c').withValue('Code__c', 'GS-000777')];
    const [mine] = generated('Site__c').filter(({ Id }) => Id === row?.Id);
    expect(mine?.['Parent_Site__c']).to.equal(row?.['Parent_Site__c']);
    const kept = OBJECTS.map((object) => [object, generated(object)] as const);
    refreshSandbox(client.simulator.simulation, {});
    const started = performance.now();
    for (const [object, rows] of kept) await putBack(object, rows);
    expect(performance.now() - started).to.be.lessThan(10_000);
    expect(OBJECTS.map((object) => generated(object).length)).to.deep.equal([100, 1000, 900]);
  });

  it('When the scenario lacks their objects, Then it is refused', () => {
    expect(() => buildSimulation('standard', { ...BASE, sites: 1 })).to.throw(ScenarioError, /no Region__c/);
  });

  async function putBack(object: string, rows: SfRecord[]): Promise<void> {
    for (let start = 0; start < rows.length; start += 200) {
      const records = rows.slice(start, start + 200).map((row): Json => ({
        attributes: { type: object },
        Name: row['Name'] ?? null,
        Code__c: row['Code__c'] ?? null,
        ...(object === 'Site__c' ? { Headcount__c: row['Headcount__c'] ?? null } : {}),
        ...(object === 'Asset_Line__c' ? { Site__r: { Code__c: String(row['Code__c']).replace('GL', 'GS') } } : {}),
      }));
      const { json } = await client.call('PATCH', `/composite/sobjects/${object}/Code__c`, { records });
      for (const result of json as Array<{ success: boolean }>) expect(result.success).to.equal(true);
    }
  }
});
