import { expect } from 'chai';
import { soslFor } from '../../../src/salesforce/sosl.ts';

describe('soslFor', () => {
  it('Given texts, When a search is made, Then each is a phrase and what means something in a search is escaped', () => {
    expect(
      soslFor(['acme-uat.test01.logik.io', '127.0.0.1:80'], { ApexClass: ['Id', 'Body'], ApexPage: ['Id'] })
    ).to.equal(
      'FIND {"acme\\-uat.test01.logik.io" OR "127.0.0.1\\:80"} IN ALL FIELDS RETURNING ApexClass(Id, Body), ApexPage(Id) LIMIT 2000'
    );
  });

  it('Given a text that would end the search term, When a search is made, Then it stays inside', () => {
    const term = /^FIND \{"(.*)"\} IN/.exec(soslFor(['a"} RETURNING User(Id) \\'], { ApexClass: ['Id'] }))?.[1];
    expect(term).to.equal('a\\"\\} RETURNING User\\(Id\\) \\\\');
  });

  it('Given something that is no API name, When a search is made, Then it is refused', () => {
    expect(() => soslFor(['a'], { 'ApexClass(Id)': ['Id'] })).to.throw(RangeError);
    expect(() => soslFor(['a'], { ApexClass: ['Id LIMIT 1'] })).to.throw(RangeError);
  });
});
