import { expect } from 'chai';
import { catalog } from '../../../../../src/checklist/catalog/catalog/index.ts';
import { catalogFactsSchema, type CatalogFacts, type Tally } from '../../../../../src/checklist/catalog/catalog/facts.ts';
import { listed } from '../../../../../src/checklist/catalog/catalog/words.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { countOf, named, tally } from '../../../support/tally.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';

const facts = (own: Partial<CatalogFacts> = {}): CatalogFacts => ({
  objects: [{ object: 'Product2', rows: 1200, via: 'rest' }],
  repeated: [],
  budget: { needed: 3, remaining: null, max: null },
  kept: null,
  tallies: [tally('Product2')],
  lostCurrencies: {},
  ...own,
});
const survey = (own: Partial<CatalogFacts>): Finding[] =>
  catalog.survey({
    now: facts({ tallies: null, kept: [], ...own }),
    production: undefined,
    answers: answers(),
    org: sandbox(),
  });
const check = (own: Partial<CatalogFacts> = {}): Finding[] => catalog.check(situation({ now: facts(own) }));
const judged = (own: Partial<Tally>): Finding[] => check({ tallies: [tally('Product2', own)] });

const REPEATED = { object: 'Product2', keys: 2, rows: 5, keyless: 1, sample: [named('1'), named('2')] };

describe('a catalog without rows', () => {
  it('Given no row now, when checked, then that is a warning, whether there were any before or not', () => {
    for (const before of [0, 3]) {
      const [finding] = judged({ before, now: 0 });
      expect(finding).to.include({ status: 'warn', target: 'Products' });
      expect(finding.hint).to.contain('no row of Products');
    }
  });
});

describe('the catalog before a refresh', () => {
  it('Given objects, when surveyed, then each says how many rows there are and how they were read; others stay unsaid', () => {
    const findings = survey({
      objects: [
        { object: 'Product2', rows: 1, via: 'rest' },
        { object: 'PricebookEntry', rows: 1_000_000, via: 'bulk' },
        { object: 'User', rows: 3, via: 'rest' },
      ],
    });
    expect(statuses(findings)).to.deep.equal(['pass Products', 'pass Price book entries']);
    expect(findings.map(({ actual }) => actual)).to.deep.equal(['1 row', '1,000,000 rows, by Bulk API 2.0']);
  });

  it('Given no product, when surveyed, then that is a warning', () => {
    const [finding] = survey({ objects: [{ object: 'Product2', rows: 0, via: 'rest' }] });
    expect(finding).to.include({ status: 'warn', actual: '0 rows' });
    expect(finding.hint).to.be.a('string');
  });

  it('Given rows that share a key and rows without one, when surveyed, then both are warned of, with rows and field named', () => {
    const [, repeated, keyless, ...others] = survey({ repeated: [REPEATED] });
    expect(others).to.deep.equal([]);
    expect([repeated.status, keyless.status]).to.deep.equal(['warn', 'warn']);
    expect(repeated.actual).to.equal('5 rows that share a key with another one (2 different keys)');
    expect(repeated.hint)
      .to.contain('ProductCode 1 (1)')
      .and.contain('and 4 more')
      .and.contain('catalog.keys.Product2');
    expect(keyless.actual).to.equal('1 row without any of the key fields');
  });
});

describe('the catalog after a refresh', () => {
  it('Given an org that was not refreshed, or nothing to compare with, when checked, then the line is skipped with the reason', () => {
    for (const own of [{ now: facts(), org: NOT_REFRESHED }, { now: facts({ tallies: null }) }]) {
      const findings = catalog.check(situation(own));
      expect(statuses(findings)).to.deep.equal(['skip catalog']);
      expect(findings[0].hint).to.be.a('string');
    }
  });

  it('Given a catalog that is as it was, when checked, then one line says so in numbers', () => {
    const [finding, ...others] = judged({ before: 1200, now: 1200, unchangedIds: 200, changedIds: 1000 });
    expect(others).to.deep.equal([]);
    expect(finding).to.include({
      status: 'pass',
      expected: '1,200 rows before',
      actual: '1,200 rows: 200 with the same ID, 1,000 with another one, 0 new',
    });
  });

  it('Given what became of rows, when checked, then each kind is a line; new ones are what a refresh is for', () => {
    const kinds = ['missing', 'new', 'changed', 'deactivated', 'ambiguous'] as const;
    const findings = judged(Object.fromEntries(kinds.map((kind) => [kind, countOf('1', '2')])));
    expect(statuses(findings)).to.deep.equal([
      'pass Products',
      'warn Products › missing',
      'warn Products › changed',
      'warn Products › deactivated',
      'warn Products › not told apart',
      'pass Products › new',
    ]);
    for (const { actual, hint } of findings.slice(1)) {
      expect(actual).to.equal('2 rows');
      expect(hint).to.contain('ProductCode 1 (1), ProductCode 2 (2)');
    }
    expect(new Set(findings.map(({ target }) => target)).size).to.equal(findings.length);
  });

  it('Given users and profiles, when checked, then they are no part of the catalog', () => {
    expect(statuses(check({ tallies: [tally('User', { missing: countOf('1') }), tally('Pricebook2')] }))).to.deep.equal(
      ['pass Price books']
    );
  });

  it('Given currencies that are gone, when checked, then each is named with its entries', () => {
    const findings = check({ tallies: [], lostCurrencies: { GBP: 2, CHF: 1 } });
    expect(findings.map(({ target, actual }) => `${target}: ${actual}`)).to.deep.equal([
      'Price book entries › currency GBP: 2 rows before, none now',
      'Price book entries › currency CHF: 1 row before, none now',
    ]);
  });

  it('Given doubles in the refreshed org, when checked, then they are warned of as before', () => {
    expect(statuses(check({ repeated: [REPEATED] }))).to.deep.equal([
      'pass Products',
      'warn Products › natural keys',
      'warn Products › natural keys',
    ]);
  });

  it('Given the facts, when the baseline is read, then what is not of their shape is refused', () => {
    expect(catalogFactsSchema.parse(facts())).to.deep.equal(facts());
    expect(catalogFactsSchema.safeParse(facts({ lostCurrencies: { EUR: -1 } })).success).to.equal(false);
    expect(catalogFactsSchema.safeParse({ ...facts(), more: 1 }).success).to.equal(false);
  });
});

describe('listed', () => {
  it('Given rows without a key, when listed, then their name or ID stands for it, with what is to be noted', () => {
    const rows = [
      { ...named('1'), key: '' },
      { ...named('2'), key: '', name: null },
      { ...named('3'), note: 'Name A → B' },
    ];
    expect(listed({ rows: 1003, sample: rows })).to.equal(
      'Product 1 (1), 2 (2), ProductCode 3 (3): Name A → B and 1,000 more'
    );
  });
});
