import { expect } from 'chai';
import { allows, lonelySlashes, originProblem } from '../../../src/logik/origin.ts';

describe('originProblem', () => {
  for (const [origin, problem] of [
    ['https://acme--uat.sandbox.my.site.com', undefined],
    ['https://acme--uat.sandbox.my.site.com/', undefined],
    ['https://acme.example:8443', undefined],
    ['http://localhost:3000', undefined],
    ['acme.example', 'not-a-url'],
    ['*', 'not-a-url'],
    ['*.salesforce.com', undefined],
    ['https://*.salesforce.com', undefined],
    ['*.my.site.com:8443', undefined],
    ['*.salesforce.com/', undefined],
    ['*.com', 'not-a-url'],
    ['a*.salesforce.com', 'not-a-url'],
    ['http://*.salesforce.com', 'not-https'],
    ['*.salesforce.com/store', 'not-a-url'],
    ['http://acme.example', 'not-https'],
    ['https://acme.example/store', 'path'],
    ['https://acme.example//', 'path'],
    ['https://acme.example?x', 'path'],
    ['https://user:pw@acme.example', 'path'],
  ] as const) {
    it(`Given ${origin}, when it is judged, then it is ${problem ?? 'an origin'}`, () => {
      expect(originProblem(origin)).to.equal(problem);
    });
  }
});

describe('allows', () => {
  for (const [allowed, origin, expected] of [
    ['https://a.example', 'https://a.example', true],
    ['https://a.example', 'https://A.example', false],
    ['*.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com', true],
    ['https://*.Salesforce.com', 'https://acme.my.salesforce.com', true],
    ['*.salesforce.com', 'https://salesforce.com', false],
    ['*.salesforce.com', 'https://evilsalesforce.com', false],
    ['*.salesforce.com', 'https://acme.my.salesforce.com/', false],
    ['*.salesforce.com', 'https://acme.my.salesforce.com:8443', false],
    ['*.salesforce.com', 'http://acme.my.salesforce.com', false],
    ['*.salesforce.com/', 'https://acme.my.salesforce.com', false],
    ['*.salesforce.com:8443', 'https://acme.my.salesforce.com:8443', true],
  ] as const) {
    it(`Given ${allowed}, when ${origin} asks, then ${expected ? 'it is let in' : 'it is not'}`, () => {
      expect(allows(allowed, origin)).to.equal(expected);
    });
  }
});

describe('lonelySlashes', () => {
  it('Given a wildcard beside it, when origins are judged, then the slash is not lonely; a wildcard with one is', () => {
    expect(lonelySlashes(['https://a.my.site.com/', '*.site.com'])).to.deep.equal([]);
    expect(lonelySlashes(['*.site.com/', '*.my.site.com'])).to.deep.equal(['*.site.com/']);
    expect(lonelySlashes(['*.site.com/', '*.site.com'])).to.deep.equal([]);
  });

  it('Given an origin in both forms, when origins are judged, then the slash is not lonely', () => {
    expect(lonelySlashes(['https://a.example/', 'https://a.example'])).to.deep.equal([]);
  });

  it('Given an origin with a slash only, when origins are judged, then that one is named', () => {
    expect(lonelySlashes(['https://a.example/', 'https://b.example', 'https://c.example/'])).to.deep.equal([
      'https://a.example/',
      'https://c.example/',
    ]);
  });
});
