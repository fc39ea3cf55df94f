// The databases that are measured on: generated, imported by carrel itself, and kept until what makes them changes.
import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { copyFile, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cache, capture, carrel, example, note, onEnd, pipe, root, short, sleep, temporary } from './base.mjs'
import { Postgres } from './postgres.mjs'
import { serve, settings } from './server.mjs'

export const patrons = short ? 10_000 : 100_000
export const rowsEach = 10
export const manyRows = short ? 100_000 : 1_000_000
/** Card number of a patron of the library of 100,000, from 0; the PIN is 4711. */
export const card = number => `2${String(1_000_000 + number).padStart(9, '0')}`
/** Card numbers of some of them, from everywhere among them. */
export const someCards = count => Array.from({ length: count }, (_, at) => card(Math.floor(at * patrons / count)))
/** Card number of the patron with a million rows. */
export const bigCard = '2000000001'

/** Changes when the schema, the generator or the import does. */
async function version() {
  const hash = createHash('sha256').update(await readFile(join(root, '.ci/bench.d/data.mjs')))
  for (const folder of ['migrations/src', 'server/sources/src/alldata', 'server/sources/src/demo', 'server/store/src/import']) {
    const names = (await readdir(join(root, folder), { recursive: true })).filter(name => name.endsWith('.rs')).sort()
    for (const name of names) hash.update(name).update(await readFile(join(root, folder, name)))
  }
  return hash.digest('hex').slice(0, 12)
}

/** The folder of this version; what older ones left is thrown away. */
async function folder() {
  const name = await version()
  await mkdir(join(cache, name), { recursive: true })
  for (const other of await readdir(cache)) {
    if (other !== name) await rm(join(cache, other), { recursive: true, force: true })
  }
  return join(cache, name)
}

async function kept(name, make) {
  const path = join(await folder(), name)
  if (existsSync(path)) return path
  const unfinished = `${path}.${process.pid}`
  onEnd(() => rmSync(unfinished, { recursive: true, force: true }))
  const start = Date.now()
  await make(unfinished)
  await rename(unfinished, path)
  note(`${name}: ${Math.round((Date.now() - start) / 1000)} s`)
  return path
}

/** Gives everyone the PIN 4711, as a bcrypt hash with little work, like a library system's. */
export const givePins = `UPDATE credential SET hash = '$2b$04$5ALlN.1mSY6Ux.cZM9FEkeaKctFMAjz13GEvdO8hRX1apb8nGacoO'`

const library = [example('alldata'), 'generate', String(patrons), String(rowsEach)]
const importing = [carrel, 'import', 'alldata', '-']

/** What came new is looked through once, in the background: that is not what is measured. `ask` asks the database. */
export async function settle(folder, url, ask) {
  const server = await serve(folder, url)
  const limit = Date.now() + 1_800_000
  while ((await ask('SELECT COUNT(*) FROM note_walk WHERE next_at > 0 AND claimed_by IS NULL')).trim() !== '1') {
    if (Date.now() > limit) throw new Error('the notes are not looked through within half an hour')
    await sleep(500)
  }
  await server.stop()
}

async function sqliteOf(path, generate) {
  const place = await temporary('import')
  const database = join(place, 'carrel.sqlite')
  await pipe(generate, importing, { env: settings(place, `sqlite:${database}`) })
  await settle(place, `sqlite:${database}`, sql => capture('sqlite3', ['-readonly', '-cmd', '.timeout 30000', database, sql]))
  // Everything in one file, so that it can be copied.
  await capture('sqlite3', [join(place, 'carrel.sqlite'), `${givePins}; PRAGMA wal_checkpoint(TRUNCATE)`])
  await capture('cp', ['--sparse=auto', join(place, 'carrel.sqlite'), path])
}

/** A copy of a kept SQLite database, in a folder of its own; answers the folder. */
async function copied(path) {
  const place = await temporary('data')
  await copyFile(path, join(place, 'carrel.sqlite'))
  return place
}

/** 100,000 patrons on SQLite: a folder with `carrel.sqlite`. */
export async function sqliteLibrary() {
  note(`SQLite with ${patrons.toLocaleString('en')} patrons, ${rowsEach} rows each`)
  return copied(await kept(`library-${patrons}.sqlite`, path => sqliteOf(path, library)))
}

/** 100,000 patrons with 209 rows each, ten million of them returned loans. */
export async function sqliteLoans() {
  const rows = 209
  note(`SQLite with ${patrons.toLocaleString('en')} patrons, ${rows} rows each`)
  const generate = [example('alldata'), 'generate', String(patrons), String(rows)]
  return copied(await kept(`loans-${patrons}.sqlite`, path => sqliteOf(path, generate)))
}

/** Patrons with 100 rows each. */
export async function sqliteReaders() {
  const people = patrons / 10
  note(`SQLite with ${people.toLocaleString('en')} patrons, 100 rows each`)
  return copied(await kept(`readers-${people}.sqlite`, path => sqliteOf(path, [example('alldata'), 'generate', String(people), '100'])))
}

/** One patron with 1,000,000 returned loans. */
export async function sqliteBigPatron() {
  note(`SQLite with one patron of ${manyRows.toLocaleString('en')} rows`)
  return copied(await kept(`patron-${manyRows}.sqlite`, path => sqliteOf(path, [example('alldata'), 'patron', '1', String(manyRows)])))
}

/** 100,000 patrons on a PostgreSQL of our own, started. */
export async function postgresLibrary() {
  note(`PostgreSQL with ${patrons.toLocaleString('en')} patrons, ${rowsEach} rows each`)
  const path = await kept(`library-${patrons}.postgres`, async path => {
    const place = await temporary('import')
    const postgres = await Postgres.create()
    await postgres.start(['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=4GB'])
    await pipe(library, importing, { env: settings(place, postgres.url) })
    await settle(place, postgres.url, sql => postgres.sql(sql))
    await postgres.sql(givePins)
    await postgres.sql('VACUUM ANALYZE')
    await postgres.sql('CHECKPOINT')
    await postgres.stop()
    await capture('cp', ['-a', postgres.data, path])
    await capture('sync', [])
  })
  const postgres = await Postgres.create(path)
  // As it comes: a commit waits for the disk.
  await postgres.start([])
  return postgres
}

export const sizeOf = async path => (await stat(path)).size
