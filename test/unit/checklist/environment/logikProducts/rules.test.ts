import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import { notAsked, type HeldProduct, type LogikProductsFacts } from '../../../../../src/checklist/environment/logikProducts/facts.ts';
import { logikProducts } from '../../../../../src/checklist/environment/logikProducts/index.ts';
import type { ChecklistItem, Finding, Situation } from '../../../../../src/checklist/item.ts';
import { asBefore } from '../../../../../src/refresh/judge/asBefore.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';

const held = (own: Partial<HeldProduct> = {}): HeldProduct => ({
  name: 'Pump',
  blueprint: 'pump',
  oldId: '01tOv000000A001IAC',
  newId: '01tOv000000A001IAC',
  code: 'HX-100',
  verdict: 'holds',
  fault: null,
  repeated: false,
  ...own,
});
const drifted = (own: Partial<HeldProduct> = {}): HeldProduct =>
  held({ verdict: 'drifted', newId: '01tNw000000A001IAC', ...own });

const facts = (products: HeldProduct[], own: Partial<LogikProductsFacts> = {}): LogikProductsFacts => ({
  state: 'asked',
  environment: 'https://acme-uat.test01.logik.io',
  reason: null,
  configurableField: 'LGK__IsConfigurable__c',
  total: products.length,
  sound: products.filter(({ verdict, fault }) => verdict === 'holds' && fault === null).length,
  products,
  lacking: { rows: 0, some: [] },
  ...own,
});

const check = (now: LogikProductsFacts, own: Partial<Situation<LogikProductsFacts>> = {}): Finding[] =>
  logikProducts.check(situation({ now, ...own }));
const survey = (now: LogikProductsFacts): Finding[] =>
  logikProducts.survey({ now, production: undefined, answers: answers(), org: sandbox() });
const rowsOf = (now: LogikProductsFacts): string[][] => {
  const [file] = logikProducts.handOffs?.(situation({ now })) ?? [];
  return parse(file.content);
};

describe('logik-products', () => {
  it('Given no key, When judged, Then it is skipped, naming the variable and the document', () => {
    for (const findings of [check(notAsked('no-key')), survey(notAsked('no-key'))]) {
      expect(statuses(findings)).to.deep.equal(['skip products of Logik']);
      expect(findings[0].hint).to.contain('LOGIK_ADMIN_API_KEY').and.contain('docs/logik.md');
    }
    expect(logikProducts.handOffs?.(situation({ now: notAsked('no-key') }))).to.deep.equal([]);
  });

  it('Given an environment that is unknown, production’s, or says no, When judged, Then nothing passes', () => {
    expect(statuses(check(notAsked('no-environment')))).to.deep.equal(['manual products of Logik']);
    expect(statuses(check(notAsked('production', 'https://x.logik.io')))).to.deep.equal(['skip products of Logik']);
    const refused = notAsked('refused', 'https://x.logik.io', 'not with this key');
    expect(statuses(check(refused))).to.deep.equal(['fail products of Logik']);
    expect(statuses(survey(refused))).to.deep.equal(['warn products of Logik']);
    expect(check(refused)[0].hint).to.equal('not with this key');
  });

  it('Given products that all hold, When judged, Then the line passes with their number', () => {
    for (const findings of [check(facts([held(), held()])), survey(facts([], { total: 2, sound: 2 }))]) {
      expect(statuses(findings)).to.deep.equal(['pass products of Logik']);
      expect(findings[0]).to.include({ expected: 2, actual: 2, hint: null });
    }
  });

  it('Given no field that says what is configurable, When judged, Then passing says what was not checked', () => {
    expect(check(facts([held()], { configurableField: null }))[0].hint).to.contain('No field');
  });

  for (const [productIdField, status] of [
    [null, 'fail'],
    ['partner-id', 'fail'],
    ['product-code', 'warn'],
    ['external-id', 'warn'],
  ] as const) {
    it(`Given drifted IDs and ${productIdField ?? 'no word of'} the Product Id Field, When checked, Then it is ${status}`, () => {
      const [found, ...others] = check(facts([drifted(), held()]), { answers: answers({ logik: { productIdField } }) });
      expect(others).to.deep.equal([]);
      expect(found).to.include({ status, target: 'IDs of before the refresh', actual: '1 of 2' });
      expect(found.hint).to.contain('HX-100 (01tOv000000A001IAC → 01tNw000000A001IAC)');
      expect(found.hint).to.contain('hand-off/logik-products.csv').and.contain('support case');
      expect(found.hint?.includes('logik.productIdField')).to.equal(productIdField !== 'partner-id');
    });
  }

  const groups: Array<[Partial<HeldProduct>, string]> = [
    [{ verdict: 'gone', newId: null }, 'products that the org does not have any more'],
    [{ verdict: 'unknown', newId: null }, 'IDs that neither this org nor the sandbox before knows'],
    [{ verdict: 'malformed', newId: null }, 'products without a product ID'],
    [{ verdict: 'none', newId: null, oldId: null }, 'products without a product ID'],
    [{ fault: 'inactive' }, 'inactive products'],
    [{ fault: 'not-configurable' }, 'products that are not enabled for Logik'],
  ];
  for (const [own, target] of groups) {
    it(`Given ${JSON.stringify(own)}, When checked, Then it fails as "${target}"; where it was so before the refresh, it only warns`, () => {
      const now = facts([held(own), held({ oldId: '01tOv000000A002IAC' })]);
      expect(statuses(check(now))).to.deep.equal([`fail ${target}`]);
      const judged = (before: LogikProductsFacts): string[] => {
        const seen = situation({ now, before });
        return statuses(asBefore(logikProducts as ChecklistItem<unknown>, seen, logikProducts.check(seen)));
      };
      expect(judged(facts([held(own)]))).to.deep.equal([`warn ${target}`]);
      expect(judged(facts([held()])), 'it was right').to.deep.equal([`fail ${target}`]);
      expect(judged(facts([held({ ...own, oldId: '01tOv000000A009IAC' })])), 'as many, but others').to.deep.equal([
        `fail ${target}`,
      ]);
      expect(statuses(survey(now))).to.deep.equal([`warn ${target}`]);
      expect(statuses(check(now, { org: NOT_REFRESHED }))).to.deep.equal([`warn ${target}`]);
    });
  }

  it('Given a drifted product that is inactive too, When checked, Then both are told', () => {
    expect(statuses(check(facts([drifted({ fault: 'inactive' })])))).to.deep.equal([
      'fail IDs of before the refresh',
      'fail inactive products',
    ]);
  });

  it('Given thousands, When checked, Then ten are named and the rest is counted', () => {
    const many = Array.from({ length: 2500 }, (_, at) => drifted({ code: `P-${at}` }));
    const [{ hint, actual }] = check(facts(many));
    expect(actual).to.equal('2,500 of 2,500');
    expect(hint).to.contain('P-9 (').and.contain('and 2,490 more').and.not.contain('P-10 (');
  });

  it('Given one ID twice, and enabled products that Logik lacks, When checked, Then both warn beside what holds', () => {
    const lacking = { rows: 12, some: [{ id: '01tNw000000A009IAC', name: 'Valve', code: null }] };
    const findings = check(facts([held({ repeated: true }), held({ repeated: true })], { lacking }));
    expect(statuses(findings)).to.deep.equal([
      'pass products of Logik',
      'warn products with the same ID',
      'warn enabled products that Logik lacks',
    ]);
    expect(findings[2].actual).to.equal(12);
    expect(findings[2].hint)
      .to.contain('Valve (01tNw000000A009IAC) and 11 more')
      .and.match(/sync.*support/);
  });

  it('Given an environment that configures nothing, When checked, Then it warns only where it did before', () => {
    expect(statuses(check(facts([])))).to.deep.equal(['skip products of Logik']);
    expect(statuses(survey(facts([])))).to.deep.equal(['skip products of Logik']);
    const [found] = check(facts([]), { before: facts([], { total: 7 }) });
    expect(found).to.include({ status: 'warn', expected: 7, actual: 0 });
    expect(found.hint).to.contain('--restore-logik');
  });

  it('Given every verdict, When handed off, Then all products stand there, those with trouble first, and no cell is a formula', () => {
    const lacking = { rows: 1, some: [{ id: '01tNw000000A009IAC', name: '@Valve', code: null }] };
    const rows = rowsOf(
      facts(
        [
          held({ name: 'Sound' }),
          drifted({ name: '=cmd()', fault: 'inactive', repeated: true }),
          held({ verdict: 'none', oldId: null, newId: null, code: null, blueprint: null }),
        ],
        { lacking }
      )
    );
    expect(rows).to.deep.equal([
      ['name', 'blueprint', 'old ID', 'new ID', 'product code', 'verdict'],
      [
        "'=cmd()",
        'pump',
        '01tOv000000A001IAC',
        '01tNw000000A001IAC',
        'HX-100',
        'drifted, inactive, same ID as another',
      ],
      ['Pump', '', '', '', '', 'no ID'],
      ['Sound', 'pump', '01tOv000000A001IAC', '01tOv000000A001IAC', 'HX-100', 'holds'],
      ["'@Valve", '', '', '01tNw000000A009IAC', '', 'not in Logik'],
    ]);
  });
});
