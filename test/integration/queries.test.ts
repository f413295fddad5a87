import { expect } from 'chai';
import { KEEP_ALL } from '../support/keptRows.ts';
import { writeAnswers } from '../support/preservedRun.ts';
import { Workbench, type ServedRequest } from '../support/workbench.ts';

/** The statement of a request to a query resource, with the status of its answer; undefined for any other request. */
const statementOf = (path: string, query: string | undefined, status: number): [number, string] | undefined => {
  const url = new URL(path + (query === undefined ? '' : `?${query}`), 'http://org');
  if (!/\/(query|queryAll)\/?$/.test(url.pathname)) return undefined;
  return [status, url.searchParams.get('q') ?? url.pathname];
};

const statementsOf = (requests: ServedRequest[]): Array<[number, string]> =>
  requests.flatMap(({ path, query, status, subrequests = [] }) => [
    statementOf(path, query, status) ?? [],
    ...subrequests.map((part) => statementOf(part.path, undefined, part.status) ?? []),
  ]) as Array<[number, string]>;

/** Without source tracking, scratch orgs or currencies an org has no such thing; only asking tells which has it. */
const MAY_LACK = /FROM (SourceMember|ScratchOrgInfo)\b|^SELECT Id, DefaultCurrencyIsoCode FROM User\b/i;

/** What is refused; a field that an org lets nobody filter, sort or group by refuses the whole statement. */
const refusedOf = (requests: ServedRequest[]): string[] =>
  statementsOf(requests)
    .filter(([status, statement]) => status >= 400 && !MAY_LACK.test(statement))
    .map(([, statement]) => statement);

describe('the queries of the commands, asked of an org that says what may be filtered, sorted and grouped by', () => {
  for (const scenario of ['preserved', 'multi-currency', 'selling-models']) {
    it(`Given the scenario ${scenario}, When prepare, verify and repoint run, Then the org refuses none of their queries`, async () => {
      const bench = await Workbench.start({ scenario });
      try {
        if (scenario === 'preserved') await writeAnswers(bench, ...KEEP_ALL);
        await bench.prepare('--source-org', 'prod');
        const asked = statementsOf(await bench.requests());
        expect(asked.length).to.be.greaterThan(20);
        expect(refusedOf(await bench.requests())).to.deep.equal([]);
        await bench.refresh();
        await bench.run('verify', '--target-org', 'uat');
        await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--touch-products');
        expect(refusedOf(await bench.requests())).to.deep.equal([]);
      } finally {
        await bench.close();
      }
    });
  }
});
