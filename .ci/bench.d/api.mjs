// All data of patrons through the interface for programs, 100 rows each, against the static sign-in page, under load.
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, carrel, median, note, short, temporary } from './base.mjs'
import { sqliteReaders } from './data.mjs'
import { load } from './load.mjs'
import { ask, serve, settings } from './server.mjs'

const seconds = short ? 3 : 10
const rounds = 3
/** So many patrons are asked for in turn. */
const people = 256

const sql = async (database, text) => (await capture('sqlite3', ['-cmd', '.timeout 30000', database, text], { seconds: 600 })).trim()

/** A program that may read, and an open request of each patron's with the identity checked (as screens would record them). */
async function permit(database) {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest('base64url')
  const far = 4_000_000_000
  await sql(database, `
    INSERT INTO api_client (public_id, organization_id, name, purpose, secret_hash, scopes, networks, requests_per_minute, created_at,
        created_by, expires_at, allowance, allowance_at)
      SELECT 'bench', MIN(o.id), 'Measuring', 'Measuring', '', 'patrons:read', '127.0.0.0/8', 1000000000, 0,
        (SELECT MIN(id) FROM patron), ${far}, 0, 0 FROM organization AS o;
    INSERT INTO api_token (token_hash, client_id, scopes, created_at, expires_at)
      SELECT '${hash}', id, 'patrons:read', 0, ${far} FROM api_client WHERE public_id = 'bench';
    INSERT INTO data_request (public_id, organization_id, patron_id, kind, channel, received_on, due_on, state, identity_method,
        identity_checked_at, created_at)
      SELECT 'bench-' || id, organization_id, id, 'access', 'email', '2026-01-01', '2036-01-01', 'open', 'document', 0, 0 FROM patron;`)
  return token
}

export async function measure(figure) {
  const folder = await sqliteReaders()
  const database = join(folder, 'carrel.sqlite')
  await capture(carrel, ['migrate'], { env: settings(folder, `sqlite:${database}`) })
  const token = await permit(database)
  const numbers = (await sql(database, `SELECT source_id FROM patron WHERE source_id GLOB '[0-9]*' ORDER BY id LIMIT ${people}`)).split('\n')
  const path = number => `/api/v1/patrons/alldata?borrowernumber=${number}`
  const server = await serve(folder, `sqlite:${database}`)
  const bearer = `Bearer ${token}`
  const first = await ask(server.base, path(numbers[0]), { headers: { authorization: bearer } })
  if (first.status !== 200) throw new Error(`all data of a patron: ${first.status} ${first.body}`)
  const rows = Object.values(JSON.parse(first.body)).reduce((sum, list) => sum + list.length, 0)
  const file = join(await temporary('requests'), 'requests')
  await writeFile(file, numbers.map(number => `${path(number)}\t${bearer}\n`).join(''))
  const asked = { BENCH_REQUESTS: file }
  await load(server.base, '/sign-in', {}, short ? 1 : 4)
  await load(server.base, '/', asked, short ? 1 : 4)
  const runs = []
  for (let round = 0; round < rounds; round++) {
    const still = await load(server.base, '/sign-in', {}, seconds)
    const ours = await load(server.base, '/', asked, seconds)
    if (ours.bytes / ours.requests < first.body.length * 0.8) throw new Error('the interface under load answers something else')
    runs.push({ still, ours })
    note(`/sign-in ${Math.round(still.rate)}/s; alldata ${Math.round(ours.rate)}/s, p99 ${ours.p99_ms} ms, ${rows} rows, ${first.body.length} bytes`)
  }
  await server.stop()
  figure('interface: alldata of 100 rows against /sign-in, requests/s', 100 * median(runs.map(({ still, ours }) => ours.rate / still.rate)), '%', 40, 'at least')
  figure('interface: alldata of 100 rows', median(runs.map(({ ours }) => ours.rate)), '/s')
  return { rows, bytes: first.body.length, runs }
}
