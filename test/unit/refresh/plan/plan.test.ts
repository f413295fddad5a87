import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Change, Scalar, Write } from '../../../../src/checklist/item.ts';
import { plannedChanges, planHash } from '../../../../src/refresh/plan/content.ts';
import { movedBetween, stalePlan } from '../../../../src/refresh/plan/moved.ts';
import { planFileSchema, toPlanJsonSchema, type PlanContent } from '../../../../src/refresh/plan/schema.ts';
import { planMarkdown } from '../../../../src/report/planMarkdown.ts';
import { REPOSITORY } from '../../../support/sf.ts';
import { numbersFrom, shuffled } from '../../../support/shuffled.ts';

const SINCE = '2026-11-01T00:00:00.000Z';

const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null)
);
const name = fc.string({ minLength: 1, maxLength: 12 });
const fields = fc.dictionary(name, scalar, { maxKeys: 3 });
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ kind: fc.constant('record' as const), object: name, id: fc.option(name), field: name, defaults: fields }),
  fc.record({ kind: fc.constant('metadata' as const), type: name, fullName: name, field: name }),
  fc.record({
    kind: fc.constant('touch' as const),
    object: name,
    field: name,
    ids: fc.array(name),
    since: fc.constant(SINCE),
  }),
  fc.record({ kind: fc.constant('user' as const), username: name, part: fc.constant('user' as const), fields }),
  fc.record({
    kind: fc.constant('restore' as const),
    object: name,
    pass: fc.constantFrom('records' as const, 'links' as const),
    names: fc.constant({ before: 'uat', now: 'uat' }),
  }),
  fc.record({
    kind: fc.constant('logik' as const),
    environment: name,
    part: fc.constant('table' as const),
    name,
    path: name,
    sha256: name,
  })
);
const change: fc.Arbitrary<Change> = fc.record({
  item: fc.constantFrom('logik-tenant' as const, 'records' as const),
  target: fc.string({ unit: 'binary' }),
  severity: fc.constantFrom('critical' as const, 'normal' as const),
  before: scalar,
  after: scalar,
  reason: fc.string(),
  write,
});
const changes = fc.array(change, { minLength: 1, maxLength: 6 });

const DIGEST = `sha256:${'0'.repeat(64)}`;

const contentOf = (planned: readonly Change[]): PlanContent => ({
  command: 'repoint',
  org: '00D000000000001AAA',
  baseline: DIGEST,
  options: {
    lines: ['org-identity', 'logik-tenant'],
    runtimeUrl: null,
    administrationUrl: null,
    touchProducts: false,
    restoreLogik: false,
  },
  changes: plannedChanges(planned),
});
const hashOf = (planned: readonly Change[]): string => planHash(contentOf(planned));

const first: Change = {
  item: 'logik-tenant',
  target: 'org default › Administration URL',
  severity: 'critical',
  before: 'https://acme.prod.logik.io',
  after: 'https://acme-uat.test01.logik.io',
  reason: 'it is production’s',
  write: { kind: 'record', object: 'Tenant__c', id: 'a00000000000001AAA', field: 'Url__c' },
};

describe('the hash of a plan', () => {
  it('Given any plan, When its changes and the keys in them come in another order, Then the hash is the same', () => {
    fc.assert(
      fc.property(changes, fc.nat(), (planned, seed) => {
        expect(hashOf(shuffled(planned, numbersFrom(seed)))).to.equal(hashOf(planned));
      })
    );
  });

  it('Given any plan, When words and figures of requests are others, Then the hash is the same', () => {
    fc.assert(
      fc.property(changes, fc.string(), (planned, words) => {
        expect(hashOf(planned.map((each) => ({ ...each, reason: words, cost: words })))).to.equal(hashOf(planned));
      })
    );
  });

  it('Given any plan, When one value of one change is another, Then the hash is, and what moved is told', () => {
    const other = fc.constantFrom('target', 'severity', 'before', 'after', 'basis', 'write');
    fc.assert(
      fc.property(changes, fc.nat(), other, (planned, at, field) => {
        const index = at % planned.length;
        const { [index]: one } = planned;
        const moved = {
          target: { target: `${one.target} elsewhere` },
          severity: { severity: one.severity === 'critical' ? ('normal' as const) : ('critical' as const) },
          before: { before: `${String(one.before)} moved` },
          after: { after: `${String(one.after)} moved` },
          basis: { basis: DIGEST },
          write: { write: { kind: 'metadata' as const, type: 'T', fullName: 'a name of its own', field: 'f' } },
        }[field];
        const now = planned.with(index, { ...one, ...moved });
        expect(hashOf(now)).not.to.equal(hashOf(planned));
        expect(movedBetween(contentOf(planned), contentOf(now))).not.to.deep.equal([]);
        expect(movedBetween(contentOf(planned), contentOf(planned))).to.deep.equal([]);
      })
    );
  });

  it('Given any plan, When it is written, Then its own schema takes it, and JSON brings it back as it was', () => {
    fc.assert(
      fc.property(changes, (planned) => {
        const plan = contentOf(planned);
        const back = JSON.parse(
          JSON.stringify({ kind: 'logik-refresh-plan', schemaVersion: 1, hash: planHash(plan), plan })
        ) as object;
        expect(planHash(planFileSchema.parse(back).plan)).to.equal(planHash(plan));
      })
    );
  });

  it('Given many products, When one of them is another, Then the hash is, and the file has their number only', () => {
    const of = (ids: string[]): Change[] => [
      { ...first, write: { kind: 'touch', object: 'Product2', field: 'Name', ids, since: SINCE } },
    ];
    expect(hashOf(of(['a', 'b'])))
      .to.equal(hashOf(of(['b', 'a'])))
      .and.not.to.equal(hashOf(of(['a', 'c'])));
    expect(plannedChanges(of(['a', 'b']))[0].write).to.have.keys('kind', 'object', 'field', 'since', 'records', 'ids');
  });

  it('Given a value with a token in it, When it is planned, Then the token is named and not shown', () => {
    const [planned] = plannedChanges([
      { ...first, before: 'https://x.example/?access_token=s3cr3t', after: 'Bearer abcdef' },
    ]);
    expect(JSON.stringify(planned)).not.to.include('s3cr3t').and.not.to.include('abcdef');
  });
});

describe('what moved since a plan was made', () => {
  const moved = (now: readonly Change[], more: Partial<PlanContent> = {}): Array<[string, string, unknown, unknown]> =>
    movedBetween(contentOf([first]), { ...contentOf(now), ...more }).map(({ what, target, planned, now: is }) => [
      what,
      target,
      planned,
      is,
    ]);

  it('Given values, places, changes, record and options that moved, When they are compared, Then each is told by what it was and is', () => {
    const { target } = first;
    expect(moved([{ ...first, before: 'x' }])).to.deep.equal([['before', target, first.before, 'x']]);
    expect(moved([{ ...first, write: { ...first.write, id: 'b' } as Write }])).to.deep.equal([
      ['write', target, null, null],
    ]);
    expect(moved([])).to.deep.equal([['gone', target, first.after, first.before]]);
    expect(moved([first, { ...first, target: 'other' }])).to.deep.equal([['new', 'other', first.before, first.after]]);
    expect(moved([first], { baseline: `sha256:${'1'.repeat(64)}` })).to.deep.equal([['baseline', '', null, null]]);
    const options = { ...contentOf([]).options, touchProducts: true };
    expect(moved([first], { options })).to.deep.equal([['option', 'touchProducts', false, true]]);
  });

  it('Given more than an error can tell, When it is refused, Then it tells ten and how many more, and its data has all', () => {
    const all = movedBetween(
      contentOf([]),
      contentOf(Array.from({ length: 14 }, (_, index) => ({ ...first, target: `t${index}` })))
    );
    const error = stalePlan(all, '/tmp/plan.json');
    expect(error).to.include({ name: 'StalePlanError', exitCode: 1 });
    expect(error.message.split('\n- ')).to.have.length(12);
    expect(error.message).to.include('and 4 more').and.to.include('/tmp/plan.json');
    expect((error.data as { moved: unknown[] }).moved).to.have.length(14);
  });
});

describe('the Markdown of a plan', () => {
  it('Given names that are Markdown and HTML, When it is written, Then the summary comes first and the names are literal', () => {
    const org = { orgId: '00D000000000001AAA', name: 'x', sandboxName: '<b>uat</b>' } as Parameters<
      typeof planMarkdown
    >[0]['org'];
    const hostile = { ...first, target: '| [x](http://evil) `code`\n# head' };
    const lines = planMarkdown({
      org,
      recognised: 'recognised',
      hash: DIGEST,
      content: contentOf([hostile]),
      complete: true,
      of: 34,
      changes: [hostile],
      findings: [],
      command: 'sf logik refresh repoint --target-org uat --plan-file plan.json',
    }).split('\n');
    expect(lines[0]).to.equal('# Plan: repoint \\<b\\>uat\\</b\\> (00D000000000001AAA)');
    expect(lines[2]).to.equal('**1 to change, 1 of them away from production**');
    expect(lines.filter((line) => line.startsWith('# '))).to.have.length(1);
    expect(lines.join('\n')).not.to.include('[x](');
  });
});

describe('the JSON schema of plan files', () => {
  it('Given the schema in code, When the committed one is compared, Then it is up to date', async () => {
    const committed = JSON.parse(await readFile(join(REPOSITORY, 'templates', 'plan.schema.json'), 'utf8')) as object;
    expect(committed).to.deep.equal(JSON.parse(JSON.stringify(toPlanJsonSchema())));
  });
});
