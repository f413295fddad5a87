import { expect } from 'chai';
import { areaAccessProblem, userAccessCsv, type UserAccess } from '../../../src/logik/userAccess.ts';

const user = (own: Partial<UserAccess> = {}): UserAccess => ({
  name: 'Ava Chen',
  userName: 'ava@acme.example.uat',
  areas: { CONFIG: 'EDIT' },
  action: 'UPSERT',
  ...own,
});

describe("the file that Logik Admin's User Access imports", () => {
  it('Given areas, When written, Then there is a row for each, under the documented header', () => {
    expect(userAccessCsv([user({ areas: { CONFIG: 'EDIT', DEPLOY: 'ADMIN' } })])).to.equal(
      [
        'name,userName,area,access,action',
        'Ava Chen,ava@acme.example.uat,CONFIG,EDIT,UPSERT',
        'Ava Chen,ava@acme.example.uat,DEPLOY,ADMIN,UPSERT',
        '',
      ].join('\n')
    );
  });

  it('Given a managed table, When written, Then the column of variable names is there for every row', () => {
    expect(userAccessCsv([user({ areas: { CONFIG: 'READ', 'TABLE:prices': 'EDIT' } })]).split('\n')).to.deep.equal([
      'name,userName,area,access,variableName,action',
      'Ava Chen,ava@acme.example.uat,CONFIG,READ,,UPSERT',
      'Ava Chen,ava@acme.example.uat,TABLE,EDIT,prices,UPSERT',
      '',
    ]);
  });

  it('Given capitals in a username, a formula and a comma in a name, When written, Then Logik and a spreadsheet read them right', () => {
    const [, row] = userAccessCsv([user({ name: '=1+1, "x"', userName: 'Ava@Acme.example.UAT' })]).split('\n');
    expect(row).to.equal(`"'=1+1, ""x""",ava@acme.example.uat,CONFIG,EDIT,UPSERT`);
  });

  it('Given a username that begins as a formula, When written, Then it stays who it is', () => {
    const [, row] = userAccessCsv([user({ name: 'Ava', userName: '+ava@acme.example.uat' })]).split('\n');
    expect(row).to.equal('Ava,+ava@acme.example.uat,CONFIG,EDIT,UPSERT');
  });

  it('Given nobody, When written, Then only the header is there', () => {
    expect(userAccessCsv([])).to.equal('name,userName,area,access,action\n');
  });

  const cases: Array<[string, string, boolean]> = [
    ['CONFIG', 'EDIT', true],
    ['TRANSACTION', 'NONE', true],
    ['MANAGED_TABLES', 'ADMIN', true],
    ['TABLE:prices', 'READ', true],
    ['END_USER', 'END_USER', true],
    ['DEPLOY', 'ADMIN', true],
    ['DEPLOY', 'EDIT', false],
    ['UTILITIES', 'READ', true],
    ['UTILITIES', 'EDIT', false],
    ['END_USER', 'READ', false],
    ['CONFIG', 'edit', false],
    ['config', 'EDIT', false],
    ['TABLE', 'READ', false],
    ['TABLE:', 'READ', false],
    ['TABLE:a b', 'READ', false],
    ['CONFIG:x', 'READ', false],
    ['constructor', 'READ', false],
  ];
  for (const [area, access, isRight] of cases) {
    it(`Given ${area}: ${access}, When judged, Then it is ${isRight ? 'taken' : 'refused'}`, () => {
      const problem = areaAccessProblem(area, access);
      if (isRight) expect(problem).to.equal(undefined);
      else expect(problem).to.match(/^must be one of /);
    });
  }
});
