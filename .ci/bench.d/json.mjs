// A patron with a million rows takes them home as JSON, against sqlite3's own JSON of the same rows.
import { createInterface } from 'node:readline'
import { request } from 'node:http'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, forgetPeak, memory, note, short, sleep, start } from './base.mjs'
import { bigCard, manyRows, sqliteBigPatron } from './data.mjs'
import { post, serve, signIn } from './server.mjs'

/** What the report has of a loan, in its order. */
const query = `SELECT title, author, checked_out_at, due_at, returned_at, library, barcode, renewals, renewed_at, auto_renew,
  onsite, note, changed_at, other FROM checkout WHERE is_open = 0 AND patron_id = (SELECT id FROM patron WHERE cardnumber = '${bigCard}')
  ORDER BY checked_out_at DESC, id DESC`

export async function measure(figure) {
  const folder = await sqliteBigPatron()
  const database = join(folder, 'carrel.sqlite')
  const server = await serve(folder, `sqlite:${database}`)
  await sleep(2_000)
  const idle = await memory(server.pid, 'VmRSS')
  const cookie = await signIn(server.base, bigCard)
  await sleep(1_000)
  const signedIn = await memory(server.pid, 'VmRSS')

  const ours = []
  const theirs = []
  let peak = 0
  let bytes = 0
  // In turns; the faster of each counts: what is slower than that is somebody else on the machine.
  for (let round = 0; round < (short ? 1 : 2); round++) {
    await forgetPeak(server.pid)
    const begun = process.hrtime.bigint()
    const answer = await post(server.base, '/my-data/take-away', { format: 'json' }, cookie)
    const id = answer.location?.match(/take-away\/([^/?]+)$/)?.[1]
    if (!id) throw new Error(`taking away answers ${answer.status} and leads to ${answer.location}`)
    await ready(database, id)
    ours.push(Number(process.hrtime.bigint() - begun) / 1e9)
    peak = Math.max(peak, await memory(server.pid, 'VmHWM'))
    if (round === 0) {
      const file = await download(server.base, id, cookie)
      bytes = file.bytes
      if (file.rows !== manyRows) throw new Error(`the JSON has ${file.rows} loans instead of ${manyRows}`)
    }
    await post(server.base, `/my-data/take-away/${id}/delete`, {}, cookie)
    theirs.push(await theirTime(folder, database))
    note(`carrel ${ours.at(-1).toFixed(2)} s, sqlite3 ${theirs.at(-1).toFixed(2)} s, peak ${peak.toFixed(1)} MB, idle ${idle.toFixed(1)} MB, after signing in ${signedIn.toFixed(1)} MB`)
  }
  await server.stop()
  const name = `JSON of ${manyRows.toLocaleString('en')} rows`
  figure(`${name}: speed against sqlite3's`, 100 * Math.min(...theirs) / Math.min(...ours), '%', 50, 'at least')
  figure(`${name}: memory above idle`, peak - idle, 'MB', 30, 'at most')
  figure(`${name}: from asking to ready`, Math.min(...ours), 's')
  return { rows: manyRows, bytes, seconds: ours, sqlite3_seconds: theirs, idle_mb: idle, signed_in_mb: signedIn, peak_mb: peak }
}

async function ready(database, id) {
  const limit = Date.now() + 600_000
  for (;;) {
    const state = (await capture('sqlite3', ['-readonly', '-cmd', '.timeout 5000', database, `SELECT state, attempts FROM export_job WHERE public_id = '${id.replaceAll('\'', '')}'`])).trim()
    if (state.startsWith('ready')) return
    if (state.startsWith('failed') || state === '' || Number(state.split('|')[1]) > 1) throw new Error(`the export is ${state || 'gone'}`)
    if (Date.now() > limit) throw new Error('the export takes over ten minutes')
    await sleep(25)
  }
}

/** Takes the file home and counts its loans: each stands on a line of its own. */
function download(base, id, cookie) {
  return new Promise((resolve, reject) => {
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    const sent = request(`${base}/my-data/take-away/${id}/file`, { method: 'POST', headers, agent: false }, answer => {
      if (answer.statusCode !== 200) return reject(new Error(`the download answers ${answer.statusCode}`))
      let bytes = 0
      let rows = 0
      answer.on('data', part => { bytes += part.length })
      answer.on('error', reject)
      const lines = createInterface({ input: answer })
      lines.on('line', line => { if (line.includes('"checked_out_at":')) rows++ })
      lines.on('close', () => resolve({ bytes, rows }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function theirTime(folder, database) {
  const path = join(folder, 'theirs.json')
  const out = await open(path, 'w')
  const begun = process.hrtime.bigint()
  const child = start('sqlite3', ['-readonly', '-json', database, query], { stdio: ['ignore', out.fd, 'inherit'] })
  const { code, error } = await child.ended
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9
  await out.close()
  if (error || code !== 0) throw new Error(`sqlite3 -json ended with ${error?.message ?? code}`)
  if ((await stat(path)).size < manyRows * 100) throw new Error('sqlite3 -json wrote too little')
  await rm(path)
  return seconds
}
