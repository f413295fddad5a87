import { expect } from 'chai';
import { query, refusal, smallOrg } from './fixture.ts';

const NAMES = 'Please reference your WSDL or the describe call for the appropriate names.';
const COLUMN_HINT = `If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${NAMES}`;
const OBJECT_HINT = `If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${NAMES}`;
const PATH_HINT = `If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${NAMES}`;

/** `at` is the column that the caret must point at, in the row that the error names. */
type Case = [soql: string, at: number, message: string];

function check(cases: Case[], code: string): void {
  for (const [soql, at, message] of cases) {
    it(`Given a bad query, When it is ${soql}, Then it is ${code} at column ${at}`, () => {
      const error = refusal(soql);
      expect(error).to.include({ status: 400, code });
      const [, , caret, position, ...text] = error.message.split('\n');
      expect(text.join('\n')).to.equal(message);
      expect(position).to.match(/^ERROR at Row:\d+:Column:\d+$/);
      expect(Number(position?.split(':').at(-1))).to.equal(at);
      expect(caret?.trim()).to.equal('^');
    });
  }
}

describe('SOQL engine: syntax errors', () => {
  it('When already the first word is none, Then it is named alone, as recorded', () => {
    expect(refusal('UPDATE Product2').message).to.equal('unexpected token: UPDATE');
  });

  check(
    [
      ['SELECT Id FRM Product2', 11, "unexpected token: 'FRM'"],
      ['SELECT Id, FROM Product2', 12, "unexpected token: 'FROM'"],
      ['SELECT FROM Product2', 8, "unexpected token: 'SELECT FROM'"],
      ['SELECT * FROM Product2', 8, "unexpected token: '*'"],
      ['SELECT Id', 10, "unexpected token: '<EOF>'"],
      ['SELECT Id FROM Product2 WHERE', 30, "unexpected token: '<EOF>'"],
      ['SELECT Id FROM Product2 WHERE  ', 30, "unexpected token: '<EOF>'"],
      ["SELECT Id FROM Product2 WHERE Name = 'a' AND", 45, "unexpected token: '<EOF>'"],
      ["SELECT Id FROM Product2 WHERE (Name = 'a'", 42, "unexpected token: '<EOF>'"],
      ["SELECT Id FROM Product2 WHERE Name = 'a')", 41, "unexpected token: ')'"],
      ['SELECT Id FROM Product2 WHERE Name = a', 38, "unexpected token: 'a'"],
      ['SELECT Id FROM Product2 WHERE Name = :a', 38, "unexpected token: ':'"],
      ["SELECT Id FROM Product2 WHERE Name = 'a", 38, "unexpected token: '''"],
      ["SELECT Id FROM Product2 WHERE Name ILIKE 'a'", 36, "unexpected token: 'Name ILIKE'"],
      ['SELECT Id FROM Product2 WHERE Id IN ()', 37, "unexpected token: 'Id IN ()'"],
      ['SELECT Id FROM Product2 LIMIT x', 31, "unexpected token: 'x'"],
      ['SELECT Id FROM Product2;', 24, "unexpected token: ';'"],
      ["SELECT Id FROM Product2 WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", 57, "unexpected token: 'OR'"],
      ["SELECT Id FROM Product2 WHERE Name = 'a' OR Name = 'b' AND Name = 'c'", 56, "unexpected token: 'AND'"],
      ["SELECT Id FROM Product2 WHERE Name != null AND NOT Name = 'a'", 48, "unexpected token: 'NOT'"],
      ["SELECT Id FROM Product2 WHERE NOT NOT Name = 'a'", 35, "unexpected token: 'NOT'"],
      ["SELECT Id FROM Product2 WHERE Name = 'a' Name = 'b'", 42, "unexpected token: 'Name'"],
      ["SELECT Id FROM Product2 WHERE Name = ('a')", 31, "unexpected token: '('"],
      ["SELECT Id FROM Product2 WHERE Name = 'a\\q'", 31, "Illegal character sequence '\\q' in string literal"],
      ['SELECT COUNT(), Id FROM Product2', 15, "unexpected token: ','"],
      [
        'SELECT (SELECT COUNT(Id) FROM PricebookEntries) FROM Product2',
        16,
        'only root queries support aggregate expressions',
      ],
      ['SELECT Id Code FROM Product2', 8, 'only aggregate expressions use field aliasing'],
      ['SELECT Id\nFROM Product2\nWHERE Name = a', 14, "unexpected token: 'a'"],
    ],
    'MALFORMED_QUERY'
  );

  it('Given a character that SOQL does not know, When parsed, Then the error names line and offset', () => {
    expect(refusal('SELECT Id\nFROM $Product2').message).to.equal("line 2:5 unexpected token: '$'");
  });

  it('Given an error, When it is on a later row, Then the row is named and only that line is quoted', () => {
    expect(refusal('SELECT Id,\n  Foo\nFROM Product2').message).to.equal(
      `\n  Foo\n  ^\nERROR at Row:2:Column:3\nNo such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`
    );
  });

  it('Given a long query, When it fails in the middle, Then only the words around the error are quoted', () => {
    const fields = 'Name, ProductCode, Family, IsActive, Weight__c, Stock__c, Launch__c, Regions__c';
    const [, quoted = '', caret = '', position] = refusal(
      `SELECT ${fields}, Wrong__c, LastModifiedDate, OwnerId, Description, Base__c FROM Product2 LIMIT 20`
    ).message.split('\n');
    expect(quoted.indexOf('Wrong__c')).to.equal(caret.indexOf('^')).and.be.greaterThan(20);
    expect(quoted.length).to.be.lessThan(101);
    expect(position).to.equal('ERROR at Row:1:Column:89');
  });
});

describe('SOQL engine: unknown names', () => {
  check(
    [
      ['SELECT Foo FROM Product2', 8, `No such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`],
      [
        'SELECT Id, Owner.Foo FROM PermissionSet',
        12,
        `Didn't understand relationship 'Owner' in field path. ${PATH_HINT}`,
      ],
      ['SELECT Base__r.Foo FROM Product2', 8, `No such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`],
      ['SELECT Owner.Foo FROM Product2', 8, `No such column 'Foo' on entity 'Name'. ${COLUMN_HINT}`],
      ["SELECT Id FROM Product2 WHERE Foo = 'a'", 31, `No such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`],
      [
        "SELECT Id FROM Product2 WHERE Foo.Id = 'a'",
        31,
        `Didn't understand relationship 'Foo' in field path. ${PATH_HINT}`,
      ],
      ['SELECT Id FROM Product2 ORDER BY Foo', 34, `No such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`],
      ['SELECT COUNT(Foo) FROM Product2', 14, `No such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`],
      ['SELECT Foo FROM Product2 GROUP BY Foo', 35, `No such column 'Foo' on entity 'Product2'. ${COLUMN_HINT}`],
      [
        'SELECT (SELECT Foo FROM PricebookEntries) FROM Product2',
        16,
        `No such column 'Foo' on entity 'PricebookEntry'. ${COLUMN_HINT}`,
      ],
      [
        'SELECT Id FROM PermissionSet WHERE Id IN (SELECT Foo FROM PermissionSetAssignment)',
        50,
        `No such column 'Foo' on entity 'PermissionSetAssignment'. ${COLUMN_HINT}`,
      ],
    ],
    'INVALID_FIELD'
  );
  check(
    [
      ['SELECT Id FROM Foo__c', 16, `sObject type 'Foo__c' is not supported. ${OBJECT_HINT}`],
      ['SELECT Id FROM ApexClass', 16, `sObject type 'ApexClass' is not supported. ${OBJECT_HINT}`],
      [
        'SELECT Id, (SELECT Id FROM Foos) FROM Product2',
        28,
        `Didn't understand relationship 'Foos' in FROM part of query call. ${PATH_HINT}`,
      ],
      [
        'SELECT Id FROM Product2 WHERE Id IN (SELECT Id FROM Foo__c)',
        53,
        `sObject type 'Foo__c' is not supported. ${OBJECT_HINT}`,
      ],
    ],
    'INVALID_TYPE'
  );
  check([['SELECT Id FROM Apex__c', 16, 'entity type Apex__c does not support query']], 'INVALID_TYPE_FOR_OPERATION');

  it('Given a hidden object or field, When it is queried, Then it looks as if it did not exist', () => {
    const org = smallOrg('Product2.Name', 'User', 'PricebookEntry');
    expect(refusal('SELECT Name FROM Product2', org)).to.include({ code: 'INVALID_FIELD' });
    expect(refusal("SELECT Id FROM Product2 WHERE Name = 'a'", org)).to.include({ code: 'INVALID_FIELD' });
    expect(refusal('SELECT Id FROM User', org)).to.include({ code: 'INVALID_TYPE' });
    expect(refusal('SELECT Owner.Name FROM Product2', smallOrg('Product2.OwnerId'))).to.include({
      code: 'INVALID_FIELD',
    });
    expect(refusal('SELECT User.Name FROM OauthToken', org)).to.include({ code: 'INVALID_FIELD' });
    expect(refusal('SELECT (SELECT Id FROM PricebookEntries) FROM Product2', org)).to.include({ code: 'INVALID_TYPE' });
  });
});

describe('SOQL engine: refused filters', () => {
  const where = (filter: string): string => `SELECT Id FROM Product2 WHERE ${filter}`;
  const criterion = (name: string, type: string, should = 'should not be'): string =>
    `value of filter criterion for field '${name}' must be of type ${type} and ${should} enclosed in quotes`;
  check(
    [
      [where("IsActive = 'true'"), 31, criterion('IsActive', 'boolean')],
      [where('IsActive = 1'), 31, criterion('IsActive', 'boolean')],
      [where("Weight__c > '1'"), 31, criterion('Weight__c', 'double')],
      [where("Stock__c = '1'"), 31, criterion('Stock__c', 'int')],
      [where("Launch__c = '2026-11-18'"), 31, criterion('Launch__c', 'date')],
      [where('Launch__c = 2026-11-18T00:00:00Z'), 31, criterion('Launch__c', 'date')],
      [where('LastModifiedDate > 2026-11-18'), 31, criterion('LastModifiedDate', 'dateTime')],
      [where('Name = 5'), 31, criterion('Name', 'string', 'should be')],
      [where('OwnerId = 5'), 31, criterion('OwnerId', 'ID', 'should be')],
      [where("Name = 'a' AND Description = 'a'"), 46, "field 'Description' can not be filtered in a query call"],
    ],
    'INVALID_FIELD'
  );
  check(
    [
      [where("Id = 'xyz'"), 31, 'invalid ID field: xyz'],
      [where("Name = 'a' AND OwnerId IN ('xyz')"), 46, 'invalid ID field: xyz'],
      [where("OwnerId LIKE '005%'"), 31, 'invalid operator on id field'],
      [where('IsActive > false'), 31, 'invalid operator on boolean field'],
      [where("Family INCLUDES ('HW')"), 31, 'operator includes only valid on multipicklist field'],
    ],
    'INVALID_QUERY_FILTER_OPERATOR'
  );
  const join = (filter: string): string => `SELECT Id FROM PermissionSet WHERE ${filter}`;
  const assigned = 'SELECT PermissionSetId FROM PermissionSetAssignment';
  check(
    [
      [where('Launch__c = 2026-13-01'), 31, 'Invalid date: 2026-13-01'],
      [where('LastModifiedDate > 2026-52-12T12:12:00Z'), 31, 'Invalid datetime: 2026-52-12T12:12:00Z'],
      ['SELECT Id FROM Product2 ORDER BY Description', 34, "field 'Description' can not be sorted in a query call"],
      [
        join(`Name = 'a' OR Id IN (${assigned})`),
        50,
        'Semi join sub-selects are only allowed at the top level WHERE expressions.',
      ],
      [
        join('Id IN (SELECT Id FROM PermissionSet)'),
        36,
        'The inner and outer selects should not be on the same object type',
      ],
      [
        join(`Id IN (${assigned} WHERE AssigneeId IN (SELECT Id FROM User))`),
        101,
        'Nesting of semi join sub-selects is not supported',
      ],
      [
        join('Id IN (SELECT AssigneeId FROM PermissionSetAssignment)'),
        36,
        "The selected field 'AssigneeId' in the subquery and the left operand field in the where expression in the outer query 'Id' should point to the same object type",
      ],
      [
        join(`Name IN (${assigned})`),
        36,
        "The left operand field in the where expression for outer query should be an id field, cannot use: 'Name'",
      ],
      [join('Id IN (SELECT Name FROM User)'), 36, "semi join sub-selects can only query id fields, cannot use: 'Name'"],
    ],
    'MALFORMED_QUERY'
  );
});

describe('SOQL engine: errors without a position', () => {
  it('Given a field selected twice, When queried, Then it is refused, however it is written', () => {
    const twice = { status: 400, code: 'INVALID_FIELD', message: 'duplicate field selected: Name' };
    expect(refusal('SELECT Name, Id, Name FROM Product2')).to.deep.equal(twice);
    expect(refusal('SELECT Name, Product2.NAME FROM Product2')).to.deep.equal(twice);
    expect(refusal('SELECT Base__r.Name, base__r.name FROM Product2')).to.deep.equal(twice);
    expect(refusal('SELECT Id, FIELDS(STANDARD) FROM Product2').message).to.equal('duplicate field selected: Id');
  });

  it('Given FIELDS(ALL) or FIELDS(CUSTOM), When there is no LIMIT up to 200, Then it is refused', () => {
    const message = 'The SOQL FIELDS function must have a LIMIT of at most 200';
    for (const soql of ['FIELDS(ALL) FROM Product2', 'FIELDS(CUSTOM) FROM Product2 LIMIT 201']) {
      expect(refusal(`SELECT ${soql}`)).to.deep.equal({ status: 400, code: 'MALFORMED_QUERY', message });
    }
  });

  it('Given an OFFSET above 2000, When queried, Then it is outside the valid range', () => {
    expect(refusal('SELECT Id FROM Product2 OFFSET 2001')).to.deep.equal({
      status: 400,
      code: 'NUMBER_OUTSIDE_VALID_RANGE',
      message: 'Maximum SOQL offset allowed is 2000',
    });
    expect(query('SELECT Id FROM Product2 OFFSET 2000')).to.deep.equal([]);
  });
});
