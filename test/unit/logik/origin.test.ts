import { expect } from 'chai';
import { lonelySlashes, originProblem } from '../../../src/logik/origin.ts';

describe('originProblem', () => {
  for (const [origin, problem] of [
    ['https://acme--uat.sandbox.my.site.com', undefined],
    ['https://acme--uat.sandbox.my.site.com/', undefined],
    ['https://acme.example:8443', undefined],
    ['http://localhost:3000', undefined],
    ['acme.example', 'not-a-url'],
    ['*', 'not-a-url'],
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

describe('lonelySlashes', () => {
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
