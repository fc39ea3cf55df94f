// The archive of the log: a patron's entries against the bare query on the same files, warm and cold, and with ten times as
// many; what an entry takes on disk; moving entries against a bare copy of the same rows.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, carrel, example, note, pipe, short, temporary } from './base.mjs'
import { givePins, settle, patrons as libraryPatrons, someCards } from './data.mjs'
import { few, load } from './load.mjs'
import { serve, settings, signInAll } from './server.mjs'

// CARREL_BENCH_ARCHIVE=50000000 measures at the size that the targets are meant for: about 6 GB and half an hour.
const entries = Number(process.env.CARREL_BENCH_ARCHIVE ?? (short ? 500_000 : 5_000_000))
const patrons = Math.max(entries / 100, 1000)
const months = 12
const tool = example('audit_archive')

// The pages of these files leave the system's cache.
async function forget(folder) {
  const archive = join(folder, 'archive')
  for (const name of await readdir(archive)) {
    const file = join(archive, name)
    await capture('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0', 'status=none'])
  }
}

async function read(who, folder, rounds, isCold) {
  if (isCold) await forget(folder)
  return JSON.parse(await capture(tool, ['read', who, folder, String(patrons), String(rounds)], { seconds: 600 }))
}

// In turns; the better of each counts: what is slower than that is somebody else on the machine.
async function compare(folder, rounds, isCold) {
  const best = {}
  for (let round = 0; round < 3; round++) {
    for (const who of ['bare', 'ours']) {
      const { median_ms: median, p99_ms: p99 } = await read(who, folder, rounds, isCold)
      best[who] = { median: Math.min(median, best[who]?.median ?? Infinity), p99: Math.min(p99, best[who]?.p99 ?? Infinity) }
    }
  }
  note(`${isCold ? 'cold' : 'warm'}: ours ${best.ours.median.toFixed(3)} ms (p99 ${best.ours.p99.toFixed(3)}), `
    + `bare ${best.bare.median.toFixed(3)} ms (p99 ${best.bare.p99.toFixed(3)})`)
  return best
}

/** A library whose log begins long before its first patron: what the import writes there is too young to move. */
async function library(entries) {
  const folder = await temporary('archive-library')
  const database = join(folder, 'carrel.sqlite')
  const url = `sqlite:${database}`
  const env = settings(folder, url)
  const sql = text => capture('sqlite3', ['-cmd', '.timeout 30000', database, text])
  await capture(carrel, ['migrate'], { env })
  await sql("INSERT INTO organization (slug, name, time_zone, currency) VALUES ('library', 'Library', 'Europe/Helsinki', 'EUR')")
  await capture(example('audit_log'), ['fill', url, join(folder, 'secret.key'), String(entries)], { seconds: 900 })
  await pipe([example('alldata'), 'generate', String(libraryPatrons), '10'], [carrel, 'import', 'alldata', '-'], { env })
  await sql(givePins)
  await capture(carrel, ['audit', 'checkpoint'], { env, seconds: 300 })
  const position = async () => Number(await sql('SELECT position FROM audit_archive'))
  await settle(folder, url, sql)
  return { folder, url, position }
}

/** The home page of patrons before their library's log is archived, and meanwhile. */
async function meanwhile() {
  const [count, seconds] = short ? [200_000, 3] : [2_000_000, 15]
  const { folder, url, position } = await library(count)
  let server = await serve(folder, url, { CARREL_ARCHIVE_AFTER_DAYS: '0' })
  const { who } = await signInAll(server.base, someCards(64))
  await load(server.base, '/my-data', who, seconds, few)
  const idle = await load(server.base, '/my-data', who, seconds, few)
  await server.stop()
  server = await serve(folder, url, { CARREL_ARCHIVE_AFTER_DAYS: '1' })
  const before = await position()
  const busy = await load(server.base, '/my-data', who, seconds, few)
  const after = await position()
  await server.stop()
  if (after === before) throw new Error('nothing was archived while it was measured')
  if (after >= count) note('all was archived before the measurement was over: take a larger log')
  const moved = (after - before) / seconds
  note(`/my-data p99: ${idle.p99_ms} ms, meanwhile ${busy.p99_ms} ms; ${Math.round(moved)} entries/s moved beside it`)
  return { idle, busy, moved }
}

export async function measure(figure) {
  const [small, large] = [await temporary('archive-small'), await temporary('archive-large')]
  const sizes = []
  for (const [folder, count] of [[small, entries / 10], [large, entries]]) {
    sizes.push(JSON.parse(await capture(tool, ['fill', folder, String(count), String(patrons), String(months)], { seconds: 7200 })))
    note(`${count} entries of ${patrons} patrons in ${months} months: ${sizes.at(-1).seconds.toFixed(1)} s, ${sizes.at(-1).bytes} bytes`)
  }
  const rounds = short ? 300 : 2000
  const warmSmall = await compare(small, rounds, false)
  const warm = await compare(large, rounds, false)
  const coldSmall = await compare(small, 50, true)
  const cold = await compare(large, 50, true)
  const moving = JSON.parse(await capture(tool, ['move', await temporary('archive-move'), short ? '100000' : '300000', '20000'], { seconds: 1200 }))
  const beside = await meanwhile()
  const name = `archive of ${entries.toLocaleString('en')} entries`
  figure(`${name}: a patron's entries against the bare query, warm`, warm.ours.median / warm.bare.median, '×', 2, 'at most')
  figure(`${name}: the same, cold`, cold.ours.median / cold.bare.median, '×', 2, 'at most')
  figure(`${name}: against a tenth of the entries, warm`, warm.ours.median / warmSmall.ours.median, '×', 2, 'at most')
  figure(`${name}: the same, cold`, cold.ours.median / coldSmall.ours.median, '×', 2, 'at most')
  figure(`${name}: on disk`, sizes[1].bytes / entries, 'bytes an entry', 140, 'at most')
  // As the archive's rows lie, a patron's together; the copy leaves what it copied where it was, and keeps no other index.
  figure('archive: moving against a bare copy of the same rows by patron', 100 * moving.move / moving.clustered, '%', 40, 'at least')
  figure('archive: moving against a bare copy of the same rows as they come', 100 * moving.move / moving.heap, '%')
  figure('archive: moving', moving.move, 'entries/s')
  figure('archive: p99 of /my-data while entries move against before', beside.busy.p99_ms / beside.idle.p99_ms, '×', 2, 'at most')
  return { entries, patrons, months, sizes, warm, warmSmall, cold, coldSmall, moving, beside }
}
