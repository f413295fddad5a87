import { html, scriptString } from './html.ts';
import type { Markup } from './html.ts';

/** What a page answers; markup is sent as HTML. */
export type PageResponse = { status: number; body?: Markup; headers?: Record<string, string> };

const document = (title: string, head: Markup | undefined, body: Markup): Markup =>
  html`<!DOCTYPE html>
    <html lang="en-US">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        ${head}</head
      >${body}
    </html>`;

/** A classic Setup page: header, the tree beside it with its own search field, and the content. */
export function setupDocument(title: string, content: Markup): Markup {
  const tree = ['Home', 'Installed Packages', 'Deliverability', 'Trusted URLs', 'Remote Site Settings'];
  return document(
    `${title} ~ Salesforce - Enterprise Edition`,
    html`<style>
      .rich-tab-header {
        cursor: pointer;
        padding: 4px 8px;
        border: 1px solid #999;
      }
      .rich-tab-active {
        font-weight: bold;
      }
      .labelCol {
        text-align: right;
        padding-right: 8px;
      }
    </style>`,
    html`<body class="setupTab Custom sfdcBody">
      <div id="AppBodyHeader" class="bodyHeader"><a href="/home/home.jsp" title="Logo - Home">Salesforce</a></div>
      <table class="outerNoSidebar">
        <tbody>
          <tr>
            <td class="oLeft">
              <div class="setupNavtree">
                <label for="setupSearch">Quick Find</label
                ><input id="setupSearch" type="text" name="setupSearch" placeholder="Quick Find / Search..." />
                <ul>
                  ${tree.map((name) => html`<li><a href="#">${name}</a></li>`)}
                </ul>
              </div>
            </td>
            <td class="noSidebarCell">
              <div class="bPageTitle"><h1 class="pageType">${title}</h1></div>
              ${content}
            </td>
          </tr>
        </tbody>
      </table>
    </body>`
  );
}

/** What a request without a live session gets: Salesforce sends the browser to the login page by script. */
export function loginRedirect(startUrl: string): PageResponse {
  const to = `/?${new URLSearchParams({ ec: '302', startURL: startUrl }).toString()}`;
  const target = scriptString(to);
  return {
    status: 200,
    body: document(
      '',
      html`<script>
        if (window.location.replace) {
          window.location.replace(${target});
        } else {
          window.location.href = ${target};
        }
      </script>`,
      html`<body>
        <noscript><a href="${to}">Log in</a></noscript>
      </body>`
    ),
  };
}

/** The login page, which is also where a session that is gone ends. */
export function loginPage(): PageResponse {
  return {
    status: 200,
    body: document(
      'Login | Salesforce',
      undefined,
      html`<body>
        <div id="login">
          <form id="login_form" name="login" method="post" action="/">
            <label for="username">Username</label><input type="email" id="username" name="username" />
            <label for="password">Password</label><input type="password" id="password" name="pw" />
            <input type="submit" id="Login" name="Login" value="Log In" />
          </form>
        </div>
      </body>`
    ),
  };
}

/** The challenge that stands between a login and the page it wanted. */
export function verifyIdentity(): PageResponse {
  return {
    status: 200,
    body: document(
      'Verify Your Identity | Salesforce',
      undefined,
      html`<body>
        <div id="content">
          <h2 id="header">Verify Your Identity</h2>
          <p>
            You’re trying to <b>Log In to Salesforce</b>. To make sure your Salesforce account is secure, we have to
            verify your identity.
          </p>
          <form id="editPage" method="post" action="/_ui/identity/verification/method/TotpVerificationFinishUi/e">
            <label for="tc">Verification Code</label><input type="text" id="tc" name="tc" maxlength="10" /><input
              type="submit"
              id="save"
              name="save"
              value="Verify"
            />
          </form>
        </div>
      </body>`
    ),
  };
}

/** The page that wants a passkey made: there is no way around it, and a button makes one. */
export function createPasskey(): PageResponse {
  return {
    status: 200,
    body: document(
      'Create a Passkey | Salesforce',
      undefined,
      html`<body>
        <div id="content">
          <h2 id="header">Create a Passkey</h2>
          <p>To keep your account secure, use a passkey to log in.</p>
          <form id="editPage" method="post" action="/_ui/identity/webauthn/Add">
            <input type="submit" id="save" name="save" value="Create a Passkey" />
          </form>
        </div>
      </body>`
    ),
  };
}

/** A notice between a login and a page; it has a form of its own, whose button changes the user's settings. */
export function registerPhone(): PageResponse {
  return {
    status: 200,
    body: document(
      'Register Your Mobile Phone | Salesforce',
      undefined,
      html`<body>
        <form id="editPage" method="post" action="/_ui/identity/phone/AddPhoneNumber">
          <label for="mobile">Mobile Phone Number</label><input type="text" id="mobile" name="mobile" />
          <input type="submit" id="save" name="save" value="Register" />
          <a href="/home/home.jsp">Remind Me Later</a>
        </form>
      </body>`
    ),
  };
}

/** The page that answers for an instance in maintenance. */
export function maintenancePage(): PageResponse {
  return {
    status: 503,
    headers: { 'retry-after': '600' },
    body: document(
      'Salesforce | Scheduled Maintenance',
      undefined,
      html`<body>
        <div class="maintenance">
          <h1>We are down for maintenance.</h1>
          <p>Sorry for the inconvenience. We’ll be back shortly.</p>
          <p>Visit <a href="https://status.salesforce.com">status.salesforce.com</a> for details.</p>
        </div>
      </body>`
    ),
  };
}

/** What a page answers while its server is busy. */
export function serviceUnavailable(): PageResponse {
  const title = '503 Service Unavailable';
  const text = html`<body>
    <h1>${title}</h1>
    <p>The service is temporarily unavailable. Please try again later.</p>
  </body>`;
  return { status: 503, body: document(title, undefined, text) };
}

/** A path under Setup that leads nowhere. */
export function urlGone(): PageResponse {
  const content = html`<div id="errorPage">
    <span id="errorTitle">URL No Longer Exists</span>
    <p>
      You have attempted to reach a URL that no longer exists on salesforce.com. You may have reached this page after
      clicking on a direct link into the application.
    </p>
  </div>`;
  return { status: 404, body: setupDocument('URL No Longer Exists', content) };
}

/** The error page of Visualforce. */
export function visualforceError(status: number, message: string): PageResponse {
  const content = html`<table>
    <tbody>
      <tr>
        <td><span id="theErrorPage:theError" class="errorMsg">${message}</span></td>
      </tr>
    </tbody>
  </table>`;
  return { status, body: setupDocument('Visualforce Error', content) };
}

/** What a form with a stale or missing view state gets. */
export function invalidForSession(): PageResponse {
  return visualforceError(
    403,
    'The page you submitted was invalid for your session. Please click Save again to confirm your change.'
  );
}
