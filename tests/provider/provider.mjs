// An OpenID provider on loopback for the tests: real protocol, invented people.
// Usage: node provider.mjs PORT REDIRECT_URI PEOPLE_JSON
import { Provider } from 'oidc-provider';

const [port, redirect, people] = process.argv.slice(2);
const accounts = JSON.parse(people);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'monitor',
    client_secret: 'only-for-tests',
    redirect_uris: [redirect],
    post_logout_redirect_uris: [redirect],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], monitor: ['monitor_role', 'monitor_state'] },
  scopes: ['openid', 'email', 'profile', 'monitor'],
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  cookies: { keys: ['only-for-tests'] },
  ttl: { Session: 3600, Grant: 3600, IdToken: 3600, AccessToken: 3600, Interaction: 600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...(accounts[id] ?? {}) }) }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`));
