// An identity provider that others have written (oidc-provider), with the clients of the tests.
// `node identity-provider.mjs PORT REDIRECT_URI AFTER_SIGNING_OUT` prints a line once it listens; its own pages sign in
// whoever gives a name.

import { generateKeyPairSync } from 'node:crypto'

import { Provider } from 'oidc-provider'

const [port, redirectUri, afterSigningOut] = process.argv.slice(2)

const key = (kind, options, members) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  ...members,
})

const client = (id, algorithm, authentication) => ({
  client_id: id,
  client_secret: 'un secret: a soi+%',
  token_endpoint_auth_method: authentication,
  id_token_signed_response_alg: algorithm,
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: [afterSigningOut],
})

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: {
    keys: [
      key('rsa', { modulusLength: 2048 }, { kid: 'of-rs256', alg: 'RS256' }),
      key('ec', { namedCurve: 'P-256' }, { kid: 'of-es256', alg: 'ES256' }),
    ],
  },
  clients: [
    client('by-rs256', 'RS256', 'client_secret_basic'),
    client('by-es256', 'ES256', 'client_secret_post'),
  ],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
  cookies: { keys: ['of the tests alone'] },
  pkce: { required: () => true },
  acrValues: ['urn:branch:mfa'],
  claims: { openid: ['sub', 'acr'] },
})

provider.listen(Number(port), '127.0.0.1', () => console.log('listening'))
