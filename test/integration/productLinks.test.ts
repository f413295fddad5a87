import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { run } from './hostile.ts';
import { Workbench } from '../support/workbench.ts';

const FIELD = 'LGK__ViewConfigurationSetup__c';
const LINK = 'https://acme.prod.logik.io/a/products';

for (const flags of [['--source-org', 'prod'], []]) {
  describe(`products whose texts name production's environment (prepare ${flags.join(' ')})`, () => {
    it('Given a refresh brought them, When verify looks before and after repoint, Then they are counted, by the host alone', async () => {
      const bench = await Workbench.start();
      try {
        const products = await bench.records('production', 'Product2');
        const links = [LINK, 'acme.prod.logik.io', `https://x.example?next=https%3A%2F%2Facme.prod.logik.io%2Fa`];
        const others = ['https://my-acme.prod.logik.io/a', 'text about acme', null];
        await bench.setRecords(
          'production',
          'Product2',
          [...links, ...others].map((link, at) => ({ Id: products[at].Id, [FIELD]: link }))
        );
        const prepared = await bench.prepare(...flags);
        expect(prepared.error).to.equal(undefined);
        await bench.refresh();
        const told = async (): Promise<Finding | undefined> =>
          (await bench.run('verify', '--target-org', 'uat')).result?.findings.find(
            ({ item, target }) => item === 'production-leaks' && target === `Product2 › ${FIELD}`
          );
        const expected = { status: 'fail', severity: 'critical', actual: '3 products name acme.prod.logik.io' };
        expect(await told()).to.include(expected);
        await run(bench, 'repoint');
        expect(await told()).to.include(expected);
        await bench.setRecords(
          'sandbox',
          'Product2',
          links.map((_, at) => ({ Id: products[at].Id, [FIELD]: null }))
        );
        expect(await told()).to.equal(undefined);
      } finally {
        await bench.close();
      }
    });
  });
}
