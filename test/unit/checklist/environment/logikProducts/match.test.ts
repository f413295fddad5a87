import { expect } from 'chai';
import fc from 'fast-check';
import type { FormerId } from '../../../../../src/catalog/worker/lookUp.ts';
import type { HeldProduct } from '../../../../../src/checklist/environment/logikProducts/facts.ts';
import { isProductId } from '../../../../../src/checklist/environment/logikProducts/ids.ts';
import { judgeProducts, type OrgProduct } from '../../../../../src/checklist/environment/logikProducts/match.ts';
import { idSuffix } from '../../../../../src/salesforce/spelling.ts';
import type { ConfigurableProduct } from '../../../../../src/logik/types.ts';
import { heldProduct } from '../../../support/logikAccess.ts';

const full = (short: string): string => short + idSuffix(short);
const OLD = full('01tOv000000A001');
const NEW = full('01tNw000000A001');
const LOST = full('01tOv000000A002');
const OTHERS = full('01tZz000000A009');

const inOrg = (id: string, own: Partial<OrgProduct> = {}): [string, OrgProduct] => [
  id.slice(0, 15),
  { id, name: 'Pump', code: 'HX-100', isActive: true, configurable: true, ...own },
];
const was = (id: string, newId: string | null): [string, FormerId] => [
  id.slice(0, 15),
  { object: 'Product2', key: 'ProductCode HX-100', newId, isCurrent: false },
];

const judge = (
  held: ConfigurableProduct[],
  now: Array<[string, OrgProduct]> = [],
  former: Array<[string, FormerId]> = []
): HeldProduct[] => judgeProducts(held, { now: new Map(now), former: new Map(former) });

describe('the IDs of products that Logik holds', () => {
  it('Given an ID that the org has, in 15 or 18 characters or between blanks, When judged, Then it holds and is told in 18', () => {
    for (const id of [NEW, NEW.slice(0, 15), ` ${NEW} `]) {
      expect(judge([heldProduct(id)], [inOrg(NEW)])[0]).to.include({
        verdict: 'holds',
        newId: NEW,
        code: 'HX-100',
        fault: null,
      });
    }
  });

  it('Given an ID of before the refresh, When judged, Then it drifted, with the new ID and what is wrong with that product', () => {
    const [found] = judge([heldProduct(OLD)], [inOrg(NEW, { isActive: false })], [was(OLD, NEW)]);
    expect(found).to.include({ verdict: 'drifted', oldId: OLD, newId: NEW, code: 'HX-100', fault: 'inactive' });
    const [short] = judge([heldProduct(OLD.slice(0, 15))], [inOrg(NEW)], [was(OLD, NEW)]);
    expect(short).to.include({ verdict: 'drifted', oldId: OLD.slice(0, 15), newId: NEW, fault: null });
  });

  it('Given an ID whose product is no more, or several, When judged, Then it is gone, under the code that it had', () => {
    expect(judge([heldProduct(LOST)], [], [was(LOST, null)])[0]).to.include({
      verdict: 'gone',
      newId: null,
      code: 'HX-100',
    });
  });

  it('Given an ID that nobody knows, such as one of another org, When judged, Then it is unknown', () => {
    expect(judge([heldProduct(OTHERS)], [inOrg(NEW)], [was(OLD, NEW)])[0]).to.include({
      verdict: 'unknown',
      newId: null,
      code: null,
    });
  });

  const odd: Array<[string | null, string]> = [
    [null, 'none'],
    ['', 'none'],
    ['  ', 'none'],
    ['HX-100', 'malformed'],
    ['01s5e000000A001AAA', 'malformed'],
    [`${NEW}A`, 'malformed'],
    [NEW.slice(0, 17), 'malformed'],
    [NEW.toLowerCase(), 'malformed'],
    ["01t' OR Name != '", 'malformed'],
  ];
  for (const [id, verdict] of odd) {
    it(`Given ${JSON.stringify(id)} for an ID, When judged, Then it is ${verdict}`, () => {
      expect(judge([heldProduct(id)], [inOrg(NEW)])[0]).to.include({ verdict, newId: null });
    });
  }

  it('Given products that are inactive, not enabled, or without a field that would say so, When judged, Then just these faults are told', () => {
    const faultOf = (own: Partial<OrgProduct>): HeldProduct['fault'] =>
      judge([heldProduct(NEW)], [inOrg(NEW, own)])[0].fault;
    expect(faultOf({ isActive: false, configurable: false })).to.equal('inactive');
    expect(faultOf({ configurable: false })).to.equal('not-configurable');
    expect(faultOf({ configurable: null })).to.equal(null);
  });

  it('Given one ID in two spellings, and two products without any, When judged, Then only the former are repeated', () => {
    const found = judge([NEW, NEW.slice(0, 15), OLD, null, null, 'x', 'x'].map((id) => heldProduct(id)));
    expect(found.map(({ repeated }) => repeated)).to.deep.equal([true, true, false, false, false, false, false]);
  });

  it('Given names and IDs with control characters and endless ones, When judged, Then one bounded line is left', () => {
    const [found] = judge([
      { ...heldProduct(`\u001b[2J${'x'.repeat(5000)}`, 'a\u001b[31m\nb\u202e'), blueprint: 'b\u0000\r' },
    ]);
    expect(found.name).to.equal('a [31m b');
    expect(found.blueprint).to.equal('b');
    expect(found.oldId?.length).to.be.at.most(300);
    expect(JSON.stringify(found)).not.to.match(/\\u00[01]|\\n/);
  });

  it('Given any 15 characters of a product, When given their checksum or another, Then only the right one makes an ID', () => {
    const tail = fc.stringMatching(/^[A-Za-z0-9]{12}$/);
    const suffix = fc.stringMatching(/^[A-Z0-5]{3}$/);
    fc.assert(
      fc.property(tail, suffix, (rest, other) => {
        const short = `01t${rest}`;
        return (
          isProductId(short) && isProductId(full(short)) && isProductId(short + other) === (idSuffix(short) === other)
        );
      })
    );
  });
});
