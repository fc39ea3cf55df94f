// A certified OpenID provider (npm oidc-provider) for the browser tests: everybody may sign in under any name, with any
// password. Its claim `card` is the name. It keeps its claims at the userinfo endpoint, as many providers do.
// Environment: PROVIDER_PORT, CARREL_BASE_URL, and the folder of its packages in PROVIDER_MODULES.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { PROVIDER_PORT, PROVIDER_MODULES, CARREL_BASE_URL } = process.env;
const find = createRequire(`${PROVIDER_MODULES}/`);
const { default: Provider } = await import(pathToFileURL(find.resolve("oidc-provider")).href);

const client = (name) => ({
  client_id: `carrel-${name}`,
  client_secret: "a-secret-of-the-tests-only",
  redirect_uris: [`${CARREL_BASE_URL}/sign-in/openid/${name}/callback`],
  post_logout_redirect_uris: [`${CARREL_BASE_URL}/signed-out`],
});

const provider = new Provider(`http://127.0.0.1:${PROVIDER_PORT}`, {
  clients: [client("city"), client("strict")],
  claims: { openid: ["sub"], library: ["card"] },
  acrValues: ["high"],
  cookies: { keys: ["of-the-tests-only"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, card: id }) }),
});
provider.listen(Number(PROVIDER_PORT), "127.0.0.1");
