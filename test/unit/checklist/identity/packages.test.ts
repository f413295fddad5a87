import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import { packages } from '../../../../src/checklist/identity/packages/index.ts';
import type { ChecklistItem, Finding } from '../../../../src/checklist/item.ts';
import { statuses } from '../../support/brief.ts';
import { caught } from '../../support/caught.ts';
import { fieldOf, objectOf, orgStub, refusal } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NAMES } from '../../support/users.ts';

type Facts = typeof packages extends ChecklistItem<infer F> ? F : never;
type Installed = Facts['packages'][number];

const CPQ: Installed = { role: 'salesforce-cpq', name: 'Salesforce CPQ', namespace: 'SBQQ', version: '256.3.0.1' };
const EXTENSION: Installed = {
  role: 'logik-extension',
  name: 'Logik.ai Extension for Salesforce CPQ',
  namespace: 'LGK',
  version: '2.16.0.1',
};
const BASE: Installed = { role: 'logik-base', name: 'Logik.ai Managed Package', namespace: 'LGK', version: '2.7.0.1' };
const ALL = [CPQ, EXTENSION, BASE];

const check = (before: Installed[] | undefined, now: Installed[]): Finding[] =>
  packages.check(situation({ before: before && { packages: before }, now: { packages: now } }));
const survey = (now: Installed[]): Finding[] =>
  packages.survey({ now: { packages: now }, production: undefined, answers: answers(), org: sandbox() });
const of = (findings: Finding[], target: string): Finding | undefined =>
  findings.find((finding) => finding.target === target);

describe('packages, after the refresh', () => {
  it('Given the same packages in the same versions, when checked, then all pass and nothing is planned', () => {
    expect(check(ALL, ALL).map(({ status }) => status)).to.deep.equal(['pass', 'pass', 'pass', 'pass']);
    expect(packages).not.to.have.property('plan');
  });

  it('Given another minor version, when checked, then it is a warning with both versions', () => {
    expect(of(check(ALL, [CPQ, { ...EXTENSION, version: '2.15.0.1' }, BASE]), EXTENSION.name)).to.include({
      status: 'warn',
      expected: '2.16.0.1',
      actual: '2.15.0.1',
    });
  });

  it('Given another major version, when checked, then it is called out as a step that needs a support case', () => {
    for (const version of ['1.9.0.1', '3.0.0.1']) {
      const found = of(check(ALL, [CPQ, EXTENSION, { ...BASE, version }]), BASE.name);
      expect(found).to.include({ status: 'manual', expected: '2.7.0.1', actual: version });
      expect(found?.hint).to.contain('support case');
    }
  });

  it('Given a package that is gone, when checked, then it fails once, under its name', () => {
    const found = check(ALL, [CPQ, EXTENSION]);
    expect(statuses(found).filter((told) => told.startsWith('fail'))).to.deep.equal([`fail ${BASE.name}`]);
    expect(of(found, BASE.name)).to.include({ expected: '2.7.0.1', actual: null });
    expect(of(check(ALL, [EXTENSION, BASE]), CPQ.name)).to.include({ status: 'fail' });
  });

  it('Given a package that only production has, when checked, then it is a warning', () => {
    expect(of(check([CPQ, BASE], ALL), EXTENSION.name)).to.include({
      status: 'warn',
      expected: null,
      actual: '2.16.0.1',
    });
  });

  it('Given a package that was renamed by a release, when checked, then it is the same package', () => {
    const older = { ...BASE, name: 'Logik.io Base Managed Package' };
    expect(check([CPQ, EXTENSION, older], ALL).map(({ status }) => status)).to.deep.equal(Array(4).fill('pass'));
  });

  it('Given two base packages, when one is gone, then only that one is missed', () => {
    const second = { ...BASE, name: 'Logik.ai Connector' };
    const found = check([...ALL, second], ALL);
    expect(statuses(found).filter((told) => !told.startsWith('pass'))).to.deep.equal([`fail ${second.name}`]);
  });

  const versions: Array<[string, string]> = [
    ['244.2.0.1', 'pass'],
    ['244.1.9.9', 'fail'],
    ['243.9.0.1', 'fail'],
    ['1000.0.0.1', 'pass'],
  ];
  for (const [version, status] of versions) {
    it(`Given Salesforce CPQ ${version} with the extension, when checked, then it is ${status}: 244.2 is needed`, () => {
      const cpq = { ...CPQ, version };
      const target = "Salesforce CPQ version for Logik's extension";
      expect(of(check([cpq, EXTENSION, BASE], [cpq, EXTENSION, BASE]), target)).to.include({ status, actual: version });
    });
  }

  it('Given no extension, when checked, then no version of Salesforce CPQ is asked for', () => {
    const old = { ...CPQ, version: '200.0.0.1' };
    expect(check([old, BASE], [old, BASE]).map(({ status }) => status)).to.deep.equal(['pass', 'pass']);
  });

  it('Given no Salesforce CPQ before and after, when checked, then that is said, and is no failure', () => {
    expect(statuses(check([BASE], [BASE]))).to.deep.equal([`pass ${BASE.name}`, 'skip Salesforce CPQ']);
  });

  it('Given no Logik package before and after, when checked, then it is odd, and no loss', () => {
    expect(statuses(check([CPQ], [CPQ]))).to.deep.equal(['pass Salesforce CPQ', 'warn Logik managed package']);
  });

  it('Given packages that could not be read before, when checked, then presence alone is judged', () => {
    expect(statuses(check(undefined, [CPQ, EXTENSION]))).to.include('fail Logik managed package');
    expect(check(undefined, ALL).every(({ status }) => status === 'pass')).to.equal(true);
  });
});

describe('packages, before the refresh', () => {
  it('Given all packages, when surveyed, then each is told with its version', () => {
    expect(of(survey(ALL), BASE.name)).to.include({ status: 'pass', actual: '2.7.0.1' });
    expect(survey(ALL).every(({ status }) => status === 'pass')).to.equal(true);
  });

  it('Given no Logik package, or a Salesforce CPQ that is too old, when surveyed, then it is a warning', () => {
    expect(statuses(survey([CPQ]))).to.include('warn Logik managed package');
    const old = survey([{ ...CPQ, version: '244.1.0.1' }, EXTENSION, BASE]);
    expect(statuses(old)).to.include("warn Salesforce CPQ version for Logik's extension");
  });
});

describe('packages, read', () => {
  const row = (Name: string, NamespacePrefix: string | null, version: string): object => {
    const [MajorVersion, MinorVersion, PatchVersion, BuildNumber] = version.split('.').map(Number);
    return {
      SubscriberPackage: { Name, NamespacePrefix },
      SubscriberPackageVersion: { MajorVersion, MinorVersion, PatchVersion, BuildNumber },
    };
  };
  const gathering = (tooling: unknown[] | Error, object = 'LGK__ConfigurationTenant__c'): Promise<Facts> => {
    const fields = [fieldOf('A__c', 'Runtime Configuration URL'), fieldOf('B__c', 'Administration URL')];
    const org = orgStub({ tooling, objects: [objectOf(object, fields)] });
    return packages.gather({ org, answers: answers(), names: NAMES, ...ELSEWHERE, fingerprint: () => 'mark' });
  };

  it('Given many packages, when read, then only what carries the connection is kept, by what it is for', async () => {
    const facts = await gathering([
      row(BASE.name, 'LGK', BASE.version),
      row('Some Tool', 'tool', '1.0.0.1'),
      row(EXTENSION.name, 'LGK', EXTENSION.version),
      row('Logik.ai Transaction Manager Package', 'LGK', '0.6.0.5'),
      row('Logik RLM', null, '0.3.0.1'),
      row(CPQ.name, 'SBQQ', CPQ.version),
      { SubscriberPackage: null, SubscriberPackageVersion: null },
    ]);
    expect(facts.packages.map(({ role, name, version }) => [role, name, version])).to.deep.equal([
      ['salesforce-cpq', CPQ.name, '256.3.0.1'],
      ['logik-extension', EXTENSION.name, '2.16.0.1'],
      ['logik-base', BASE.name, '2.7.0.1'],
      ['logik-other', 'Logik.ai Transaction Manager Package', '0.6.0.5'],
      ['logik-other', 'Logik RLM', '0.3.0.1'],
    ]);
    expect(packages.facts.parse(facts)).to.deep.equal(facts);
  });

  it("Given another namespace, when read, then the tenant's name tells it", async () => {
    const { packages: found } = await gathering(
      [
        row('CPQ Managed Package', 'ACME', '3.0.0.1'),
        row('ServiceNow CPQ for Salesforce CPQ', 'ACME', '3.1.0.1'),
        row('ServiceNow CPQ helpers', 'other', '1.0.0.1'),
        row('Salesforce CPQ Connectors', 'conn', '1.0.0.1'),
      ],
      'ACME__ConfigurationTenant__c'
    );
    expect(found.map(({ role, name }) => [role, name])).to.deep.equal([
      ['logik-extension', 'ServiceNow CPQ for Salesforce CPQ'],
      ['logik-base', 'CPQ Managed Package'],
      ['logik-other', 'ServiceNow CPQ helpers'],
    ]);
  });

  it('Given packages that may not be read, when read, then the line says so: unread is not empty', async () => {
    expect((await caught(() => gathering(refusal('INVALID_TYPE')))).message).to.contain('INVALID_TYPE');
  });
});
