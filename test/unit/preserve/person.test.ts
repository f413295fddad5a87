import { expect } from 'chai';
import { personFields } from '../../../src/preserve/person.ts';
import { fieldOf, objectOf } from '../support/reader.ts';

describe('the fields of a person account', () => {
  const NAMES = ['Name', 'FirstName', 'LastName', 'Salutation', 'RecordTypeId', 'Phone'].map((name) => fieldOf(name));
  const persons = fieldOf('IsPersonAccount');

  it('Given an org with persons, when asked, then the parts of the name go along that it has', () => {
    const some = objectOf('Account', [...NAMES, persons]);
    expect(personFields(some)).to.have.members(['FirstName', 'LastName', 'Salutation', 'RecordTypeId']);
    const all = objectOf('Account', [...NAMES, persons, fieldOf('MiddleName'), fieldOf('Suffix')]);
    expect(personFields(all)).to.include.members(['MiddleName', 'Suffix', 'Salutation']);
  });

  it('Given a middle name or a suffix that the login cannot write, when asked, then it stays away', () => {
    const middle = fieldOf('MiddleName', 'MiddleName', { updateable: false });
    const suffix = fieldOf('Suffix', 'Suffix', { createable: false });
    const names = personFields(objectOf('Account', [...NAMES, persons, middle, suffix]));
    expect(names).to.have.members(['FirstName', 'LastName', 'Salutation', 'RecordTypeId']);
  });

  it('Given an org without persons, or another object, when asked, then there are none', () => {
    expect(personFields(objectOf('Account', NAMES))).to.deep.equal([]);
    expect(personFields(objectOf('Contact', [...NAMES, persons]))).to.deep.equal([]);
  });
});
