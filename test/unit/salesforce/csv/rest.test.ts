import { expect } from 'chai';
import { encoded } from '../../../../src/salesforce/bytes.ts';
import { restCsv } from '../../../../src/salesforce/csv/rest.ts';
import type { OrgRequest } from '../../../../src/salesforce/http.ts';
import type { CsvQuery } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { collected, contextOf, httpStub, readable, ROOT, withoutPauses } from '../httpStub.ts';

const QUERY: CsvQuery = { object: 'Product2', fields: ['Id', 'Name'] };

const page = (records: string, next?: string): string =>
  `{"totalSize":3,"done":${next === undefined},${next === undefined ? '' : `"nextRecordsUrl":"${next}",`}"records":${records}}`;

const read = async (
  respond: (request: OrgRequest) => string,
  query = QUERY
): Promise<{ pages: ReturnType<typeof readable>; sent: OrgRequest[]; counts: number[] }> => {
  const { http, sent } = httpStub((request) => ({ bytes: encoded(respond(request)), headers: {} }));
  const counts: number[] = [];
  const options = { bulk: false, onRows: (rows: number) => counts.push(rows) };
  return { pages: readable(await collected(restCsv(contextOf(http), query, options))), sent, counts };
};

describe('restCsv', () => {
  withoutPauses();

  it('Given two pages, when they are read, then the first has the header, and rows are counted as they come', async () => {
    const { pages, sent, counts } = await read(({ path }) =>
      path.includes('?q=')
        ? page('[{"Id":"01t1","Name":"A"},{"Id":"01t2","Name":"B"}]', `${ROOT}/query/01g-2000`)
        : page('[{"Id":"01t3","Name":"C"}]')
    );
    expect(pages).to.deep.equal([
      { text: '"Id","Name"\n"01t1","A"\n"01t2","B"\n', rows: 2 },
      { text: '"01t3","C"\n', rows: 1 },
    ]);
    expect(counts).to.deep.equal([2, 3]);
    expect(sent.map(({ method }) => method)).to.deep.equal(['GET', 'GET']);
    expect(sent[1].path).to.equal(`${ROOT}/query/01g-2000`);
  });

  it('Given a condition, when it is read, then it stands in the statement', async () => {
    const { sent } = await read(() => page('[]'), { ...QUERY, where: "Name = 'x'" });
    expect(decodeURIComponent(sent[0].path)).to.equal(`${ROOT}/query?q=SELECT Id, Name FROM Product2 WHERE Name = 'x'`);
  });

  it('Given no rows, when they are read, then there is the header', async () => {
    expect((await read(() => page('[]'))).pages).to.deep.equal([{ text: '"Id","Name"\n', rows: 0 }]);
  });

  it('Given values of every kind, when they are spelled, then they read as in a bulk result', async () => {
    const { pages } = await read(
      () =>
        page(
          '[{"A":10.0,"B":1.0E7,"C":true,"D":null,"E":"2026-11-02T03:04:05.000+0000","F":"say \\"hi\\",\\nyou 😀","G":0}]'
        ),
      { object: 'X', fields: ['A', 'B', 'C', 'D', 'E', 'F', 'G'] }
    );
    expect(pages[0].text.slice(pages[0].text.indexOf('\n') + 1)).to.equal(
      '"10.0","1.0E7","true","","2026-11-02T03:04:05.000Z","say ""hi"",\nyou 😀","0"\n'
    );
  });

  it('Given relationship fields, when they are spelled, then each is a column, empty where nothing is related', async () => {
    const { pages } = await read(
      () =>
        page(
          '[{"Product2":{"Name":"A","Owner":{"Name":"Z"}}},{"Product2":{"Name":"B","Owner":null}},{"Product2":null}]'
        ),
      { object: 'PricebookEntry', fields: ['Product2.Name', 'Product2.Owner.Name'] }
    );
    expect(pages[0].text).to.equal('"Product2.Name","Product2.Owner.Name"\n"A","Z"\n"B",""\n"",""\n');
  });

  it('Given a record without a field that was asked for, when it is read, then that is an error and no empty column', async () => {
    const error = await caught(() => read(() => page('[{"Id":"01t1"}]')));
    expect(error).to.include({ errorCode: 'UNREADABLE_BODY' });
    expect(error.message).to.contain('Name');
  });

  it('Given a page that is cut off once, when it is read, then it is read again', async () => {
    let times = 0;
    const { pages } = await read(() => ((times += 1) === 1 ? page('[{"Id":"0').slice(0, -2) : page('[]')));
    expect(pages).to.have.length(1);
    expect(times).to.equal(2);
  });

  for (const body of ['<html>maintenance</html>', '[]', 'null', '{"records":null}']) {
    it(`Given ${body} each time, when it is read, then that is an error of the org`, async () => {
      expect(await caught(() => read(() => body))).to.include({
        errorCode: 'UNREADABLE_BODY',
        name: 'OrgUnreadableError',
      });
    });
  }

  it('Given a field that is none, when it is read, then nothing is sent', async () => {
    const { http, sent } = httpStub(() => ({}));
    const query = { object: 'Product2', fields: ['Id FROM User--'] };
    expect(await caught(() => collected(restCsv(contextOf(http), query, { bulk: false })))).to.be.instanceOf(
      RangeError
    );
    expect(sent).to.deep.equal([]);
  });
});
