import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Json } from '../model.ts';
import { buildSimulation, ScenarioError, type ScenarioSimulation } from './index.ts';

describe('Given placeholders that name rows of an org', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'scenario-'));
  });
  after(() => rmSync(directory, { recursive: true }));

  const build = (content: { [part: string]: Json }): ScenarioSimulation => {
    const file = join(directory, 'scenario.json');
    writeFileSync(file, JSON.stringify({ extends: 'standard', ...content }));
    return buildSimulation(file, { baseUrl: 'http://127.0.0.1:7777' });
  };
  const withText = (text: string): Json => ({ records: { Contact: [{ LastName: 'A', Description: text }] } });

  it('When production names the sandbox, Then it holds its IDs, short ones too, its org ID and its address', () => {
    const text =
      '${sandbox.Product2:HX-300}, ${sandbox.Product2:Test Valve|15}, ${sandbox.orgId|15}, ${sandbox.myDomain}/x';
    const { production, sandbox } = build({ production: withText(text) });
    const idOf = (code: string): string =>
      [...sandbox.table('Product2').rows()].find((row) => row['ProductCode'] === code)?.Id ?? '';
    const [contact] = production.table('Contact').rows();
    expect(contact?.['Description']).to.equal(
      [
        idOf('HX-300'),
        idOf('TST-1').slice(0, 15),
        sandbox.facts.orgId.slice(0, 15),
        'https://acme--uat.sandbox.my.salesforce.com/x',
      ].join(', ')
    );
  });

  it('When a component of the Metadata API names an org, Then it is filled too', () => {
    const component = {
      fullName: 'Docs',
      description: 'Of ${production.orgId}',
      url: '${sandbox.myDomain}',
      isActive: true,
    };
    const { production, sandbox } = build({ production: { metadata: { RemoteSiteSetting: [component] } } });
    const [row] = production.table('RemoteProxy').rows();
    expect(row).to.include({ EndpointUrl: sandbox.facts.myDomain, Description: `Of ${production.facts.orgId}` });
  });

  const wrong: Array<[string, { [part: string]: Json }, string]> = [
    ['names no row', { production: withText('${sandbox.Product2:NONE}') }, '/production/records/Contact/0/Description'],
    ['is about no org', { production: withText('${uat.orgId}') }, '/production/records/Contact/0/Description'],
    ['stands outside of rows', { sandbox: { myDomain: 'https://${sandbox.orgId}.example' } }, '/sandbox/myDomain'],
  ];
  for (const [what, content, place] of wrong) {
    it(`When one ${what}, Then the error names ${place}`, () => {
      expect(() => build(content)).to.throw(ScenarioError, `${place}: `);
    });
  }
});
