// Reads something public, and signs in: `node smoke.cjs <compiled client> <address>`.
const { resolve } = require("node:path");

const [compiled, basePath] = process.argv.slice(2);
const { CertificationsApi, Configuration, SessionsApi } = require(resolve(compiled));

async function main() {
  const configuration = new Configuration({ basePath });
  const page = await new CertificationsApi(configuration).listCertifications({ limit: 200 });
  const sessionOpening = { email: "employer@sandbox.example", password: "sandbox" };
  const session = await new SessionsApi(configuration).openSession({ sessionOpening });
  console.log(`${page.items.length} certifications, ${session.role}`);
}

main();
