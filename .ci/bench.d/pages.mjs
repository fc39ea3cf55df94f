// The home page of a signed-in patron against the static sign-in page, under load.
import { join } from 'node:path'
import { median, memory, note, short, temporary } from './base.mjs'
import { postgresLibrary, someCards, sqliteLibrary } from './data.mjs'
import { load } from './load.mjs'
import { ask, serve, signInAll } from './server.mjs'

const seconds = short ? 3 : 10
const rounds = 3
/** So many patrons are signed in: one alone would fill their own log, which the page counts, with thousands of views. */
const people = 256

async function compare(name, server, figure) {
  const { cookies, who } = await signInAll(server.base, someCards(people))
  const look = async (path, cookie) => {
    const answer = await ask(server.base, path, { headers: cookie ? { cookie } : {} })
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`)
    return answer.body.length
  }
  const bytes = { 'sign-in': await look('/sign-in'), 'my-data': await look('/my-data', cookies[0]) }
  const warm = short ? 1 : 4
  await load(server.base, '/sign-in', {}, warm)
  await load(server.base, '/my-data', who, warm)
  const runs = []
  for (let round = 0; round < rounds; round++) {
    const still = await load(server.base, '/sign-in', {}, seconds)
    const ours = await load(server.base, '/my-data', who, seconds)
    // Another page than the one that was asked for would be quick, too.
    if (ours.bytes / ours.requests < bytes['my-data'] * 0.9) throw new Error('/my-data under load answers something else')
    runs.push({ still, ours })
    note(`${name}: /sign-in ${Math.round(still.rate)}/s, p99 ${still.p99_ms} ms; /my-data ${Math.round(ours.rate)}/s, p99 ${ours.p99_ms} ms`)
  }
  await look('/my-data', cookies[0])
  figure(`pages, ${name}: /my-data against /sign-in, requests/s`, 100 * median(runs.map(({ still, ours }) => ours.rate / still.rate)), '%', 25, 'at least')
  figure(`pages, ${name}: p99 of /my-data against /sign-in`, median(runs.map(({ still, ours }) => ours.p99_ms / still.p99_ms)), '×', 5, 'at most')
  figure(`pages, ${name}: /my-data`, median(runs.map(({ ours }) => ours.rate)), '/s')
  return { cookies, result: { bytes, runs, memory_after_mb: await memory(server.pid, 'VmRSS') } }
}

export async function measure(figure) {
  const folder = await sqliteLibrary()
  let server = await serve(folder, `sqlite:${join(folder, 'carrel.sqlite')}`)
  const sqlite = await compare('SQLite', server, figure)
  await server.stop()

  const postgres = await postgresLibrary()
  server = await serve(await temporary('data'), postgres.url)
  const other = await compare('PostgreSQL', server, figure)
  // In between the server looks after its jobs: the trial with the fewest statements tells.
  const views = 20
  let fewest = null
  for (let trial = 0; trial < 3; trial++) {
    const statements = await postgres.countStatements(async () => {
      for (let view = 0; view < views; view++) await ask(server.base, '/my-data', { headers: { cookie: other.cookies[view] } })
    })
    if (fewest === null || statements.length < fewest.length) fewest = statements
  }
  figure('pages: queries for a view of /my-data', fewest.length / views, '', 8, 'at most')
  await server.stop()
  await postgres.stop()
  return { sqlite: sqlite.result, postgres: other.result, statements_of_a_view: fewest.slice(0, Math.round(fewest.length / views)).map(line => line.slice(0, 160)) }
}
