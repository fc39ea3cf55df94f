// Anonymizing all returned loans of a library in the background, against a bare SQL update in batches of the same size; and
// the home page of patrons meanwhile.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, carrel, note, short, sleep, temporary } from './base.mjs'
import { patrons, someCards, sqliteLoans } from './data.mjs'
import { few, load } from './load.mjs'
import { serve, settings, signInAll } from './server.mjs'

const batch = 1_000
const seconds = short ? 3 : 15
const people = 64

const sql = async (database, text) => (await capture('sqlite3', ['-cmd', '.timeout 30000', database, text], { seconds: 3_600 })).trim()
/** Every policy there can be at its hardest: everything that is closed goes, for everybody, now. */
const decide = database => sql(database, `INSERT INTO history_policy (public_id, organization_id, level, policy, decided_at, takes_effect_at)
  SELECT 'bench', MIN(id), 'organization', 'with-consent:at-once', 0, 0 FROM organization`)

/** A library of its own, at the newest schema. */
async function library() {
  const folder = await sqliteLoans()
  const database = join(folder, 'carrel.sqlite')
  await capture(carrel, ['audit', 'verify'], { env: settings(folder, `sqlite:${database}`), fails: true, seconds: 600 })
  return { folder, database }
}

/** As plain as it can be: who the rows belong to, in transactions of as many rows. */
async function bare() {
  const { database } = await library()
  const rows = Number(await sql(database, 'SELECT COUNT(*) FROM checkout WHERE is_open = 0'))
  const step = Math.max(1, Math.round(batch * patrons / rows))
  const last = Number(await sql(database, 'SELECT MAX(id) FROM patron'))
  const lines = ['PRAGMA journal_mode = WAL;', 'PRAGMA synchronous = NORMAL;', 'PRAGMA cache_size = -2000;', 'PRAGMA wal_autocheckpoint = 16000;',
    "INSERT INTO patron (public_id, organization_id, source_id, record, digest, document_digest, created_at) SELECT 'bare', MIN(id), 'bare', '{}', 0, 0, 0 FROM organization;"]
  for (let from = 0; from <= last; from += step) {
    lines.push(`BEGIN IMMEDIATE; UPDATE checkout SET patron_id = ${last + 1}, source_id = '~' || id WHERE patron_id >= ${from}`
      + ` AND patron_id < ${from + step} AND is_open = 0 AND returned_at < 9999999999; COMMIT;`)
  }
  const file = join(await temporary('bare'), 'bare.sql')
  await writeFile(file, lines.join('\n'))
  const begun = process.hrtime.bigint()
  await sql(database, `.read ${file}`)
  const taken = Number(process.hrtime.bigint() - begun) / 1e9
  const moved = Number(await sql(database, `SELECT COUNT(*) FROM checkout WHERE patron_id = ${last + 1}`))
  if (moved < rows * 0.9) throw new Error(`the bare update moved ${moved} of ${rows} rows`)
  return { rows: moved, rate: moved / taken }
}

const job = async database => (await sql(database, 'SELECT state, rows_done FROM history_job ORDER BY id DESC LIMIT 1')).split('|')

/** By a server that has nothing else to do. */
async function ours() {
  const { folder, database } = await library()
  const server = await serve(folder, `sqlite:${database}`)
  await decide(database)
  while ((await job(database))[0] !== 'running') await sleep(50)
  const begun = process.hrtime.bigint()
  let state = 'running'
  while (state === 'running') {
    await sleep(500);
    [state] = await job(database)
  }
  const taken = Number(process.hrtime.bigint() - begun) / 1e9
  const rows = Number((await job(database))[1])
  await server.stop()
  if (state !== 'done') throw new Error(`the run ended as ${state}`)
  return { rows, rate: rows / taken }
}

async function meanwhile() {
  const { folder, database } = await library()
  const server = await serve(folder, `sqlite:${database}`)
  const { who } = await signInAll(server.base, someCards(people))
  await load(server.base, '/my-data', who, seconds, few)
  const idle = await load(server.base, '/my-data', who, seconds, few)
  await decide(database)
  while ((await job(database))[0] !== 'running') await sleep(50)
  const before = Number((await job(database))[1])
  const busy = await load(server.base, '/my-data', who, seconds, few)
  const [state, after] = await job(database)
  await server.stop()
  if (state !== 'running') note('the run was over before the measurement was: take a larger library')
  return { idle, busy, beside: (Number(after) - before) / busy.seconds }
}

export async function measure(figure) {
  const plain = await bare()
  note(`bare update: ${Math.round(plain.rate)} rows/s`)
  const own = await ours()
  note(`anonymizing: ${Math.round(own.rate)} rows/s`)
  const { idle, busy, beside } = await meanwhile()
  note(`/my-data p99: ${idle.p99_ms} ms, meanwhile ${busy.p99_ms} ms; ${Math.round(busy.rate)} pages/s beside ${Math.round(beside)} rows/s`)
  const name = `anonymizing ${plain.rows.toLocaleString('en')} loans`
  figure(`${name}: rows/s against a bare update in batches`, 100 * own.rate / plain.rate, '%', 70, 'at least')
  figure(`${name}: rows`, own.rate, '/s')
  figure(`${name}: p99 of /my-data meanwhile against before`, busy.p99_ms / idle.p99_ms, '×', 2, 'at most')
  return { plain, own, idle, busy, beside }
}
