import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { METADATA_KINDS, RECORD_KINDS } from '../../src/checklist/shared/endpoints/kinds.ts';
import { Workbench } from '../support/workbench.ts';

const KINDS = [...METADATA_KINDS, ...RECORD_KINDS].map(({ type }) => type);
const OTHERS = [
  'ExternalString',
  'ApexClass',
  'ApexTrigger',
  'ApexPage',
  'ApexComponent',
  'LightningComponentResource',
  'AuraDefinition',
  'Flow',
];
/** Lines that say of all of something that nothing is wrong with it. */
const LINES = ['production-leaks', 'callouts', 'integrations', 'stale-ids', 'old-environment'];

const OLD_ENVIRONMENT = ['--new-host', 'acme-new.test02.logik.io'];

/** Passes that speak of everything a line looks at. */
const sweeping = (findings: readonly Finding[] | undefined): string[] =>
  (findings ?? [])
    .filter(({ item, status, target }) => LINES.includes(item) && status === 'pass' && !target.includes('›'))
    .map(({ item, target }) => `${item}: ${target}`);

describe('an org that lets nobody look', function () {
  this.timeout(120_000);
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start({ scenario: 'preserved' });
  });
  afterEach(() => bench.close());

  it('Given a login that may read none of what leads elsewhere, When prepare and verify look, Then nothing passes for all of it, and each line says that it could not look', async () => {
    const fine = await bench.prepare('--source-org', 'prod', ...OLD_ENVIRONMENT);
    expect(fine.error).to.equal(undefined);
    // The test is not blind: the same lines pass where they may look.
    expect(sweeping(fine.result?.findings)).to.include('production-leaks: Addresses of other systems');
    await bench.restrict('sandbox', [...KINDS, ...OTHERS]);
    const prepared = await bench.prepare('--source-org', 'prod', ...OLD_ENVIRONMENT);
    expect(prepared.result, prepared.error?.message).to.not.equal(undefined);
    await bench.refresh();
    await bench.restrict('sandbox', [...KINDS, ...OTHERS]);
    const verified = await bench.run('verify', '-o', 'uat');
    for (const [command, findings] of [
      ['prepare', prepared.result?.findings],
      ['verify', verified.result?.findings],
    ] as const) {
      expect(sweeping(findings), command).to.deep.equal([]);
      for (const line of LINES) {
        const told = (findings ?? []).filter(({ item, status }) => item === line && !['pass', 'skip'].includes(status));
        expect(told, `${command} ${line}`).to.not.be.empty;
      }
    }
  });
});
