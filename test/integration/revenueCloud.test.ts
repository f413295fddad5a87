import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench } from '../support/workbench.ts';

const ITEM = 'external-configurator';
const FLOW = 'ProductConfigurationFlow';
const ASSIGNMENT = 'ProductConfigFlowAssignment';
const OURS = 'Configuration flow RLMConfiguratorScreen';
const THEIRS = 'Configuration flow Acme_Configurator';

type Line = Pick<Finding, 'item' | 'target' | 'status'>;
const brief = (findings: readonly Line[] | undefined): string[] =>
  (findings ?? []).filter(({ item }) => item === ITEM).map(({ target, status }) => `${status} ${target}`);

describe('configuration flows of Revenue Cloud', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start({ scenario: 'revenue-cloud' });
  });
  afterEach(() => bench.close());

  const repoint = (...more: string[]): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', ITEM, ...more);
  const verify = (): ReturnType<typeof bench.run<'verify'>> =>
    bench.run('verify', '--target-org', 'uat', '--only', ITEM);
  const planned = async (): Promise<unknown[][]> => {
    const { result } = await repoint('--dry-run');
    return (result?.changes ?? []).map(({ target, before, after }) => [target, before, after]);
  };
  const flows = async (): Promise<unknown[][]> =>
    (await bench.records('sandbox', FLOW)).map((row) => [row.FlowIdentifier, row.IsDefault, row.Status]);
  const productOf = async (code: string): Promise<string> =>
    (await bench.records('sandbox', 'Product2')).find((row) => row.ProductCode === code)?.Id ?? '';

  it('Given flows and assignments, when prepared, then they are recorded by what tells them apart', async () => {
    const { result } = await bench.prepare();
    expect(brief(result?.findings)).to.deep.equal([`pass ${OURS}`, 'pass Assignments of configuration flows']);
    const baseline = JSON.parse(await readFile(join(bench.directory, 'baseline.json'), 'utf8')) as object;
    const facts = `items.${ITEM}.facts.revenueCloud`;
    expect(baseline).to.have.nested.property(`${facts}.flows[0].identifier`, 'RLMConfiguratorScreen');
    expect(baseline).to.have.nested.property(`${facts}.assignments`).with.length(3);
    expect(baseline).to.have.nested.property(`${facts}.assignments[2].subject.value`, 'PUMPS');
  });

  it("Given a refresh, when verified, then production's default and the missing assignments are told", async () => {
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    const { result } = await verify();
    const found = (result?.findings ?? []).filter(({ item }) => item === ITEM);
    expect(brief(found)).to.deep.equal([
      `fail ${OURS}`,
      `fail ${THEIRS}`,
      'fail HX-100 → RLMConfiguratorScreen',
      'fail CTL-1 → RLMConfiguratorScreen',
      'fail PUMPS → RLMConfiguratorScreen (DynamicAdditionFlow)',
      'manual HX-100 → Acme_Configurator',
    ]);
    expect(found[1].hint).to.include("production's default");
  });

  it('Given a refresh, when repointed, then all is as it was with the IDs of now, and a second run plans nothing', async () => {
    await bench.prepare('--source-org', 'prod');
    const productBefore = await productOf('HX-100');
    await bench.refresh();
    const { result } = await repoint();
    expect(result?.changes.map(({ target, outcome }) => `${outcome} ${target}`)).to.deep.equal([
      `applied ${THEIRS} › Default`,
      `applied ${OURS} › Status`,
      `applied ${OURS} › Default`,
      'applied HX-100 → RLMConfiguratorScreen',
      'applied CTL-1 → RLMConfiguratorScreen',
      'applied PUMPS → RLMConfiguratorScreen (DynamicAdditionFlow)',
    ]);
    expect(await flows()).to.deep.equal([
      ['Acme_Configurator', false, 'Active'],
      ['RLMConfiguratorScreen', true, 'Active'],
    ]);
    const product = await productOf('HX-100');
    expect(product).not.to.equal(productBefore);
    const made = (await bench.records('sandbox', ASSIGNMENT)).map((row) => [row.ProductId, row.AssignmentType]);
    expect(made).to.deep.include([product, 'PrimaryConfiguratorFlow']).and.deep.include([null, 'DynamicAdditionFlow']);
    expect(await planned()).to.deep.equal([]);
    const after = await verify();
    // What came with the refresh is for people to take away: nothing is deleted.
    expect(brief(after.result?.findings)).to.deep.equal([
      `pass ${OURS}`,
      'pass Assignments of configuration flows',
      'manual HX-100 → Acme_Configurator',
    ]);
  });

  it('Given what repoint wrote, when rolled back, then the default of before stands and what was made is emptied', async () => {
    await bench.prepare();
    await bench.refresh();
    await repoint();
    const { result } = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(result?.changes.map(({ outcome }) => outcome)).to.deep.equal(Array(6).fill('applied'));
    expect(await flows()).to.deep.equal([
      ['Acme_Configurator', true, 'Active'],
      ['RLMConfiguratorScreen', false, null],
    ]);
    const left = (await bench.records('sandbox', ASSIGNMENT)).filter(
      (row) => row.ProductId ?? row.ProductClassificationId
    );
    expect(left).to.have.length(1);
  });

  it('Given a copy without any of these records, as of a Developer sandbox, when repointed, then they are made again', async () => {
    await bench.prepare();
    await bench.refresh();
    for (const object of [ASSIGNMENT, FLOW]) {
      for (const { Id } of await bench.records('sandbox', object)) {
        await bench.control('DELETE', `records/sandbox/${object}/${Id}`);
      }
    }
    const { result } = await repoint();
    expect(result?.changes.map(({ outcome }) => outcome)).to.deep.equal(Array(5).fill('applied'));
    const { exitCode } = await verify();
    expect(exitCode).to.equal(0);
  });

  it('Given our flow there but inactive and not the default, when repointed, then it is changed back to what it was', async () => {
    await bench.prepare();
    const [mine] = await bench.records('sandbox', FLOW);
    await bench.setRecords('sandbox', FLOW, [{ Id: mine.Id, IsDefault: false, Status: 'Inactive' }]);
    expect(await planned()).to.deep.equal([
      [`${OURS} › Status`, 'Inactive', 'Active'],
      [`${OURS} › Default`, false, true],
    ]);
    await repoint();
    expect((await flows())[0]).to.deep.equal(['RLMConfiguratorScreen', true, 'Active']);
  });

  it('Given the flow itself is not in the refreshed org, when looked at, then it is a step for people, and nothing is written', async () => {
    await bench.prepare();
    await bench.refresh();
    for (const { Id, ApiName } of await bench.records('sandbox', 'FlowDefinitionView')) {
      if (ApiName === 'RLMConfiguratorScreen')
        await bench.control('DELETE', `records/sandbox/FlowDefinitionView/${Id}`);
    }
    expect(await planned()).to.deep.equal([]);
    const { result } = await verify();
    const [first] = (result?.findings ?? []).filter(({ item }) => item === ITEM);
    expect(first).to.include({ target: OURS, status: 'manual' });
    expect(first.hint).to.include('Deploy it');
  });

  it('Given a product that the refreshed org lacks, when repointed, then the others are assigned, and it is told', async () => {
    await bench.prepare();
    await bench.refresh();
    await bench.setRecords('sandbox', 'Product2', [{ Id: await productOf('CTL-1'), ProductCode: 'CTL-9' }]);
    const { result } = await repoint();
    expect(result?.changes.filter(({ outcome }) => outcome === 'applied')).to.have.length(5);
    const after = await verify();
    expect(brief(after.result?.findings)).to.include('manual CTL-1 → RLMConfiguratorScreen');
  });

  it('Given another product of the same code, not assigned, when only that one is left, then nothing is assigned to it', async () => {
    const [twin] = (await bench.records('production', 'Product2')).filter((row) => row.ProductCode === 'CTL-1');
    const own = (await bench.records('sandbox', 'Product2')).find((row) => row.ProductCode !== 'CTL-1');
    await bench.setRecords('sandbox', 'Product2', [{ Id: own?.Id ?? '', ProductCode: 'CTL-1' }]);
    await bench.prepare();
    await bench.refresh();
    expect((await bench.records('sandbox', 'Product2')).filter((row) => row.ProductCode === 'CTL-1')).to.have.length(1);
    expect((await planned()).map(([target]) => target)).not.to.include('CTL-1 → RLMConfiguratorScreen');
    const { result } = await verify();
    expect(brief(result?.findings)).to.include('manual CTL-1 → RLMConfiguratorScreen');
    expect(twin.ProductCode).to.equal('CTL-1');
  });

  it('Given products with ConfigureDuringSale, when prepared and verified, then it is kept, and a difference is told', async () => {
    const mine = await productOf('CTL-1');
    await bench.setRecords('sandbox', 'Product2', [{ Id: mine, ConfigureDuringSale: 'Allowed' }]);
    await bench.prepare();
    await bench.refresh();
    await bench.run('verify', '--target-org', 'uat', '--only', 'catalog');
    const differences = await readFile(join(bench.directory, 'reports', 'catalog-differences.csv'), 'utf8');
    expect(differences).to.match(/CTL-1.*ConfigureDuringSale.*Allowed/);
  });

  it('Given assignments that this login may not read, when prepared and verified, then the flows are judged all the same', async () => {
    await bench.restrict('sandbox', [ASSIGNMENT]);
    const { result } = await bench.prepare();
    expect(brief(result?.findings)).to.deep.equal([`pass ${OURS}`, 'warn Assignments of configuration flows']);
    await bench.refresh();
    const after = await verify();
    expect(brief(after.result?.findings)).to.deep.equal([
      `fail ${OURS}`,
      `fail ${THEIRS}`,
      'manual Assignments of configuration flows',
    ]);
  });

  it('Given a baseline of the version before, when verified, then it loads, and what was not recorded is a step', async () => {
    await bench.prepare();
    const path = join(bench.directory, 'baseline.json');
    const baseline = JSON.parse(await readFile(path, 'utf8')) as {
      items: Record<string, { facts: { revenueCloud?: unknown } }>;
    };
    delete baseline.items[ITEM].facts.revenueCloud;
    await writeFile(path, JSON.stringify(baseline));
    await bench.refresh();
    const { result } = await verify();
    expect(brief(result?.findings)).to.deep.equal(['manual Configuration flows of Revenue Cloud']);
    expect(await planned()).to.deep.equal([]);
  });
});
