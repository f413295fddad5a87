import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection as JsforceConnection } from '@jsforce/jsforce-node';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { isItemError, type OrgError } from '../../../src/salesforce/errors.ts';
import { orgGuard } from '../../../src/salesforce/http.ts';
import { metadataReader, upsertMetadata } from '../../../src/salesforce/metadata.ts';
import type { MetadataReader } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';

const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

const fault = (code: string): string =>
  envelope(
    `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: told by the org</faultstring></soapenv:Fault>`
  );

const remoteSite = (name: string): string =>
  `<records xsi:type="RemoteSiteSetting"><fullName>${name}</fullName><disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>https://${name}.example</url></records>`;

/** The names that a readMetadata call asks for. */
const namesIn = (request: string): string[] => [...request.matchAll(/<fullNames>([^<]*)</g)].map(([, name]) => name);

const connectionTo = (server: Server, accessToken = '00D!x'): Connection => {
  const instanceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new JsforceConnection({ instanceUrl, accessToken, version: '62.0' }) as unknown as Connection;
};

describe('the Metadata API through jsforce', () => {
  let server: Server;
  const sent: string[] = [];

  /** An org whose Metadata API answers what `answer` makes of the request. */
  const serve = async (answer: (request: string) => string, accessToken = '00D!x'): Promise<Connection> => {
    sent.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        sent.push(body);
        const said = answer(body);
        const status = said.includes('Fault>') ? 500 : said.startsWith('<html') ? 503 : 200;
        response.writeHead(status, { 'content-type': 'text/xml' }).end(said);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return connectionTo(server, accessToken);
  };
  const reader = (connection: Connection): MetadataReader =>
    metadataReader(connection, orgGuard(connection, 'uat'), 'uat');

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('Given 23 components, when they are read, then 10 at most are asked for at once, and all come back', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `Site${index}`);
    const connection = await serve((request) =>
      envelope(
        `<readMetadataResponse><result>${namesIn(request).map(remoteSite).join('')}</result></readMetadataResponse>`
      )
    );
    const found = await reader(connection).read('RemoteSiteSetting', names);
    expect(found.map(({ fullName }) => fullName)).to.have.members(names);
    expect(found[0]).to.include({ isActive: true, disableProtocolSecurity: false });
    expect(sent.map((request) => namesIn(request).length).sort()).to.deep.equal([10, 10, 3].sort());
  });

  it('Given an element that jsforce requires and the org did not answer, when the component is read, then it is not made up', async () => {
    const connection = await serve(() =>
      envelope(
        '<readMetadataResponse><result><records xsi:type="NamedCredential"><fullName>Api</fullName><label>Api</label><namedCredentialType>SecuredEndpoint</namedCredentialType></records></result></readMetadataResponse>'
      )
    );
    const [found] = await reader(connection).read('NamedCredential', ['Api']);
    expect(found).to.deep.include({ fullName: 'Api', label: 'Api', namedCredentialType: 'SecuredEndpoint' });
    expect(found).not.to.have.any.keys('principalType', 'protocol');
  });

  it('Given a component that is not there, when it is read, then it is left out', async () => {
    const connection = await serve(() =>
      envelope(
        `<readMetadataResponse><result><records xsi:nil="true"/>${remoteSite('There')}</result></readMetadataResponse>`
      )
    );
    const found = await reader(connection).read('RemoteSiteSetting', ['Gone', 'There']);
    expect(found.map(({ fullName }) => fullName)).to.deep.equal(['There']);
  });

  it('Given fewer components than names, when they are read, then none counts as not there', async () => {
    const connection = await serve(() => envelope('<readMetadataResponse><result/></readMetadataResponse>'));
    const error = await caught(() => reader(connection).read('RemoteSiteSetting', ['There']));
    expect(error).to.include({ errorCode: 'UNREADABLE_BODY', scope: 'item' });
  });

  for (const [what, said] of [
    ['a login page', '<!doctype html><html><title>Login</title></html>'],
    ['JSON', '{"records":[]}'],
    ['nothing at all', ''],
    ['an envelope without a body', envelope('')],
    ['the answer to another call', envelope('<describeMetadataResponse/>')],
    ['an envelope that breaks off', envelope('<listMetadataResponse/>').slice(0, -12)],
    ['an envelope that is no XML', envelope('<listMetadataResponse><result></listMetadataResponse>')],
  ])
    it(`Given ${what} with status 200, when components are listed, read or types asked for, then it is not an empty org`, async () => {
      const connection = await serve(() => said);
      for (const read of [
        () => reader(connection).list('RemoteSiteSetting'),
        () => reader(connection).read('RemoteSiteSetting', ['Logik']),
        () => reader(connection).types(),
      ])
        expect(await caught(read)).to.include({ name: 'OrgUnreadableError' });
    });

  it('Given a list of types that is empty, when it is asked for, then no type counts as absent', async () => {
    const connection = await serve(() => envelope('<describeMetadataResponse><result/></describeMetadataResponse>'));
    expect(await caught(() => reader(connection).types())).to.include({ errorCode: 'UNREADABLE_BODY' });
  });

  it('Given none or one component, when they are listed, then it is a list', async () => {
    const connection = await serve(() => envelope('<listMetadataResponse/>'));
    expect(await reader(connection).list('RemoteSiteSetting')).to.deep.equal([]);
    server.close();
    const one = await serve(() =>
      envelope('<listMetadataResponse><result><fullName>Logik</fullName></result></listMetadataResponse>')
    );
    expect(await reader(one).list('RemoteSiteSetting')).to.deep.equal(['Logik']);
  });

  it('Given components with IDs and without, when they are asked for with these, then those that have one are told', async () => {
    const result = (inner: string): string => `<result>${inner}<type>Profile</type></result>`;
    const answered = `${result('<fullName>Admin</fullName><id>00e000000000001AAA</id>')}${result('<fullName>X</fullName><id/>')}`;
    const connection = await serve(() => envelope(`<listMetadataResponse>${answered}</listMetadataResponse>`));
    expect(await reader(connection).identified('Profile')).to.deep.equal([
      { id: '00e000000000001AAA', fullName: 'Admin' },
    ]);
  });

  it('Given four types in one turn, two of them asked for twice, when listed, then they travel three a call and each once', async () => {
    const connection = await serve((request) => {
      const types = [...request.matchAll(/<type>([^<]*)</g)].map(([, type]) => type);
      const results = types.map((type) => `<result><fullName>My${type}</fullName><type>${type}</type></result>`);
      return envelope(`<listMetadataResponse>${results.join('')}</listMetadataResponse>`);
    });
    const metadata = reader(connection);
    const list = (type: string): Promise<string[]> => metadata.list(type);
    const found = await Promise.all(['A', 'B', 'A', 'C', 'D', 'B'].map(list));
    expect(found).to.deep.equal(['A', 'B', 'A', 'C', 'D', 'B'].map((type) => [`My${type}`]));
    expect(sent).to.have.length(2);
    await list('A');
    expect(sent, 'nothing is remembered').to.have.length(3);
  });

  it('Given one type that the org does not know, when three are listed, then the other two are answered', async () => {
    const connection = await serve((request) =>
      request.includes('<type>Odd<')
        ? fault('INVALID_TYPE')
        : envelope('<listMetadataResponse><result><fullName>One</fullName></result></listMetadataResponse>')
    );
    const metadata = reader(connection);
    const list = (type: string): Promise<string[]> => metadata.list(type);
    const settled = await Promise.allSettled(['A', 'Odd', 'B'].map(list));
    expect(settled.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  for (const code of ['INSUFFICIENT_ACCESS', 'INVALID_TYPE']) {
    it(`Given the fault sf:${code}, when metadata is read, then only the line that asked suffers`, async () => {
      const connection = await serve(() => fault(code));
      const error = await caught(() => reader(connection).list('RemoteSiteSetting'));
      expect(isItemError(error), error.message).to.equal(true);
      expect((error as OrgError).errorCode).to.equal(code);
      // Asking again would bring the same answer.
      expect(sent).to.have.length(1);
    });
  }

  it('Given the fault of an ended session, when metadata is read, then the run ends and says to log in again', async () => {
    const connection = await serve(() => fault('INVALID_SESSION_ID'));
    const error = await caught(() => reader(connection).list('RemoteSiteSetting'));
    expect(error).to.include({ name: 'SessionExpiredError', scope: 'run' });
  });

  for (const [status, said] of [
    [500, fault('INVALID_SESSION_ID')],
    [401, '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]'],
    [403, 'Bad_OAuth_Token'],
  ] as const) {
    it(`Given an ended session that is told with ${status}, when metadata is read, then it is renewed once and the read goes on`, async () => {
      let renewals = 0;
      server = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const isGood = body.includes('>good<');
          response.writeHead(isGood ? 200 : status).end(isGood ? envelope('<listMetadataResponse/>') : said);
        });
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { instanceUrl } = connectionTo(server);
      const connection = new JsforceConnection({
        instanceUrl,
        accessToken: 'old',
        version: '62.0',
        refreshFn: (_, callback) => {
          renewals += 1;
          callback(null, 'good');
        },
      }) as unknown as Connection;
      expect(await reader(connection).list('RemoteSiteSetting')).to.deep.equal([]);
      expect(renewals).to.equal(1);
    });
  }

  it('Given an answer that breaks off once, when metadata is read, then it is asked for again', async () => {
    let times = 0;
    server = createServer((_request, response) => {
      times += 1;
      if (times === 1) response.writeHead(200, { 'content-length': 1000 }).write('<?xml', () => response.destroy());
      else response.end(envelope('<listMetadataResponse/>'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await reader(connectionTo(server)).list('RemoteSiteSetting')).to.deep.equal([]);
    expect(times).to.equal(2);
  });

  it('Given a maintenance page that comes once, when metadata is read, then it is asked for again; when written, never', async () => {
    let down = true;
    const connection = await serve(() => {
      const said = down ? '<html>Down</html>' : envelope('<listMetadataResponse/>');
      down = false;
      return said;
    });
    expect(await reader(connection).list('RemoteSiteSetting')).to.deep.equal([]);
    expect(sent).to.have.length(2);
    down = true;
    const write = upsertMetadata(connection, orgGuard(connection, 'uat'), 'uat');
    await caught(() => write('RemoteSiteSetting', { fullName: 'Logik' }));
    expect(sent).to.have.length(3);
  });

  it('Given a login whose token is a JWT, when metadata is read, then only the line that asked suffers', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = `${part({ alg: 'RS256', typ: 'JWT', tnk: 'core/prod/00D000000000001' })}.${part({ sub: 'x', aud: 'y' })}.c2ln`;
    const connection = await serve(() => envelope(''), jwt);
    const error = await caught(() => reader(connection).list('RemoteSiteSetting'));
    expect(isItemError(error), error.message).to.equal(true);
    expect(error.message).to.contain('JWT');
    expect(sent).to.deep.equal([]);
  });

  it('Given the org refuses a component, when it is written, then the error has its code and words', async () => {
    const connection = await serve(() =>
      envelope(
        '<upsertMetadataResponse><result><created>false</created><errors><message>bad URL</message><statusCode>FIELD_INTEGRITY_EXCEPTION</statusCode></errors><fullName>Logik</fullName><success>false</success></result></upsertMetadataResponse>'
      )
    );
    const write = upsertMetadata(connection, orgGuard(connection, 'uat'), 'uat');
    const error = await caught(() => write('RemoteSiteSetting', { fullName: 'Logik', url: 'x', isActive: true }));
    expect(error).to.include({ errorCode: 'FIELD_INTEGRITY_EXCEPTION' });
    expect(error.message).to.contain('bad URL');
    expect(sent[0]).to.contain('<fullName>Logik</fullName>').and.contain('<isActive>true</isActive>');
  });
});
